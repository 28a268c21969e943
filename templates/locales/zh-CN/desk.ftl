# 办理：操作之后的提示、办理记录。

done-claimed = 已领取，可以开始审核。
done-released = 已退还，别人可以领取。
done-acted = 已办理。
done-passed-on = 已转达。
done-changed = 这份申请刚才有了变化，您的操作没有进行。最新情况如下。
done-asked-more = 您核对期间，审核人员又退回了新的内容。您填写的都已保留，请查看新的要求后再提交。
done-resubmitted = 已重新提交。
done-resent = 已放入发送队列。

history-submitted = 提交申请
history-opened = 由系统发起
history-acted = { $step }：{ $action }
history-passed = { $step }：已通过
history-message = 收到消息「{ $name }」
history-overdue = { $step }到期未办
history-finished = 办结：{ $finish }
history-claimed = 领取「{ $step }」
history-released = 退还「{ $step }」
history-revealed = 查看「{ $field }」

confirm-reason = 请写明理由
confirm-action = 确定要「{ $action }」吗？此操作不能恢复。
error-no-space = 服务器存储空间不足，暂时不能接收新的内容。您已保存的内容都还在，请稍后再试。
error-no-space-title = 暂时不能接收
problem-attachment-gone = 这个文件已不在，请重新上传。
problem-unchanged = 没有改动任何登记资料。请修改需要变更的内容后再提交。
desk-search-how = 请至少输入两个连续的汉字，或一个完整的单词、编号。

desk-tab-sign = 待签
desk-tab-copied = 抄送给我
desk-empty-sign = 没有等您签署的申请。
desk-empty-copied = 没有抄送给您的申请。
desk-to-sign = 等您签署
desk-escalated = 逾期转来
desk-for = 代 { $name }

# 常用原因，以及含全部记录的文件。
flag-listed = 常用原因
flag-listed-none = 不选用
case-export = 下载申请及其记录
case-export-words = 一个文件，含全部填报内容（不遮盖）、全部记录和定义，可用 guichet verify 核验。下载会记入办理记录。
refusal-workflow-failed = 本申请的流程运行出错，未作任何更改。请告知管理员，出错的原因会显示给管理员。
case-not-for-you = 该环节尚无人领取，由其他同事办理；您可以查看。
case-keep = 保存已填内容
done-kept = 已保存。
refusal-nothing-chosen = 请选择一个决定。
desk-filter = 筛选和排序
desk-filter-all = 全部
desk-filter-form = 申请类型
desk-filter-step = 环节或结果
desk-filter-person = 经办人或决定人
desk-filter-from = 到达日期从
desk-filter-until = 到达日期至
desk-filter-overdue = 只看已逾期
desk-filter-go = 应用
desk-filter-clear = 显示全部
desk-sort = 排序
desk-sort-due = 先到期的在前
desk-sort-newest = 最新的在前
desk-sort-arrival = 先到达的在前
desk-count =
    { $more ->
        [yes] 多于 { $count } 件
       *[no] { $count } 件
    }
desk-empty-narrowed = 没有符合条件的申请。请放宽条件，或显示全部。
desk-export = 导出本列表：
desk-export-more = 这里只列出前 { $count } 件，请缩小范围后再导出。
pager-previous = 上一页
case-next = 下一件申请
done-nothing-next = 没有待办的申请了。
doubles-title = 可能重复的申请
doubles-name = 申请人名称
desk-views = 已存的列表
desk-view-name = 把本列表存为
desk-view-save = 保存列表
desk-view-remove = 删除
error-views-many = 已存的列表数量已达上限，请先删除一个。
error-views-many-title = 已存的列表太多
