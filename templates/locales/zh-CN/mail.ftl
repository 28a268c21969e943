# 邮件里的文字。主题不超过 60 个字符。

mail-greeting = { $name }，您好！
mail-greeting-plain = 您好！
mail-automatic = 本邮件由系统自动发出，请勿直接回复。
mail-link-words = 按钮打不开时，请把下面的网址复制到浏览器中打开：
mail-reference = 申请编号
mail-code = 查询码
mail-account = 帐户名
mail-keep = 请保存好申请编号和查询码：查询进度、补正资料时要用到。
mail-status = 查看办理进度
mail-login = 登录
mail-again = 重新提交申请
mail-remarks = 需要补正的内容
mail-reason = 审核意见

mail-received-subject = 已收到您的申请（{ $reference }）
mail-received-title = 已收到您的申请
mail-received-lead = 您提交的申请「{ $form }」已经收到，现在进入审核。
mail-received-due = 工作人员将在 { $until }前完成审核，结果会发到这个邮箱。
mail-received-undated = 审核结果会发到这个邮箱。
mail-received-account = 审核通过后，用帐户名 { $name } 和您设置的密码登录。

mail-returned-subject = 请补正您的申请（{ $reference }）
mail-returned-title = 您的申请需要补正
mail-returned-lead = 您的申请「{ $form }」有几处需要改正，只需修改下面列出的内容，其余不用重填。
mail-returned-due = 请在 { $until }前补正并重新提交；逾期未提交的，申请将自动撤回。
mail-returned-go = 开始补正

mail-approved-subject = 您的申请已通过审核（{ $reference }）
mail-approved-title = 您的申请已通过审核
mail-approved-lead = 您的申请「{ $form }」已通过审核。
mail-approved-account = 现在可以用帐户名 { $name } 和您设置的密码登录，办理业务。
mail-approved-until = 帐户有效期至 { $day }；到期前我们会通知您办理年度延续。

mail-applied-subject = 登记资料已变更（{ $reference }）
mail-applied-title = 登记资料已变更
mail-applied-lead = 您的申请「{ $form }」已通过审核，登记资料已经更新，即时生效。

mail-rejected-subject = 您的申请未通过审核（{ $reference }）
mail-rejected-title = 您的申请未通过审核
mail-rejected-lead = 很抱歉，您的申请「{ $form }」未通过审核。
mail-rejected-again = 问题解决后，欢迎再次申请。

mail-withdrawn-subject = 您的申请已撤回（{ $reference }）
mail-withdrawn-title = 您的申请已撤回
mail-withdrawn-lead = 您的申请「{ $form }」已撤回，不再审核。由您本人撤回，或者没有在期限内补正，都会这样处理。
mail-withdrawn-again = 需要时可以再次申请。

mail-recovery-subject = 设置新密码
mail-recovery-title = 设置新密码
mail-recovery-lead = 有人请求为帐户名 { $name } 设置新密码。
mail-recovery-words = 如果是您本人，请在 { $minutes } 分钟内打开链接，设置新密码；链接只能使用一次。
mail-recovery-go = 设置新密码
mail-recovery-gone = （邮件发出后，链接已从记录中删除。）
mail-recovery-not-you = 如果不是您本人，请忽略本邮件，密码不会改变。

mail-changed-subject = 您的密码已修改
mail-changed-title = 您的密码已修改
mail-changed-lead = 帐户名 { $name } 的密码已于 { $at } 修改。
mail-changed-words = 其他地方的登录已全部退出。
mail-changed-not-you = 如果不是您本人修改的，请立即找回密码：

mail-account-second-factor-on-subject = 两步验证已启用
mail-account-second-factor-on = 从 { $at } 起，登录帐户 { $name } 时除密码外还须填写验证器应用里的验证码。其他地方的登录已全部退出。
mail-account-second-factor-off-subject = 两步验证已移除
mail-account-second-factor-off = 帐户 { $name } 的两步验证已于 { $at } 移除。重新设置之前，登录只需要密码。
mail-account-recovery-code-used-subject = 有人使用了恢复码
mail-account-recovery-code-used = { $at }，有人用恢复码代替验证器应用登录了帐户 { $name }。这个恢复码不能再用。
mail-account-disabled-subject = 您的帐户已停用
mail-account-disabled = 管理员已于 { $at } 停用帐户 { $name }。它的登录已全部退出，不能再登录。正在办理的申请照常办理。如有疑问，请与我们联系。
mail-account-enabled-subject = 您的帐户已启用
mail-account-enabled = 管理员已于 { $at } 启用帐户 { $name }，您可以重新登录。
mail-account-not-you = 如果不是您本人操作的，请立即告知管理员，并修改密码。

mail-reminder-subject = 请尽快办理（{ $reference }）
mail-reminder-title = 还有一步等您办理
mail-reminder-lead = 您的「{ $form }」还有一步等您办理。如果刚刚办过，请不必理会本邮件。
mail-reminder-due = 请在 { $until }前办理。
mail-reminder-go = 去办理

mail-renewal-subject = 帐户即将到期，请办理延续（{ $reference }）
mail-renewal-title = 您单位的帐户即将到期
mail-renewal-lead = 您单位在本平台的帐户即将到期。请打开下面的链接办理「{ $form }」：核对登记资料，没有变化的，提交后立即延续。
mail-renewal-until = 帐户有效期至 { $day }。
mail-renewal-due = 请在 { $until }前办理；逾期未办理的，帐户将停用。
mail-renewal-go = 办理延续

mail-renewal-returned-subject = 请补正您的延续（{ $reference }）
mail-renewal-returned-due = 请在 { $until }前补正并重新提交；逾期未提交的，帐户将停用。

mail-suspended-subject = 帐户已停用，请补办延续（{ $reference }）
mail-suspended-title = 您单位的帐户已停用
mail-suspended-lead = 「{ $form }」逾期未办理，帐户已停用，暂时不能登录。您仍可随时通过下面的链接补办，办理完毕后帐户即恢复使用。

mail-renewed-subject = 帐户已延续（{ $reference }）
mail-renewed-title = 您单位的帐户已延续
mail-renewed-lead = 「{ $form }」已办理完毕。
mail-renewed-until = 帐户有效期延至 { $day }。到期前我们会再通知您。

mail-staff-go = 打开申请
mail-staff-form = 申请类型
mail-staff-step = 办理环节
mail-staff-by = 同事
mail-staff-due = 办理期限
mail-staff-absent = { $name }不在岗，由您代办，所以您也收到本邮件。

mail-staff-assigned-subject = 有一份申请交给您办理（{ $reference }）
mail-staff-assigned-title = 有一份申请交给您办理
mail-staff-assigned-lead = 有一份申请交由您办理。

mail-staff-delegated-subject = 有一份申请委派给您（{ $reference }）
mail-staff-delegated-title = 有一份申请委派给您
mail-staff-delegated-lead = 有同事请您先看一份申请，给出意见后退还。

mail-staff-given-back-subject = 您委派的申请已退还（{ $reference }）
mail-staff-given-back-title = 您委派的申请已退还
mail-staff-given-back-lead = 您委派出去的申请已附意见退还给您，请作出决定。

mail-staff-signature-asked-subject = 有一份申请等您签署（{ $reference }）
mail-staff-signature-asked-title = 有一份申请等您签署
mail-staff-signature-asked-lead = 有同事请您签署一份申请：同意，或者说明反对的理由。

mail-staff-signed-subject = 您请的签署已有答复（{ $reference }）
mail-staff-signed-title = 您请的签署已有答复
mail-staff-signed-lead = 您请同事签署的申请已有答复，请查看。

mail-staff-copied-subject = 有一份申请抄送给您（{ $reference }）
mail-staff-copied-title = 有一份申请抄送给您
mail-staff-copied-lead = 有一份申请抄送给您，您可以查阅。

mail-staff-reminder-subject = 请尽快办理申请（{ $reference }）
mail-staff-reminder-title = 请尽快办理申请
mail-staff-reminder-lead = 有一份申请等您办理，请在期限前完成。

mail-staff-escalated-subject = 有一份申请逾期未办（{ $reference }）
mail-staff-escalated-title = 有一份申请逾期未办
mail-staff-escalated-lead = 有一份申请没有按期办理，现在您也可以办理，包括从经办人手中接过来。

mail-staff-case-overdue-subject = 有一份申请超过总期限（{ $reference }）
mail-staff-case-overdue-title = 有一份申请超过总期限
mail-staff-case-overdue-lead = 有一份申请超过了办理的总期限，请了解情况并督促办理。

mail-staff-returned-subject = 有一份申请退回给您继续办理（{ $reference }）
mail-staff-returned-title = 有一份申请退回给您继续办理
mail-staff-returned-lead = 您之前办理的申请又回到您手中，请继续办理。

mail-staff-taken-away-subject = 有一份申请不再由您办理（{ $reference }）
mail-staff-taken-away-title = 有一份申请不再由您办理
mail-staff-taken-away-lead = 原由您办理的一步已改交他人，或重新开放领取，您不必再办理。

mail-staff-excused-subject = 有一份申请不再需要您签署（{ $reference }）
mail-staff-excused-title = 有一份申请不再需要您签署
mail-staff-excused-lead = 有一份申请不再需要您签署。

mail-staff-answers-changed-subject = 有一份申请的内容已更改（{ $reference }）
mail-staff-answers-changed-title = 有一份申请的内容已更改
mail-staff-answers-changed-lead = 决定或签署之后，申请人更改了内容，请重新查看。待签署的决定和已有的签署都不再有效。

mail-staff-withdrawn-subject = 有一份申请已撤回（{ $reference }）
mail-staff-withdrawn-title = 有一份申请已撤回
mail-staff-withdrawn-lead = 有一份等您办理或签署的申请已撤回，您不必再办理。

mail-staff-closed-subject = 有一份申请的一步已结束（{ $reference }）
mail-staff-closed-title = 有一份申请的一步已结束
mail-staff-closed-lead = 由您办理或请您签署的一步，已因其他决定或超过期限而结束。

mail-staff-offered-subject = 有一份申请等待领取（{ $reference }）
mail-staff-offered-title = 有一份申请等待领取
mail-staff-offered-lead = 有新的一步可以由您领取办理。

mail-staff-unattended-subject = 有一份申请没有人能办理（{ $reference }）
mail-staff-unattended-title = 有一份申请没有人能办理
mail-staff-unattended-lead = 有一份申请的一步目前没有人能办理。申请页面上说明了原因和处理办法。

# 管理员的邮件页面。

mail-unrenderable = （无法按现在的模板生成）
error-mail-without-link = 找回密码的链接在邮件发出后已删除，不能重新发送。请让用户重新申请找回密码。
error-mail-without-link-title = 不能重新发送
outbox-not-again = 找回密码的链接在邮件发出后已删除，这封邮件不能重新发送。
