# 管理员看到的定义。

admin-reload = 立即重新读取
done-definitions-changed = 已重新读取定义，没有问题的部分即刻生效。
done-definitions-unchanged = 已重新读取定义，内容没有变化。

# 运行时出错的流程。
alerts-title = 需要立即处理
alert-since = 自 { $time } 起
alert-disk = 磁盘空间不足，暂停受理
alert-disk-help = 请在数据目录所在磁盘上腾出空间，之后自动恢复受理。
alert-mail = 邮件服务器不接收邮件
alert-mail-help = 邮件已排队，服务器恢复后自动发送。请检查设置项 mail 和 mail_from，以及本机能否连上该服务器。
alert-backup = 备份没有完成，或不完整
alert-backup-help = 系统每分钟重试一次。请检查备份目录及其磁盘，以及本服务是否有写入权限。
alert-file-missing = 上传的文件 { $subject } 缺失
alert-file-missing-help = 请从备份的 attachments 目录（以文件名前两位为子目录）放回该文件，再打开一次，此条提示即消失。
alert-file-changed = 上传的文件 { $subject } 与上传时不同
alert-file-changed-help = 该文件不再向任何人显示。请从备份的 attachments 目录（以文件名前两位为子目录）放回完好的文件。
failures-title = 有流程运行出错
failures-words = 脚本中的函数出错、超出限制，或选了不允许的去向。申请保持原样；改正脚本，再把申请移到现行版本（见流程页面），被拒绝的操作就可以再做一次。服务重新启动后，此列表重新开始。
failures-times = { $count } 次

# 没有人能办理的步骤。
unattended-title = 没有人能办理
unattended-words = 下列步骤目前没有人能办理，已用邮件告知负责管理的人。
unattended-nobody = 没有人具有它所要求的角色、组或姓名。请在“工作人员”中加上人，或者把申请移到由别人办理的流程版本。
unattended-absent = 能办理的人都不在岗。请让别人办理，或者缩短缺勤。
unattended-apart = 能办理的人都参与过前面的步骤，而这一步须由没有参与过的人办理。请再加一个人。
unattended-holder-gone = 经办人已不能登录。稍后会重新开放领取，管理人可以马上交给别人。
unattended-holder-absent = 经办人不在岗，代办的人又不能办理这一步。管理人可以交给别人。
unattended-delegator-gone = 委派的人已不能登录，无法退还给他。管理人可以交给别人。
unattended-signer-gone = 请来签署的人已不能登录。请取消这一签署，或改请别人。
unattended-signer-absent = 请来签署的人不在岗，也没有人可以代签。请等候，或取消这一签署。

# 申请所用的流程版本。
versions-title = 使用其他版本的申请
versions-words = 申请一直使用开始时的流程版本。在这里可以移到现行版本：先试算，移动有记录，也可以撤回。
versions-case = 申请
versions-version = 版本
versions-steps = 所在步骤
versions-trial = 按现行版本试算
versions-fits = 可以继续
versions-fails = 有函数会出错
versions-cannot = 不能移动：没有这个步骤
versions-moved = 已移动
versions-none = 没有使用其他版本的未办结申请。
versions-more = 可能还有更多，请先移动这些。
versions-move = 把勾选的移到现行版本
versions-back = 把勾选的移回原版本
versions-move-words = 打开的步骤、经办人和期限都保持不变。
done-cases-moved = 申请已移动。
done-cases-moved-back = 申请已移回。
done-cases-not-all-moved = 有的申请没有移动，见下。
