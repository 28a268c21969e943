# 同事之间：转办、委派、加签、抄送、催办、留言。申请人看不到。

collaboration-title = 与同事协作
collaboration-to = 同事
collaboration-nobody = 目前没有可以选择的同事。
take-over = 接手办理

case-stands-in = 您代为办理
case-delegated-by = 委派人
case-escalated = 已提请接手
case-reminded = 最近催办
pending-decision = 已决定「{ $action }」，待加签。
pending-decision-words = 决定人：{ $who }。全部同意后生效。
case-typed-lost = 您填写的内容没有提交
case-note-assigned = { $who }交办
case-note-question = { $who }委派
case-note-opinion = { $who }交还
case-signers = 加签

signer-awaited = 待签署
signer-later = 作出决定后签署
signer-agrees = 同意
signer-objects = 不同意
signer-asked-before = 决定前加签，由{ $who }邀请
signer-asked-after = 决定后加签，由{ $who }邀请
signer-agreed = 同意
signer-objected = 不同意
signer-by = （由{ $who }代签）
signer-excuse = 不再需要加签

sign-title = 请您加签
sign-words = 同事在作出决定前征求您的意见。
sign-words-after = 决定已经作出，您同意后才能生效；您不同意，决定作废，由经办人重新决定。
sign-agree = 同意
sign-object = 不同意
sign-when = 何时签署
sign-when-before = 决定之前
sign-when-before-words = 所请的人全部签署后，才能作出决定
sign-when-after = 决定之后
sign-when-after-words = 决定先不生效，所请的人全部同意后生效
why-sign = 意见（不同意时必须填写）
why-give-back = 办理意见
why-assign = 说明（可不填）
why-delegate = 请同事做什么（可不填）
why-add-signer = 请同事看什么（可不填）
why-copy = 说明（可不填）

collaboration-hand-over = 转办
collaboration-hand-over-words = 交给同事办理，不再由您经办。
collaboration-hand-over-go = 转办
collaboration-assign = 指派
collaboration-assign-words = 交给您选择的同事办理。
collaboration-assign-go = 指派
collaboration-delegate = 委派
collaboration-delegate-words = 请同事办理后写明意见交还，决定仍由您作出。交还之前您可以收回。
collaboration-delegate-go = 委派
collaboration-give-back = 交还给{ $who }
collaboration-give-back-words = 这一步是委派给您的。写明意见后交还，由委派人作出决定。
collaboration-give-back-go = 交还
collaboration-take-back-words = 您委派的这一步还没有交还，可以收回自己办理。
collaboration-take-back-go = 收回
collaboration-add-signer = 加签
collaboration-add-signer-words = 请同事签署意见。对方可以查阅本申请。
collaboration-add-signer-go = 请求加签
collaboration-copy = 抄送
collaboration-copy-words = 让同事查阅本申请，包括遮住的内容。
collaboration-copy-go = 抄送
collaboration-remind-words = 发邮件提醒应当办理的人。
collaboration-remind-go = 催办
collaboration-take-away-words = 现由{ $who }经办。收回后其他人可以领取。
collaboration-take-away-go = 收回任务

done-collaboration-assign = 已转交，对方会收到邮件。
done-collaboration-delegate = 已委派，对方会收到邮件。
done-collaboration-give-back = 已交还。
done-collaboration-take-back = 已收回，请继续办理。
done-collaboration-add-signer-before = 已请求加签，对方会收到邮件。
done-collaboration-add-signer-after = 已请求加签，作出决定后对方会收到邮件。
done-collaboration-countersign = 已签署：同意。
done-collaboration-object = 已签署：不同意。
done-collaboration-excuse = 不再需要此人加签。
done-collaboration-copy = 已抄送，对方会收到邮件。
done-collaboration-remind = 已催办。
done-taken-away = 已收回，其他人可以领取。
done-commented = 留言已发出。

comments-title = 同事留言
comments-words = 只有工作人员看得到，申请人看不到。
comments-none = 还没有留言。
comments-label = 写留言
comments-go = 发出留言

# 办理记录里只有工作人员看得到的内容。

collaboration-drop-words = 应办理这一份的人已不在，由其余的人继续。
collaboration-drop-go = 不再等这一份
collaboration-extend-words = 为这一步延长时限，按它原来的计时单位。
collaboration-extend-by = 延长多少天或小时
collaboration-extend-go = 延长时限
done-collaboration-extend = 时限已延长。
history-extended = 「{ $step }」的时限延长到 { $day }
history-for = （代{ $who }）
history-claimed-over = 接手「{ $step }」（原经办人{ $who }）
history-taken-away = 收回「{ $step }」（原经办人{ $who }）
history-handed-over = 将「{ $step }」转办给{ $who }
history-assigned = 将「{ $step }」指派给{ $who }
history-delegated = 将「{ $step }」委派给{ $who }
history-given-back = 将「{ $step }」交还给{ $who }
history-taken-back = 收回委派的「{ $step }」
history-asked-before = 请{ $who }在决定「{ $step }」之前加签
history-asked-after = 请{ $who }在决定「{ $step }」之后加签
history-agreed = 加签「{ $step }」：同意
history-objected = 加签「{ $step }」：不同意
history-excused = 「{ $step }」不再需要{ $who }加签
history-noticed = 没有人能办理「{ $step }」，已告知负责管理的人
history-migrated = 改用流程版本 { $version }
history-decision-fell = 「{ $step }」：申请内容已更改，决定和签署不再有效
history-signatures-fell = 「{ $step }」：签署不再有效
history-dropped = 「{ $step }」中减少一人
history-decision-pending = { $step }：{ $action }（待加签）
history-copied = 抄送{ $who }
history-reminded = 催办「{ $step }」
history-escalated = 「{ $step }」逾期，提请其他人接手
history-commented = 给同事留言
history-case-due = 全部办结期限：{ $day }
history-case-overdue = 已过全部办结期限
history-due-moved = 「{ $step }」的期限改为{ $day }

# 申请人的页面。

due-whole = 全部办结期限
status-remind = 催办：{ $step }
status-remind-one = 催办
status-remind-words = 提醒审核人员尽快办理，12 小时内只能催办一次。
done-reminded = 已提醒审核人员，请耐心等候。
