# 这项服务自己的说法。

site-name = 场地使用
portal-title = 场地使用
portal-lead = 在线申请场地，查询审核进度。
