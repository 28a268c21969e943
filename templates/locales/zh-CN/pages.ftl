# 网页上的文字。

# 各页共用。

site-name = 网上办事
skip-to-content = 跳到正文
foot-words = 您提交的资料仅用于审核和业务办理。
colon = ：
comma = 、
required = （必填）
title-problem = 有误：
reference = 申请编号
copy = 复制
copied = 已复制
print = 打印
back-home = 返回首页
edit = 修改
overdue = 已逾期
soon = 即将到期
provisional = （该年度的节假日安排尚未公布，日期可能调整）
table-do = 操作
answer-none = 未填写
answer-yes = 是
answer-no = 否
summary-title =
    { $count ->
        [1] 有 1 处需要改正
       *[other] 有 { $count } 处需要改正
    }
pager-label = 翻页
pager-first = 回到第一页
pager-next = 下一页

nav-main = 主导航
nav-window = 办理业务
nav-status = 查询进度
nav-desk = 审核工作台
nav-admin = 系统管理
nav-login = 登录
nav-logout = 退出
nav-language = 语言

# 出错的页面。

error-number = 错误 { $status }
error-find = 查找我的申请
error-not-found = 没有这个页面，或者它不属于您。请检查网址，或从首页重新进入。
error-not-found-title = 找不到页面
error-forbidden = 您的帐户无权查看这个页面或执行这个操作。
error-forbidden-title = 没有权限
error-csrf-token = 页面停留太久，或者不是从本网站打开的，所以没有执行。请返回上一页，重新载入后再试；已保存的内容都还在。
error-login-ended = 登录已经结束，所以还没有执行。请在新页面登录，再回到这里重新发送。
error-login-ended-title = 登录已结束
again-login = 在新页面登录
error-csrf-token-title = 页面已失效
error-bad-request = 无法理解这个请求，什么都没有改变。请返回上一页再试。
error-bad-request-title = 请求有误
error-too-large = 发送的内容太大，什么都没有改变。请换小一些的文件再试。
error-too-large-title = 内容太大
error-too-many = 操作太频繁，请等 { $seconds } 秒后再试。
error-too-many-title = 请稍候再试
error-busy = 服务正忙，什么都没有改变。请过几秒再试。
error-busy-title = 服务正忙
error-file-missing = 该文件上传过，但现在缺失，系统已记录。申请的其他内容完好。请联系受理部门，管理员可以恢复该文件。
error-file-missing-title = 文件缺失
error-file-changed = 该文件与上传时不同，因此不予显示，系统已记录。申请的其他内容完好。请联系受理部门，管理员可以恢复该文件。
error-file-changed-title = 文件已损坏
error-internal = 系统出了故障，我们已记录下来。请稍后再试；已保存的内容都还在。
error-internal-title = 系统故障

# 门户和单一窗口。

portal-title = 在线办理
portal-lead = 在线申请、查询进度、登录办理。
portal-enter = 办理业务
portal-do = 您要办理什么
tile-register = 在线申请
tile-register-words = 选择要办理的事项，在线填写并提交。
tile-status = 查询审核进度
tile-status-words = 凭申请编号和查询码，随时查看办理到哪一步。
tile-login = 用户登录
tile-login-words = 已有帐户的，用帐户名和密码登录。
tile-recover = 找回密码
tile-recover-words = 通过帐户所留的邮箱设置新密码。
portal-need = 申请前请准备
portal-need-1 = 表单要求的证件、材料的扫描件或照片。
portal-need-2 = 填写所需的时间；填到一半可以保存，稍后继续。
portal-need-3 = 一个能正常收信的电子邮箱，审核结果将发送到该邮箱。
window-title = 办理业务
window-lead = 选择要办理的事项；已有帐户的可以登录办理。
window-register = 在线申请
window-register-words = 填写表单并上传所需材料，提交后可随时查询进度。
window-register-go = 开始申请
window-login = 用户登录
window-login-words = 已有帐户的，请用帐户名和密码登录。
window-login-go = 登录
window-status = 已经提交了申请？查询审核进度

# 申请的步骤。

steps-label = 申请步骤
step-choose = 选择类型
step-fill = 填写
step-check = 核对并提交
step-done = 完成
step-passed = （已完成）

# 办理事项和条款。

register-title = 选择办理事项
register-terms = 请仔细阅读
register-only-for =
    （适用于：{ $types }）
register-type = 选择要办理的事项
register-no-types = 目前没有可以办理的事项。
register-draft = 有未提交的草稿
register-agree = 同意
register-begin = 开始填写
register-others = 办理其他事项
register-agree-words = 点击「同意」，即表示您已阅读并接受以上全部条款。
problem-choose-type = 请选择要办理的事项。

# 表单。

notices-title = 填写注意事项
choose-option = --请选择--
secret-kept = 已经填写并保密保存。不需要更换时请留空。
secret-set = 已设置（不显示）
reason-label = 退回原因：
alternatives-label = 请选择一种情况
option-blank = （空白）
option-none = 不作答
alternative-other = 其他
alternative-text = 一段文字
alternative-textarea = 较长的文字
alternative-number = 数字
alternative-checkbox = 是或否
alternative-yes_no = 是或否
alternative-date = 日期
alternative-list = 列表
alternative-table = 表格
alternative-section = 多项内容
alternative-checkboxes = 多选
alternative-radio = 单选
alternative-select = 从列表中选择
alternative-json = 其他内容（JSON）
alternative-attachment = 文件
alternative-alternatives = 几种之一
alternative-constant = 无需填写
table-row = 序号
table-row-number = 第 { $number } 行
row-add = 添加一行
row-remove = 删除此行
item-add = 添加一项
item-remove = 删除此项
attachment-add = 添加附件
attachment-preview = 预览
attachment-remove = 删除
attachment-rules =
    { $count ->
        [1] { $types } 格式，大小不超过 { $size }。
       *[other] { $types } 格式，单张大小不超过 { $size }，最多 { $count } 张。
    }
button-check = 下一步：核对
button-save = 保存草稿
button-submit = 提交
button-extend = 延长时间
button-refresh = 更新选项
saved-at = 已保存 { $time }
saving = 正在保存…
not-saved = 暂时无法保存，请检查网络；您填写的内容仍在本页。
uploading = 正在上传
uploaded = 已上传
upload-failed = “{ $file }”没有上传成功，请再试一次。
upload-too-large = “{ $file }”太大：单张大小不可超过 { $size }。
leave-unsaved = 还有内容没有保存。
time-limit = 时限 { $minutes } 分钟，需要更多时间请按「延长时间」。内容随填随存，草稿保留 { $days } 天，可以随时回来接着填。
outline-label = 本表各部分
time-left = 剩余时间 { $time }
time-soon = 还剩不到 { $minutes } 分钟。需要更多时间请按「延长时间」。
time-over = 填写时间已到。
time-over-kept = 您填写和上传的内容都已保留，按「延长时间」即可继续。
correction-words = 只需修改下面列出的内容，其他内容不能改动。
correction-of = 补正申请 { $reference }

# 核对和提交。

check-title = 核对填写内容
check-lead = 请逐项核对，确认无误后提交。
check-declare = 提交即表示您确认以上内容真实、准确、完整。
check-back = 返回修改
check-untouched = 有 { $count } 处退回的内容没有改动
check-untouched-words = 下列内容与退回时相同。如果确实无需改动，可以直接提交；否则请先改好。
received-title = 已收到您的申请
received-code = 查询码
received-due = 预计审核完成日期
received-account = 帐户名
received-keep = 请记下申请编号和查询码：查询进度、补正资料时要用到。
received-next = 接下来
received-next-mail = 确认邮件已发往 { $email }，里面有申请编号和查询链接。
received-next-review = 工作人员在 { $until }前完成审核。
received-next-review-undated = 工作人员审核您的申请。
received-next-result = 审核结果发送到同一邮箱；如需补正，邮件会写明哪些内容要改、为什么。
received-next-login = 审核通过后，用帐户名 { $name } 和您设置的密码登录。
received-status = 查看办理进度

# 查询进度。

status-find-title = 查询审核进度
status-find-lead = 申请编号和查询码在提交成功的页面和确认邮件里。
status-find-reference-hint = 字母不区分大小写。
status-find-code-hint = 与申请编号一同发给您的一组字符。
status-find-go = 查询
problem-status-unknown = 申请编号或查询码不对，请对照确认邮件检查。
problem-status-link = 链接或查询码与这份申请不符。链接可能不完整：请从确认邮件里重新打开，或在下面填写查询码。
status-title = 办理进度
status-reason = 审核意见
status-remarks = 需要补正的内容
status-correct = 开始补正
status-fill = 开始核对
status-answers = 申请内容
case-status-type = 申请事项
case-status-step = 当前环节
case-status-opened = 发起时间
case-status-submitted = 提交时间
case-status-finished = 办结时间
# 截止时间：到某日结束的说法。
until-day = { $day }当日 24 时
due-day = { $until }前
due-review = 审核期限
due-open = 办理期限
due-applicant = 补正期限
state-review = 审核中
state-review-words = 申请正在审核，您现在不需要做什么。有结果时会发邮件通知您。
state-applicant = 待补正
state-applicant-words = 请按下面的意见补正后重新提交。其他内容不需要改动。
state-open = 待核对
state-open-words = 请核对已登记的资料后提交；有变化的请直接修改。
state-approved = 已通过
state-approved-words = 申请已通过。
state-approved-account = 可以用帐户名和密码登录，办理业务。
state-rejected = 未通过
state-rejected-words = 申请未通过，原因见下。需要时可以重新申请。
state-withdrawn = 已撤回
state-withdrawn-words = 申请已撤回，不再审核。需要时可以重新申请。
history-title = 办理记录
confirm-withdraw = 撤回后不再审核，而且不能恢复。确定要撤回吗？
confirm-withdraw-account = 撤回后不再审核，申请的帐户名也会释放，而且不能恢复。确定要撤回吗？
confirm-back = 不，返回

# 登录、找回密码、帐户。

login-title = 用户登录
login-name = 帐户名
login-password = 密码
login-go = 登录
login-forgot = 忘记密码
login-none = 还没有帐户？
login-register = 在线申请
recover-title = 用户找回密码
recover-lead = 我们会把设置新密码的链接发到帐户所留的邮箱。
recover-method = 找回方式
recover-method-mail = 邮箱找回
recover-name = 用户名
recover-captcha = 验证码
recover-captcha-hint = 请输入图中的字符；看不清时可以听语音。
recover-captcha-alt = 验证码图片
recover-captcha-sound = 播放验证码语音
recover-prove = 不用验证码，由浏览器自动验证
recover-prove-working = 正在验证，通常需要几秒…
recover-prove-done = 验证完成，不用再填验证码。
recover-prove-failed = 自动验证没有成功，请填写验证码。
recover-go = 确认
recover-back = 返回登录
recover-sent-title = 请查收邮件
recover-sent-lead = 如果该用户名存在，我们已向它登记的邮箱发送了链接，{ $minutes } 分钟内有效，只能使用一次。
recover-sent-words = 没有收到时，请先检查垃圾邮件，再核对用户名是否正确。
password-show = 显示密码
password-title = 设置新密码
password-forced = 首次登录，请先设置自己的密码。
password-old = 原密码
password-password = 新密码
password-password-again = 确认新密码
password-go = 启用新密码
account-title = 我的单位
account-who = 帐户信息
account-name = 帐户名
account-person = 真实姓名
account-email = E-mail
account-valid-until = 帐户有效期至
account-renewal-open = 帐户即将到期，请办理年度延续
account-renewal-applicant = 年度延续需要补正
account-renewal-review = 年度延续正在审核
account-renewal-due = 请在 { $until }前办理；逾期未办理的，帐户将停用。
account-renewal-review-words = 审核期间帐户照常使用；审核通过后，帐户即延续。
account-renewal-go = 办理延续
account-renewal-see = 查看办理进度
account-password = 修改密码
account-cases = 我的申请
account-no-cases = 还没有申请。
account-offers = 业务办理
account-data = 单位资料

# 审核工作台。

desk-title = 审核工作台
desk-search = 搜索申请
desk-search-hint = 单位名称或申请编号
desk-search-go = 搜索
desk-tabs = 分类
desk-tab-unclaimed = 待领取
desk-tab-assigned = 我的
desk-tab-soon = 即将到期
desk-tab-overdue = 已逾期
desk-tab-waiting = 待申请人补正
desk-tab-done = 已办结
desk-empty-unclaimed = 没有等待领取的申请。
desk-empty-assigned = 您手上没有申请。可以到「待领取」里领取。
desk-empty-soon = 没有即将到期的申请。
desk-empty-overdue = 没有逾期的申请。
desk-empty-waiting = 没有等待申请人补正的申请。
desk-empty-done = 还没有办结的申请。
desk-no-match = 没有与「{ $words }」相符的申请。
desk-applicant = 申请单位
desk-step = 步骤
desk-assignee = 经办人
desk-opened = 到达时间
desk-due = 期限
desk-without-nobody = 无人领取
desk-without-applicant = 申请人
desk-without-none = –
desk-decided-by = 决定人
desk-open = 查看
claim = 领取
release = 退还，让别人领取
release-words = 您在这里填写的内容仍为您保留，接手的同事看不到。
reveal = 显示
flag = 退回此项
flag-whole = 退回整个部分
flag-reason = 退回原因（申请人会看到）
changed-badge = 已改动
scan-alt = { $label }，第 { $number } 张
viewer = 查看扫描件
viewer-picture = 扫描件
viewer-before = 上一张
viewer-after = 下一张
viewer-out = 缩小
viewer-in = 放大
viewer-fit = 适合窗口
viewer-left = 向左转
viewer-right = 向右转
viewer-close = 关闭
case-refused = 没有办理成功
case-jump = 前往办理
login-refused = 登录没有成功
case-back = 返回工作台
case-decide = 办理
case-mine = 本人
case-decision = 审核决定
case-flags-words = 勾选要补正的项目，逐项写明原因
case-reason-words = 需要写明理由
case-flagged = 要补正的项目
case-flagged-none = 还没有勾选。
case-reason = 审核意见（申请人会看到）
case-item = 要增加的内容
case-message = 「{ $step }」在等待外部消息
case-message-value = 消息内容
case-message-go = 消息已到
case-decide-go = 提交决定
case-waits = 这一步无需人工办理，等待的条件满足后自动继续。
case-not-yours = 这一步由他人经办，您可以查看。
case-nothing-open = 没有等待工作人员办理的步骤。
case-correction-requests = 已要求申请人补正
case-unchanged = 要求补正但没有改动的内容
changes-title = 上次补正改动的内容
changes-registered = 对登记资料的变更
changes-field = 项目
changes-before = 原来
changes-after = 现在

# 系统管理。

admin-places = 系统管理
admin-title = 系统管理
admin-index = 定义
admin-mails = 邮件
admin-users = 工作人员
admin-read = 于 { $time } 读取自 { $folder }。
admin-no-faults = 定义没有问题。
admin-faults = 定义有 { $count } 个问题
admin-definitions = 正在使用的定义
admin-failed-mails =
    { $more ->
        [yes] 有 { $count } 封以上的邮件发送失败，请查看
       *[no] 有 { $count } 封邮件发送失败，请查看
    }
admin-calendars = 日历
calendar-name = 名称
calendar-base = 依据
calendar-base-chinese-holiday = 国务院办公厅公布的节假日和调休
calendar-base-weekends = 周一至周五
calendar-years = 已知年份
calendar-until = 截至 { $day }
calendar-workflows = 使用它的流程
calendar-unused = 没有流程使用
calendar-state = 状态
calendar-ends = 快要用完：之后的期限是暂定的，请补充下一年
mails-failed-only = 只显示发送失败的邮件。
mails-all = 显示全部邮件
mails-failed-none = 没有发送失败的邮件。
definition-name = 名称
definition-kind = 种类
definition-version = 版本
definition-tried = 已试示例
definition-state = 状态
definition-refused = 新版本有误，沿用旧版本
definition-broken = 有误，不能使用
definition-serves = 使用中
kind-form = 表单
kind-workflow = 流程
kind-templates = 模板
severity-error = 错误
severity-warning = 提醒
mails-none = 还没有邮件。
mails-to-files = 没有配置邮件服务器：邮件以 .eml 文件保存在数据目录里，可以在这里查看。
notice-received = 已收到申请
notice-returned = 退回补正
notice-approved = 审核通过
notice-rejected = 审核未通过
notice-withdrawn = 已撤回
notice-recovery = 找回密码
notice-password-changed = 密码已修改
notice-account = 帐户有变动
outbox-subject = 主题
outbox-to = 收件人
outbox-notice = 通知
outbox-state = 状态
outbox-created = 产生时间
outbox-sent = 发出时间
outbox-next = 下次尝试
outbox-error = 邮件服务器的答复
outbox-attempts = 已试 { $count } 次
outbox-state-queued = 待发送
outbox-state-sent = 已发出
outbox-state-failed = 发送失败
outbox-back = 返回邮件列表
outbox-facts = 邮件信息
outbox-resend = 重新发送
outbox-html = 网页格式
outbox-text = 纯文本
users-name = 姓名
users-email = E-mail
users-roles = 角色
users-state = 状态
users-on = 启用
users-off = 停用
users-enable = 启用
users-disable = 停用
users-reset = 重设密码
users-confirm-title-disable = 停用 { $name }
users-confirm-title-reset = 重设 { $name } 的密码
users-confirm-disable = { $name }（{ $login }）将立即退出登录，重新启用之前不能登录，手上的环节稍后退回。确定停用吗？
users-confirm-reset = { $name }（{ $login }）将立即退出登录，原密码作废。一次性密码只在下一页显示一次。确定重设吗？
users-made = 帐户 { $name } 的一次性密码
users-made-words = 只显示这一次，首次登录后须更换：
users-add = 添加工作人员
users-add-go = 添加
users-name-label = 登录名
users-display-name-label = 姓名
users-email-label = E-mail
role-reviewer = 审核员
role-administrator = 管理员

# What later applicants are told at an answer that is often sent back.
field-common-corrections = 这里常被退回的原因：
field-common-corrections-mark = ；

again-words = 您填写的内容没有丢失，可以在这里重新发送。文件和密码需要重新提供。
again-button = 重新发送
