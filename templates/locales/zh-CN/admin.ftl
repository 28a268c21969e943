# 管理员看到的定义。

admin-reload = 立即重新读取
done-definitions-changed = 已重新读取定义，没有问题的部分即刻生效。
done-definitions-unchanged = 已重新读取定义，内容没有变化。
