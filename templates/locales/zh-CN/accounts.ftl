# 登录、密码、找回密码、工作人员。

problem-login-wrong = 帐户名或密码不对，请检查后重试。密码区分大小写。
problem-login-proof = 近来密码输错次数太多。请在下面证明您不是程序，并重新输入密码。忘记密码时可以找回密码。
problem-login-review = 您的申请 { $reference } 尚未审核完成（当前环节：{ $step }）。审核通过后即可登录，结果会发送到您的邮箱。
problem-login-applicant = 您的申请 { $reference } 需要补正（当前环节：{ $step }）。请补正后重新提交，审核通过后即可登录。
problem-login-open = 您的申请 { $reference } 还等您办理（当前环节：{ $step }）。办理完毕、审核通过后即可登录。
problem-login-approved = 您的申请 { $reference } 已通过审核，但帐户尚未启用。请与我们联系。
problem-login-rejected = 您的申请 { $reference } 未通过审核，帐户没有启用。您可以按审核意见准备资料后重新申请。
problem-login-withdrawn = 您的申请 { $reference } 已撤回，帐户没有启用。需要时可以重新申请。
problem-login-closed = 这个帐户已注销，不能登录。
problem-login-disabled = 这个帐户已停用，不能登录。请与我们联系。
problem-login-suspended = 帐户到期未延续，已停用。请打开延续申请 { $reference } 补办，办理完毕后即可登录。
problem-login-renewal-review = 帐户到期未延续，已停用。您补办的延续申请 { $reference } 正在审核，通过后即可登录。
problem-login-lapsed = 帐户到期未延续，已停用，不能登录。请与我们联系。
login-renew = 补办延续
login-status = 查看办理进度
done-logged-out = 您已退出登录。
done-session-over = 登录已过期，刚才的操作没有执行。请重新登录后再试。

password-rule = 至少 { $limit } 个字符，可以是一句话；不能与登录名相同，也不能是常见的密码。
problem-password-old = 原密码不对，请检查后重试。
problem-password-same = 新密码不能与原密码相同，请换一个。
problem-password-again = 两次输入的密码不一致，请重新输入。
done-password-changed = 新密码已启用。

problem-recover-method = 请选择找回方式。
problem-recover-name = 请填写用户名。
problem-captcha-empty = 请填写验证码，或选择由浏览器自动验证。
problem-captcha = 验证码不对或已过期，请按新的图片重新填写。
problem-submit-proof = 近来从您的网络提交了多份申请。请证明您不是程序后再次提交，已填写的内容不会丢失。
error-link-expired = 这个链接已经用过、已经过期，或者不完整。请从登录页重新找回密码，并使用最新一封邮件里的链接。
error-link-expired-title = 链接已失效

error-method = 这个地址不接受这样的请求，什么都没有改变。
error-method-title = 请求方式有误
error-unsupported = 无法识别所发送内容的格式，什么都没有改变。请从本网站的页面提交。
error-unsupported-title = 内容格式有误

problem-users-name = 登录名须为 1 到 60 个字符，不能有空格。
problem-users-display-name = 请填写姓名，最多 60 个字符。
problem-users-email = 邮箱地址不对，应如 name@example.cn。
problem-users-roles = 请至少选择一个角色。
problem-users-last = 这是最后一个能登录的系统管理员：停用或更改角色后就没有人能管理系统了。请先添加或启用另一个管理员。
problem-users-own = 不能停用自己的帐户或更改自己的角色和密码。请由另一个管理员操作；要改自己的密码，请用「修改密码」。
problem-users-changed = 这个帐户刚刚被别人更改，请核对后再试。
users-edit = 编辑
users-edit-title = 编辑工作人员 { $name }
users-edit-go = 保存
users-back = 返回工作人员列表
users-own-roles = 自己的角色由另一个管理员更改。
users-password = 修改我的密码
done-user-disabled = 帐户已停用，它的登录已全部退出，已领取的申请退回待领取。
done-user-enabled = 帐户已启用。
done-user-edited = 已保存。角色有变化时，该帐户须重新登录。

problem-users-groups = 组名最多 40 个字符；一个人最多属于 { $most } 个组。
users-groups = 所属组
users-groups-hint = 流程把环节分给某个组时，组里的人可以领取。
users-groups-more = 其他组，用逗号隔开
users-groups-new = 组名，用逗号隔开
users-absent = 不在岗

account-staff-title = 我的帐户
account-staff-who = 帐户信息
absence-title = 不在岗期间
absence-words = 出差、休假时填写。在此期间，已领取的申请、等待签署的申请和有关邮件，代办人也同时收到，并可以代为办理。
absence-from = 第一天
absence-until = 最后一天
absence-stand-in = 代办人
absence-stand-in-hint = 代办人只能办理本人角色和组也可以办的环节。
absence-choose = 请选择
absence-go = 保存
absence-end = 取消不在岗
absence-noted = 从 { $from } 到 { $until } 不在岗，由 { $name } 代办。
absence-stands-in = 您今天代 { $names } 办理。
problem-users-from = 请填写第一天的日期。
problem-users-until = 请填写最后一天的日期：不早于今天和第一天，总共不超过 366 天。
problem-users-stand-in = 请选择一位在职的同事代办。
done-absence-noted = 已保存。
done-absence-ended = 不在岗已取消。
