# 流程图。图中的字要短。

diagram-start = 提交申请
diagram-anytime = 办理期间随时
diagram-all = 同时
diagram-one = 按情况
diagram-applicant = 申请人
diagram-group = { $of }
diagram-person = { $of }
diagram-role = { $of }
diagram-due-working-days = 限 { $count } 个工作日
diagram-due-calendar-days = 限 { $count } 天
diagram-due-hours = 限 { $count } 小时
diagram-stops = 期间停止计时
diagram-join-all = 各分支都到齐后
diagram-join-all-of-item = 该项目的各分支都到齐后
diagram-join-at-least = 满 { $of } 个分支到齐后
diagram-system = 系统
diagram-automatic = 自动
diagram-wait-message = 等待外部消息
diagram-wait-until = 等到指定时间
diagram-wait-working-days = 等待 { $count } 个工作日
diagram-wait-calendar-days = 等待 { $count } 天
diagram-wait-hours = 等待 { $count } 小时
diagram-each = 每项各办一份
diagram-each-of = 各办 { $count } 份
diagram-complete-all = 全部办妥后继续
diagram-complete-more-than = 超过百分之 { $of } 办妥后继续
diagram-complete-at-least = { $of ->
        [1] 办妥一份即继续
       *[other] 办妥 { $of } 份即继续
    }
diagram-complete-in-turn = 依次办理，全部办妥后继续
diagram-otherwise = 未能办妥
diagram-cancels = 取消：{ $steps }
diagram-ends = { $action }：到此为止
diagram-adds-item = { $action }：增加一份
diagram-action-cancels = { $action }：取消{ $steps }
diagram-action-cancels-ahead = { $action }：取消{ $steps }，无论是否已到该步骤
diagram-action-completes = { $action }：{ $steps }视为办妥
diagram-whole-overdue = 全程逾期
diagram-overdue = 逾期
diagram-by = { $action }（{ $who }）

# 案件在图中的情况。

diagram-open = 办理中
diagram-done = 已办
diagram-waiting = 等待其他分支
diagram-cancelled = 已取消
diagram-ahead = 未到
diagram-is-due = { $day }前
diagram-was-due = 已逾期：{ $day }
diagram-done-by = { $who }：{ $action }
diagram-times = 共 { $count } 次

# 图的文字说明。

diagram-title = 流程图：{ $title }
diagram-words = 文字说明
diagram-region = 流程图（可滚动）
diagram-too-large = 步骤太多，无法画成图，请看文字说明。
diagram-about = 「{ $title }」共有 { $steps } 个步骤、{ $finishes } 个结局。
diagram-about-open = 「{ $title }」正在：{ $steps }。
diagram-about-finished = 「{ $title }」已结束：{ $finish }。
diagram-told-start = 提交申请后，从{ $steps }开始。
diagram-told-step = 「{ $step }」由{ $who }办理。
diagram-to-here = 转到当前环节
diagram-told-nobody = 「{ $step }」：{ $who }。
diagram-told-join = { $text }开始。
diagram-told-due = { $text }。
diagram-told-action = { $action }：进入{ $to }。
diagram-told-action-all = { $action }：同时进入{ $to }。
diagram-told-action-one = { $action }：视情况进入：{ $to }。
diagram-told-pass = 随后进入{ $to }。
diagram-told-pass-all = 随后同时进入{ $to }。
diagram-told-pass-one = 随后视情况进入：{ $to }。
diagram-told-overdue = 逾期：进入{ $to }。
diagram-told-overdue-all = 逾期：同时进入{ $to }。
diagram-told-anytime = 办理期间随时可以：
diagram-told-whole-due = 全部办理{ $text }。
diagram-told-manager = 由{ $who }管理：可以指派、收回和催办。
diagram-told-allows = 同事之间可以：{ $words }。
diagram-allow-hand-over = 转办
diagram-allow-delegate = 委派
diagram-allow-add-signer = 加签
diagram-allow-copy-to = 抄送
diagram-allow-remind = 催办
diagram-told-remind-working-days = 到期前 { $count } 个工作日提醒。
diagram-told-remind-calendar-days = 到期前 { $count } 天提醒。
diagram-told-remind-hours = 到期前 { $count } 小时提醒。
diagram-told-escalate = 逾期后提请{ $who }接手。
diagram-told-finish = 「{ $finish }」是结局。
diagram-told-reached = { $at }到达。
diagram-told-open = 正在办理。
diagram-told-open-due = 正在办理，限{ $day }前。
diagram-told-open-by = 正在由{ $who }办理。
diagram-told-open-by-due = 正在由{ $who }办理，限{ $day }前。
diagram-told-done = { $at }，{ $done }。
diagram-told-cancelled = { $at }取消。
diagram-told-waiting = 已有分支到达，等待其他分支。

# 网页上。

diagram-of-case = 办理进程图
workflow-forms = 使用此流程的表单
