# 命令行的输出。

serve-ready = Guichet 已启动：{ $url }
serve-data = 数据目录：{ $path }
serve-definitions = 定义目录：{ $path }（修改后立即生效，无需重启）
serve-mail-to-files = 邮件：写入 { $path }，管理员可在 { $url }/admin/mails 查看
serve-mail = 邮件：通过 { $server } 发送
serve-first-administrator = 管理员：请在 { $url }/login 以“{ $name }”登录，一次性密码为：
serve-first-administrator-then = 该密码只显示这一次。其他工作人员的账户请在 { $url }/admin/users 添加
serve-accounts = 账户：工作人员的账户请在 { $url }/admin/users 添加
serve-stop = 按 Ctrl+C 停止。

demo-making = 正在生成一周的申请……
demo-made = 已生成 { $cases } 件模拟申请，全部数据位于 { $path }，结束时自动删除。
demo-without = 未能生成“{ $form }”的申请：缺少合格示例、审核流程或申请账户。
demo-staff = 工作人员（在 { $url }/login 登录，密码均为 { $password }）
demo-applicants = 账户已启用的申请人及其密码
demo-pages = 值得一看的页面
demo-page-window = 首页
demo-page-register = 填报表单
demo-page-returned = 申请人：退回补正
demo-page-approved = 申请人：已通过
demo-page-rejected = 申请人：未通过
demo-page-desk = 工作人员：工作台
demo-page-claimed = 工作人员：审核中
demo-page-corrected = 工作人员：已补正，含前后对比
demo-page-overdue = 工作人员：已超期
demo-page-account = 已登录的申请人：我的单位
demo-page-admin = 管理员：概览
demo-page-mails = 管理员：邮件
demo-page-users = 管理员：工作人员
demo-page-workflow = 管理员：流程图
demo-stop = 按 Ctrl+C 停止并删除全部数据。
demo-flag = 与所附材料不一致
demo-reason = 材料不齐全
demo-comment = 已与申请人电话联系，原件明日送达。

new-made = { $path }：已生成 { $files } 个文件。接下来可以：
new-cd = 进入该目录
new-check = 编译表单和审核流程，并运行全部示例与场景
new-serve = 在 http://127.0.0.1:8000 启动服务，修改即时生效
new-git = 纳入 git 管理；.github/workflows/check.yml 检查每次提交

user-role-unknown = 没有名为“{ $name }”的角色。流程声明的角色及系统自带的角色有：{ $known }
user-added = 账户“{ $name }”已创建，一次性密码为：
user-added-then = 该密码只显示这一次，首次登录时必须修改。

check-clean = 表单 { $forms } 个，流程 { $workflows } 个，日历 { $calendars } 个，示例和场景 { $tried } 个：没有发现问题。
check-faulty = 错误 { $errors } 处，警告 { $warnings } 处。

validate-done = { $count ->
        [0] 没有问题。
       *[other] 共 { $count } 个问题。
    }

run-submit = 提交申请
run-claim = 领取
run-release = 退还
run-overdue = 到期
run-system = 系统
run-applicant = 申请人
run-move = { $at }  { $who }：{ $did }
run-refused = 拒绝（{ $code }）：{ $text }
run-open = 办理中：{ $steps }
run-open-none = 没有办理中的步骤
run-step-due = { $step }，限 { $due }
run-finished = 结局：{ $finish }
run-event-step-opened = 打开{ $step }
run-event-waiting = { $step }等待其他分支
run-event-due-moved = { $step }的期限移到 { $due }
run-event-step-closed = 关闭{ $step }
run-event-claimed = 领取{ $step }
run-event-released = 退还{ $step }
run-event-acted = 办理{ $step }：{ $action }
run-event-corrected = 更改申请内容
run-event-went-overdue = { $step }到期
run-event-effect = 效果：{ $effect }
run-event-finished = 结束：{ $finish }
run-event-submitted = 收到申请
run-event-revealed = 显示 { $pointer }
run-event-asked = { $step }又收到一处退回
run-event-joined = 一个分支到达{ $step }
run-event-join-fired = 到达{ $step }的分支已够
run-event-came-late = 一个分支晚到{ $step }，到此为止
run-event-join-reset = 不再等待到达{ $step }的分支
run-event-group-opened = { $step }逐项打开
run-event-item-added = 增加一项
run-event-migrated = 改用流程的另一版本
run-event-item-dropped = 减少一份
run-event-counted = 计入一份
run-event-group-closed = 各份已结束
run-event-message = 收到消息 { $name }
run-event-message-taken = 取出保留的消息 { $name }
run-assign = 转交
run-delegate = 委派
run-give-back = 交还
run-add-signer-before = 请求决定前加签
run-add-signer-after = 请求决定后加签
run-countersign = 签署同意
run-object = 签署不同意
run-excuse = 不再要求加签
run-copy = 抄送
run-remind = 催办
run-comment = 留言
run-event-collaboration-assigned = 将{ $step }转交给{ $who }
run-event-collaboration-delegated = 将{ $step }委派给{ $who }
run-event-collaboration-given-back = 将{ $step }交还给{ $who }
run-event-collaboration-signer-added = { $after ->
        [yes] 请{ $who }在{ $step }决定后加签
       *[no] 请{ $who }在{ $step }决定前加签
    }
run-event-collaboration-signed = { $agrees ->
        [yes] { $who }在{ $step }签署同意
       *[no] { $who }在{ $step }签署不同意
    }
run-event-collaboration-excused = { $step }不再需要{ $who }加签
run-event-collaboration-extended = { $step }的时限延长到 { $due }
run-event-collaboration-noticed = 没有人能办理{ $step }
run-event-collaboration-fell = { $step }已有的签署或决定不再有效
run-event-collaboration-held = { $step }的决定 { $action } 待加签
run-event-collaboration-copied-to = 抄送{ $who }
run-event-collaboration-reminded = 催办{ $step }
run-event-collaboration-escalated = { $step }逾期，提请其他人接手
run-event-commented = 给同事留言：{ $text }
run-event-case-due = 全部办结期限：{ $due }
run-event-case-overdue = 已过全部办结期限
run-event-tell = 通知{ $who }：{ $news }
run-event-copy-to = 效果：抄送{ $who }
run-news-assigned = 有一步转交给您
run-news-delegated = 有一步委派给您
run-news-given-back = 委派的一步已交还
run-news-signature-asked = 请您加签
run-news-signed = 加签已签署
run-news-copied = 有一份申请抄送给您
run-news-reminder = 催办
run-news-escalated = 有一步逾期
run-news-case-overdue = 全部办结期限已过
run-news-returned = 有一步退回给您
run-news-taken-away = 有一步不再由您办理
run-news-excused = 不再需要您加签
run-news-answers-changed = 申请内容已更改
run-news-withdrawn = 申请已撤回
run-news-closed = 您的一步已结束
run-news-offered = 有一步可领取
run-news-unattended = 没有人能办理
run-done = { $faults ->
        [0] 提交之后 { $moves } 步，与预期相符。
       *[other] 提交之后 { $moves } 步，与预期不符 { $faults } 处。
    }

verify-journal-whole = { $folder }：第 { $first } 至 { $last } 批完整无缺。链值：{ $chain }
verify-journal-broken = { $folder }：第 { $last } 批之后与写入时不同。
backup-made = { $folder }：已备份至第 { $seq } 批（{ $at }），含 { $files } 个文件，本次复制 { $copied } 个。链值：{ $chain }
backup-restored = 已从 { $folder } 恢复至第 { $seq } 批（{ $at }），含 { $files } 个文件。链值：{ $chain }
backup-whole = { $folder }：备份至第 { $seq } 批（{ $at }），含 { $files } 个文件，已逐一核对。链值：{ $chain }
backup-file-missing = 缺少文件 { $id }
backup-file-changed = 文件 { $id } 与上传时不同
backup-files-more = 另有 { $count } 个
recover-store = 已根据日志重建数据库，原数据库移至 { $path }。
recover-journal = 已根据数据库重新开始日志，原日志移至 { $path }。
user-second-factor-reset = 账户“{ $name }”的两步验证已移除，下次登录时重新设置。
user-reset = 账户“{ $name }”的新一次性密码为：
verify-whole = { $file }：{ $reference }，{ $events } 条记录：全部一致。
verify-broken = { $file }：{ $reference }，{ $events } 条记录：有 { $faults } 处不一致。
verify-format = 文件格式为“{ $name }”，本程序只认识 { $known }。
verify-digest = 申请或其记录与导出时不同。
verify-definition = “{ $name }”的文件缺失，或不是申请开始时的版本。
verify-unreadable = “{ $name }”的文件不能编译。
verify-no-submission = 第一条记录不是提交。
verify-gap = 记录编号为 { $actual }，应为 { $expected }。
verify-time = 第 { $seq } 条记录的时间早于前一条。
verify-unknown = 第 { $seq } 条记录提到“{ $name }”，流程中没有。
verify-differs = 按记录重演得到的“{ $name }”与保存的申请不同。
