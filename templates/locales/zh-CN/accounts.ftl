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

# 两步验证。

code-title = 两步验证
code-code = 验证码
code-hint = 验证器应用里现在显示的六位数字。
code-lost = 手机不在身边？
code-recovery = 恢复码
code-recovery-hint = 设置时保存的十个恢复码之一，每个只能用一次。没有恢复码时，请联系管理员。
code-back = 换一个帐户登录
problem-login-code = 验证码不对或已经用过。请等应用显示下一个验证码后重试。

second-factor-title = 两步验证
second-factor-on = 已启用
second-factor-off = 未启用
second-factor-set-up = 设置
second-factor-change = 恢复码等
second-factor-back = 返回我的帐户
second-factor-lead = 启用后，登录时除密码外还须填写手机应用里的验证码：只知道密码的人无法登录。
second-factor-required = 本服务要求工作人员登录时除密码外再填写手机应用里的验证码。请先设置，再继续。
second-factor-app = 在手机上安装一个验证器应用（支持 TOTP 的都可以）；已有的不必再装。
second-factor-scan = 用应用扫描这个二维码。
second-factor-picture = 密钥的二维码，下面另有文字
second-factor-type = 或者在应用里输入这个密钥：
second-factor-here = 在本机的应用中打开
second-factor-code = 填写应用里现在显示的六位数字
second-factor-go = 确认
second-factor-codes = 恢复码
second-factor-codes-words = 手机不在身边时，每个恢复码可以登录一次。恢复码只在这里显示这一次：请打印或抄写下来，妥善保管。
second-factor-kept = 已经保存好
second-factor-since = 自 { $day } 起，登录须填写应用里的验证码。
second-factor-left = 还有 { $count } 个恢复码。
second-factor-new-codes = 重新生成恢复码
second-factor-remove = 移除两步验证
second-factor-new-device = 更换手机时，请先移除再重新设置；不能移除时，由管理员重置。
problem-second-factor-code = 验证码不对。请检查手机的时间是否准确，并填写应用里现在显示的验证码。
done-second-factor-removed = 两步验证已移除，登录只需要密码。
done-user-second-factor-reset = 两步验证已重置，该帐户的登录已全部退出，下次登录时重新设置。
users-second-factor = 两步验证
users-second-factor-reset = 重置两步验证

# 登录。

confirm-password-title = 请再次输入密码
confirm-password-lead = 您登录已有一段时间。更改密码、两步验证或帐户之前，请确认是您本人。
confirm-password-go = 继续
problem-confirm = 密码不对，请检查后重试。
sessions-title = 我的登录
sessions-lead = 您的帐户现在在这些地方登录。不认识的，请退出。
sessions-own = 当前
sessions-unknown = 未知浏览器
sessions-seen = 最近使用
sessions-began = 登录于
sessions-address = 来自
sessions-end = 退出该登录
sessions-end-others = 退出其他所有登录
sessions-hint = 如果其中有不是您本人的，请同时修改密码，其他登录会全部退出。
done-logins-ended = 已退出。

# 系统管理中的申请人帐户。

admin-accounts = 帐户
accounts-find = 查找
accounts-none = 没有这个帐户：{ $name }。
accounts-logins = 当前登录
accounts-end-logins = 退出它的所有登录
accounts-not-active = 未启用
accounts-staff = 工作人员的停用和启用在这里：
accounts-told = 停用后，它的登录立即全部退出，并以邮件告知本人；正在办理的申请照常办理。
done-account-disabled = 帐户已停用，登录已全部退出，已用邮件告知本人。
done-account-enabled = 帐户已启用，已用邮件告知本人。
done-account-logins-ended = 它的登录已全部退出。
problem-login-one-time = 这个一次性密码一周内没有使用，已经失效。请向管理员要一个新的，或找回密码。

# 安全记录。

role-auditor = 安全审计员
admin-audit = 安全记录
audit-what = 事件
audit-who = 帐户
audit-about = 对象
audit-from = 来自
audit-when = 时间
audit-none = 还没有记录。
event-account-disabled = 停用帐户
event-account-enabled = 启用帐户
event-account-logins-ended = 退出某帐户的登录
event-cases-moved = 申请改用其他版本
event-code-failed = 两步验证码不对
event-confirm-failed = 再次确认时密码不对
event-exported = 导出申请
event-forbidden = 无权操作
event-forged-token = 伪造或过期的表单
event-login = 登录
event-login-failed = 帐户名或密码不对
event-login-not-active = 帐户不能登录
event-login-without-proof = 没有证明不是程序
event-logins-ended = 退出自己的其他登录
event-logout = 退出
event-one-time-password-over = 一次性密码已失效
event-password-changed = 修改密码
event-password-recovered = 找回密码
event-published = 发布定义
event-recovery-asked = 申请找回密码
event-recovery-code-used = 使用恢复码
event-recovery-codes-made = 生成恢复码
event-revealed = 查看隐藏内容
event-second-factor-off = 移除两步验证
event-second-factor-on = 启用两步验证
event-submission-without-proof = 提交时没有证明不是程序
event-user-added = 添加工作人员
event-user-disabled = 停用工作人员
event-user-edited = 编辑工作人员
event-user-enabled = 启用工作人员
event-user-reset = 重设工作人员密码
event-user-second-factor-reset = 重置工作人员两步验证
event-password-refused = 原密码不对
event-limit = 请求过多
