# 邮件。

mail-automatic = 此邮件由系统自动发出，请勿回复。
mail-greeting = { $name }：
mail-status = 查看办理进度
mail-correct = 查看并补正
mail-login = 登录
mail-recover = 设置新密码

mail-received-subject = 已收到您的申请 { $reference }
mail-received-words = 我们已收到您的注册申请，工作人员将进行审核。审核结果会发送到本邮箱。
mail-received-due = 预计在{ $day }前完成审核。
mail-returned-subject = 请补正您的申请 { $reference }
mail-returned-words = 您的注册申请有内容需要补正。请按下面的说明修改后重新提交，其他内容不需要改动。
mail-returned-due = 请在{ $day }前完成补正；逾期未提交，申请将自动撤回。
mail-approved-subject = 您的申请 { $reference } 已通过
mail-approved-words = 您的注册申请已通过审核。现在可以用平台帐户名和注册时设置的密码登录。
mail-rejected-subject = 您的申请 { $reference } 未通过
mail-rejected-words = 您的注册申请未通过审核，平台帐户没有启用。您可以按审核意见准备资料后重新注册。
mail-withdrawn-subject = 您的申请 { $reference } 已撤回
mail-withdrawn-words = 您的注册申请已撤回，不再审核，平台帐户名已释放。需要时可以重新注册。
mail-recovery-subject = 设置新密码
mail-recovery-words = 有人请求为平台帐户 { $name } 设置新密码。请在 { $minutes } 分钟内打开下面的链接，设置后立即生效；链接只能使用一次。
mail-recovery-not-you = 如果不是您本人的请求，请忽略此邮件，密码不会改变。
mail-password-changed-subject = 密码已更改
mail-password-changed-words = 平台帐户 { $name } 的密码刚刚更改，其他设备上的登录已全部退出。
mail-password-changed-not-you = 如果不是您本人更改的，请立即通过登录页上的「忘记密码」重新设置密码，并与我们联系。
