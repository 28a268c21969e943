# 定义目录、模板和语句的问题；每个代码在 docs/diagnostics/ 中有一页说明。

diagnostic-D001 = 无法读取：{ $reason }
diagnostic-D001-help = 请把文件保存为 UTF-8 文本，并确认服务有读取权限。
diagnostic-D002 = 文件超过 { $limit } 字节
diagnostic-D002-help = 请拆分该文件，或把不属于定义的内容移出此目录。
diagnostic-D003 = 链接指向定义目录之外
diagnostic-D003-help = 请用文件的副本代替链接。
diagnostic-D004 = 定义目录的内容过多：超过 { $limit } { $what ->
        [files] 个文件
        [levels] 层目录
       *[bytes] 字节
    }
diagnostic-D004-help = 请把不属于定义的内容移出 forms/、workflows/ 和 templates/。
diagnostic-D005 = 没有任何表单
diagnostic-D005-help = 请在单独的目录中放入一个表单：forms/<名称>/form.json。
diagnostic-D006 = 处理此处超过 { $limit } 秒
diagnostic-D006-help = 请检查多重循环、由自身组成的值和成倍增加的引用。之前的版本继续使用。

diagnostic-T010 = 语句文件无法读取：{ $reason }
diagnostic-T010-help = 每条语句写作“名称 = 文字”，续行要缩进。
diagnostic-T011 = { $locale } 中缺少语句“{ $name }”
diagnostic-T011-help = 请在 templates/locales/{ $locale }/ 的文件中补上，或在此处删除。
diagnostic-T012 = 模板无法读取：{ $reason }
diagnostic-T012-help = 请改正此处；每个开始的块都要有结束。
diagnostic-T013 = 缺少服务所需的模板
diagnostic-T013-help = 请从 Guichet 自带的模板中复制过来。
diagnostic-T014 = 没有模板“{ $name }”
diagnostic-T014-help = 请改正名称（从 templates/ 起算），或补上该模板。
diagnostic-T015 = 邮件无法按模板生成：{ $reason }
diagnostic-T015-help = 请核对这一行用到的名称；邮件可用的数据见 docs/diagnostics/T015.md。
diagnostic-T016 = 页面无法按模板生成：{ $reason }
diagnostic-T016-help = 请核对这一行用到的名称；可与发行版 templates/ 中的同名页面对照。
diagnostic-T017 = 没有语句“{ $name }”可供替换
diagnostic-T017-help = forms/words/ 中的语句替换 templates/locales/ 中同名的语句；请改正名称，或删除此行。
