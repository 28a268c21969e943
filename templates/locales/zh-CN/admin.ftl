# 管理员看到的定义。

admin-reload = 立即重新读取
done-definitions-changed = 已重新读取定义，没有问题的部分即刻生效。
done-definitions-unchanged = 已重新读取定义，内容没有变化。

# 运行时出错的流程。
failures-title = 有流程运行出错
failures-words = 脚本中的函数出错、超出限制，或选了不允许的去向。申请保持原样；改正脚本后，被拒绝的操作可以再做一次。服务重新启动后，此列表重新开始。
failures-times = { $count } 次
