# 流程和日历的诊断；页面见 docs/diagnostics/。

diagnostic-W001 = 脚本无法读取：{ $detail }
diagnostic-W001-help = 检查此处和它前面的逗号、括号、引号；`case` 等保留字不能作名称。
diagnostic-W002 = 脚本超出限制：{ $detail }
diagnostic-W002-help = 检查是否有不结束的循环或过深的嵌套。
diagnostic-W003 = 声明执行失败：{ $detail }
diagnostic-W003-help = 直接写出该值，不要计算。
diagnostic-W004 = 没有名为「{ $name }」的函数
diagnostic-W004-help = 改正函数名；可用的函数见 docs/workflows.md。
diagnostic-W005 = 函数「{ $name }」的参数不对：{ $detail }
diagnostic-W005-help = 对照 docs/workflows.md 改正参数的个数和类型。
diagnostic-W006 = 此处没有名为「{ $name }」的键
diagnostic-W006-help = 可用的键：{ $known }。
diagnostic-W007 = 「{ $name }」的值类型不对
diagnostic-W007-help = 应写作：{ $expected }。
diagnostic-W008 = { $of } 缺少「{ $name }」
diagnostic-W008-help = 补上该键。
diagnostic-W009 = 缺少声明「{ $name }」
diagnostic-W009-help = 每个脚本都要有一个 workflow 和一个 start。
diagnostic-W010 = 「{ $name }」重复声明
diagnostic-W010-help = 改名或删去其中一个；步骤和结局不能同名。
diagnostic-W011 = 步骤「{ $step }」里有两个名为「{ $name }」的动作
diagnostic-W011-help = 给其中一个改名；案件动作在每个步骤里都算数。
diagnostic-W012 = 名称「{ $name }」不合规则
diagnostic-W012-help = 用小写字母、数字和连字符，以字母开头，最多 40 个字符。
diagnostic-W013 = 没有名为「{ $name }」的步骤或结局
diagnostic-W013-help = 改正名称，或补上声明。
diagnostic-W014 = 没有路径通向「{ $name }」
diagnostic-W014-help = 让某个动作通向它，或删去它。
diagnostic-W015 = 从「{ $name }」无法到达任何结局
diagnostic-W015-help = 加一个往下走的动作，或加 due 和 overdue。
diagnostic-W016 = 步骤「{ $name }」里没有可做的事
diagnostic-W016-help = 加上 actions，或加 due 和 overdue。
diagnostic-W017 = 没有名为「{ $name }」的角色
diagnostic-W017-help = 可用的角色：{ $known }。
diagnostic-W018 = 没有名为「{ $name }」的通知
diagnostic-W018-help = 可用的通知：{ $known }。
diagnostic-W019 = 没有名为「{ $name }」的日历
diagnostic-W019-help = 可用的日历：{ $known }。
diagnostic-W020 = 按天计时需要日历，而本流程没有指定
diagnostic-W020-help = 在 workflow 里加 calendar，或改用 hours(…)。
diagnostic-W021 = 动作「{ $name }」没有去向
diagnostic-W021-help = 加上 .to("…")。
diagnostic-W022 = 动作「{ $name }」用了 choose，却没有两个去向可选
diagnostic-W022-help = 在 to 里写全去向，或删去 choose。
diagnostic-W023 = 去向「{ $name }」写了两次
diagnostic-W023-help = 删去一个。
diagnostic-W024 = 结局「{ $name }」不能有「{ $key }」
diagnostic-W024-help = 删去该键，或改成 step。
diagnostic-W025 = 函数使用了它外面的变量
diagnostic-W025-help = 把值写进函数里面。
diagnostic-W026 = 此处不认识「{ $name }」
diagnostic-W026-help = 可用：{ $known }。
diagnostic-W027 = { $name } 的数超出范围
diagnostic-W027-help = 应在 { $least } 到 { $most } 之间。
diagnostic-W028 = 有 overdue 却没有 due
diagnostic-W028-help = 加上 due，或删去 overdue。
diagnostic-W029 = 动作「{ $name }」的 same_person() 用错了地方
diagnostic-W029-help = 它只能用于通向工作人员步骤的动作。
diagnostic-W030 = 函数里不能声明「{ $name }」
diagnostic-W030-help = 把声明移到函数外面。
diagnostic-W031 = 没有声明结局
diagnostic-W031-help = 至少声明一个 finish。
diagnostic-W032 = 结局「{ $name }」不能和别的去向并列
diagnostic-W032-help = 从最后一步通向结局，或用 choose 择一。
diagnostic-W033 = 动作「{ $name }」标记字段，却不通向申请人的步骤
diagnostic-W033-help = 让它通向 who: applicant() 的步骤，或删去 flags_fields()。
diagnostic-W034 = 没有名为「{ $name }」的表单
diagnostic-W034-help = 可用的表单：{ $known }。
diagnostic-W036 = 「{ $name }」需要「{ $needs }」，而这里没有
diagnostic-W036-help = 加上「{ $needs }」，或删去「{ $name }」。
diagnostic-W037 = 自动步骤「{ $name }」会一直循环，永远停不下来
diagnostic-W037-help = 让循环中的一个步骤由人办理、等待，或用 choose 选择去向。
diagnostic-W038 = 「{ $name }」与「{ $other }」互相矛盾
diagnostic-W038-help = 两者只留其一。
diagnostic-W040 = 情景的写法不对：{ $detail }
diagnostic-W040-help = 对照 docs/workflows.md 的「Scenarios」一节。
diagnostic-W041 = 情景与预期不符（{ $what }）：预期「{ $expected }」，实际「{ $actual }」
diagnostic-W041-help = 改正流程，或改正情景。
diagnostic-W060 = 到了这一步（此时：{ $open }），再也到不了任何结局：{ $path }
diagnostic-W060-help = 看最后一个动作该通向哪里，或给开着的步骤加一条出路。
diagnostic-W061 = 「{ $name }」每绕一圈就多开一个，没有尽头：{ $path }
diagnostic-W061-help = 退回时只退到它所在的分支，或等各分支汇合后再退回。
diagnostic-W062 = 「{ $name }」永远等不齐要汇合的分支（等着：{ $open }）：{ $path }
diagnostic-W062-help = 不要让通向汇合的步骤同时又打开自己，或去掉 join。
diagnostic-W063 = 「{ $name }」从来不会打开：{ $path }
diagnostic-W063-help = 它与结局在同一步里到达，或同一步里就被取消。从目标里去掉其中一个。
diagnostic-W064 = 到达「{ $name }」时，还没办完的（{ $left }）就被取消了：{ $path }
diagnostic-W064-help = 用 join: "all" 的步骤把分支汇合起来再通过；若本意是一人通过即可，可以不管。
diagnostic-W066 = 「{ $name }」和「{ $other }」可以由同一人先后办理：{ $path }，然后是「{ $other }」
diagnostic-W066-help = 两个步骤可能同时打开时，在两边都写 not_by。
diagnostic-W067 = 可能的情形超过 { $most } 种，没有全部查完
diagnostic-W067-help = 已报告的问题属实，但可能还有没查到的。减少同时开着的分支。
diagnostic-W068 =
    { $what ->
        [overdue] 「{ $name }」永远不会逾期：{ $path }
       *[action] 动作「{ $name }」永远做不了：{ $path }
    }
diagnostic-W068-help = 删去它，或改掉妨碍它的地方。
diagnostic-W069 = 流程在这里会出错，这一步做不成（{ $detail }）：{ $path }
diagnostic-W069-help = 让它通向某个步骤或结局，写上 when_empty，或打断自动步骤的循环。
proof-submit = 提交
proof-act = { $step }：{ $action }
proof-act-on-case = 随时：{ $action }
proof-overdue = { $step }：逾期
proof-time = { $step }：时间到
proof-message = 收到消息：{ $name }
proof-chosen = { $move }（选：{ $chosen }）
proof-waiting = { $step }（等其他分支）
diagnostic-C011 = 日历里没有名为「{ $name }」的键
diagnostic-C011-help = 可用的键：{ $known }。
diagnostic-C012 = 日历的「{ $name }」类型不对
diagnostic-C012-help = 应写作：{ $expected }。
diagnostic-C013 = 「{ $value }」不是日期
diagnostic-C013-help = 写成 2026-01-31 的形式，而且必须存在。
diagnostic-C014 = 没有名为「{ $value }」的时区
diagnostic-C014-help = 中国用 Asia/Shanghai。
diagnostic-C015 = 没有名为「{ $value }」的基础日历
diagnostic-C015-help = 可用：{ $known }。
diagnostic-C016 = { $value } 既是假日又是工作日
diagnostic-C016-help = 从其中一处删去。
diagnostic-C017 = { $value } 列了两次
diagnostic-C017-help = 删去一个，或改正。
diagnostic-C018 = { $value } 晚于 published_until
diagnostic-C018-help = 全年假日录完后，把 published_until 改到年底。
diagnostic-C019 = 日历缺少「{ $name }」
diagnostic-C019-help = 补上该键。

# 办理被拒绝的原因。

refusal-workflow-fault = 这份申请的流程出了故障，什么都没有改变。请告知管理员：{ $detail }
refusal-not-open = 这一步不在办理中。请重新载入页面。
refusal-already-done =
    { $who_kind ->
        [applicant] 申请人已{ $action }。
        [staff] { $who }已办理「{ $step }」：{ $action }（{ $at }）。
       *[system] 「{ $step }」已到期结束（{ $at }）。
    }
refusal-claimed-by-other = 「{ $step }」已由{ $who }领取。
refusal-claimed-by-you = 您已领取「{ $step }」。
refusal-not-claimed = 「{ $step }」没有人领取，无需退还。
refusal-not-permitted = 您无权这样做。
refusal-unknown-action = 这一步没有「{ $action }」这个动作。
refusal-reason-missing = 请填写理由。
refusal-reason-too-long = 理由最多 { $most } 个字。
refusal-flags-missing = 请至少勾选一项需要补正的内容。
refusal-flags-not-asked = 「{ $action }」不能标记字段。
refusal-flags-too-many = 最多可标记 { $most } 项。
refusal-flag-reason-missing = 请为每个勾选的项目填写原因。
refusal-flag-reason-too-long = 每项原因最多 { $most } 个字。
refusal-flag-twice = 同一项标记了两次。
refusal-answers-missing = 请先补正，再提交。
refusal-answers-not-asked = 「{ $action }」不能修改申请内容。
refusal-answer-not-open = 只能修改退回的项目。请重新载入页面。
refusal-not-due = 还没有到期。
refusal-already-overdue = 已按逾期处理。
refusal-value-taken = 「{ $field }」的新值已被其他单位使用，变更无法生效。请退回申请人更改，或不予通过。
refusal-not-now = 现在不能「{ $action }」：所要求的步骤不在办理中。
refusal-did-another-step = 您已办理过「{ $other }」，不能再办理「{ $step }」。
refusal-one-at-a-time = { $who }正在办理「{ $step }」，须先办完或退还。
refusal-one-at-a-time-yours = 您正在办理「{ $step }」，请先办完或退还。
refusal-item-missing = 请填写要增加的内容。
refusal-item-not-asked = 「{ $action }」不能增加内容。
refusal-item-too-long = 要增加的内容最多 { $most } 字节。
refusal-too-many-items = 最多 { $most } 份。
refusal-message-not-awaited = 没有步骤在等待消息「{ $name }」。
refusal-message-too-long = 消息最多 { $most } 字节。
refusal-submitted-it = 本申请由您提交，「{ $step }」须由他人办理。
refusal-delegated = 「{ $step }」已委派办理：请填写意见并交还，再作决定。
refusal-delegated-already = 不能将「{ $step }」委派给该同事：该同事是委派人之一，或委派次数过多。
refusal-signature-awaited = 「{ $step }」正等待{ $who }加签。
refusal-nobody-named = 请选择一位同事。
refusal-cannot-be-given = { $who }不能办理「{ $step }」，请选择其他同事。
refusal-has-it-already = 「{ $step }」已在{ $who }处。
refusal-asked-already = 已请{ $who }加签，尚未签署。
refusal-asks-oneself = 请选择经办人以外的同事。
refusal-not-asked = 目前不需要此人加签，请刷新页面。
refusal-too-many-asked = 人数已达上限（{ $most }人），不能再增加。
refusal-reads-already = 该同事已可查阅本申请。
refusal-reminded-already = 刚刚催办过，{ $at }之后可再次催办。
refusal-comment-missing = 请填写留言。
refusal-comment-too-long = 留言最多 { $most } 字。
refusal-holder-changed =
    { $is ->
        [nobody] 「{ $step }」刚刚被退还，现在无人经办。请看最新情况后再操作。
       *[somebody] 「{ $step }」刚刚有了变化，现由{ $who }经办。请看最新情况后再操作。
    }
