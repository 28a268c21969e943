# 表单：填写内容的问题，以及表单定义的诊断；诊断的页面见 docs/diagnostics/。

# 填写内容的问题：哪里不对，怎样改正。

problem-required = 此项必填，请填写。
problem-required-choice = 此项必选，请选择一项。
problem-required-choices = 此项必选，请至少选择一项。
problem-required-tick = 请勾选此项后继续。
problem-required-rows = 此项必填，请至少填写一行。
problem-required-attachment = 请上传此项附件。
problem-invisible = 此项含有不允许的换行或看不见的字符，请重新输入。
problem-unknown = 本表没有此项，请删去。

problem-type = 内容的类型不对，请改正。
problem-type-number = 请填写数字，例如 1234.5：只用数字，小数前用点。
problem-type-digits = 这个数字的位数太多，无法逐位保留。请填写不超过 15 位数字。
problem-type-integer = 请填写整数，例如 12。
problem-pattern = 格式不对，请按说明改正。
problem-enum = 请从所列选项中选择。
problem-const = 此项只能是「{ $limit }」。
problem-born-later = 号码中的出生日期还没有到，请对照身份证。
problem-born-range = 号码中的出生日期不在 { $earliest } 至 { $latest } 之间，请对照身份证。
problem-date-range = 请填写 { $earliest } 至 { $latest } 之间的日期。
problem-equal = 两次填写不一致，请重新填写。
problem-invalid = 内容不符合要求，请检查。
problem-one-of-multiple = 内容同时符合多种情况，请只填写其中一种。

problem-too-short = 请至少填写 { $limit } 个字符。
problem-too-long = 最多填写 { $limit } 个字符，请缩短。
problem-minimum = 不能小于 { $limit }。
problem-maximum = 不能大于 { $limit }。
problem-exclusive-minimum = 必须大于 { $limit }。
problem-exclusive-maximum = 必须小于 { $limit }。
problem-multiple-of = 必须是 { $limit } 的倍数。
problem-too-few = 至少需要 { $limit } 项，请补充。
problem-too-many = 最多 { $limit } 项，请删去多余的。
problem-twice = 第 { $one } 项和第 { $other } 项相同，请修改或删去其中一项。
problem-required-one-of = 请填写以下任意一项：{ $names }。
problem-only-one-of = 以下只能填写一项：{ $names }，请清除其余各项。
problem-not = 此处不能填写「{ $value }」，请换一个。
problem-not-together = 以下各项不能同时填写：{ $names }，请清除其中一项。
problem-contains = 至少要有一项为：{ $wanted }，请增加或修改一项。
problem-contains-other = 至少要有一项符合说明中的要求，请增加或修改一项。
problem-name = 此处的名称不能是「{ $name }」，请改正或删去。
problem-too-few-answers = 以下各项至少填写 { $limit } 项：{ $names }。
problem-too-many-answers = 以下各项最多填写 { $limit } 项：{ $names }，请清除其余各项。
problem-attachment-count = 最多上传 { $limit } 个附件，请删去多余的。

problem-secret-common = 这个密码太常见，容易被猜中，请换一个。
problem-secret-equals-name = 密码不能与帐户名相同，请换一个。
problem-not-unique = 已被使用，请换一个。
problem-changed-elsewhere = 此项已在别处更改，请核对后重新填写。

problem-format = 格式不对，请检查。
problem-format-email = 邮箱地址不对，应如 name@example.cn。
problem-format-date = 日期不对，应如 2026-01-31。
problem-format-time = 时间不对，应如 14:30。
problem-format-date-time = 日期和时间不对，应如 2026-01-31 14:30。
problem-format-uri = 网址不对，应如 https://example.cn/。
problem-format-business-licence-number = 工商注册登记号不对：应为 15 位数字，最后一位是校验码，请对照营业执照。
problem-format-customs-code = 海关企业代码不对：应为 10 位数字或大写字母。
problem-format-mobile-cn = 手机号码不对：应为 11 位数字，例如 13800000001。
problem-format-organisation-code = 组织机构代码不对：应为 8 位数字或大写字母，加「-」和 1 位校验码，请对照代码证。
problem-format-phone-cn = 请填写电话号码，例如 0311-86000001、13800000001；境外号码如 +852 2345 6789。
problem-format-postcode-cn = 邮政编码不对：应为 6 位数字。
problem-format-resident-id = 身份证号码不对：应为 18 位，最后一位是校验码，请对照身份证。
problem-format-unified-social-credit-code = 统一社会信用代码不对：应为 18 位数字或大写字母，最后一位是校验码，请对照营业执照。

# 表单定义的诊断。

diagnostic-F001 = 文件不是 JSON：{ $reason }
diagnostic-F001-help = 检查此处和它前面的逗号、括号、引号；JSON 里不能写注释。
diagnostic-F002 = 键「{ $name }」在同一个对象里写了两次
diagnostic-F002-help = 删去或改名其中一个；只有第一个起作用。
diagnostic-F003 = 嵌套超过 { $limit } 层
diagnostic-F003-help = 把里层的内容移到 $defs，用 $ref 引用。
diagnostic-F004 = 文件大于 { $limit } 字节
diagnostic-F004-help = 把内容拆到多个文件，用 $ref 引用。
diagnostic-F005 = 没有名为「{ $name }」的关键字
diagnostic-F005-help = 是否想写「{ $near }」？所有关键字见 docs/forms.md。
diagnostic-F006 = 「{ $name }」的值类型不对
diagnostic-F006-help =
    应写作：{ $expected ->
        [date] 日期，例如 2026-01-31
        [text] 一段文字
        [flag] true 或 false
        [count] 不小于 0 的整数
        [integer] 整数
        [texts] 文字的数组
        [object] 对象
        [object-of-texts] 值都是文字的对象
        [documents] 对象的数组，每个有 title（文字）和 paragraphs（文字的数组）
       *[other] { $expected }
    }。
diagnostic-F007 = $ref「{ $ref }」指向不存在的地方
diagnostic-F007-help = 改正「#」后面的路径；键名里的「/」写成「~1」，「~」写成「~0」。
diagnostic-F008 = $ref 指向的文件「{ $file }」不存在
diagnostic-F008-help = 改正路径（相对于本文件所在的文件夹）；不会从网络读取。
diagnostic-F009 = 结构「{ $ref }」包含它自己，页面只显示到此处
diagnostic-F009-help = 需要更多层时，请改用表格，或把各层分别写出。
diagnostic-F010 = 正则表达式无法使用：{ $reason }
diagnostic-F010-help = 改正该表达式；不支持前瞻、后顾和反向引用，可拆成几个 pattern，写在 allOf 里。
diagnostic-F011 = 没有名为「{ $name }」的格式，此项不会按格式检查
diagnostic-F011-help = 改正名称（格式见 docs/forms.md），或改用 pattern。
diagnostic-F012 = required 里的「{ $name }」不是此处的属性
diagnostic-F012-help = 改正名称，或在 properties 里加上它。
diagnostic-F013 = default 的值不符合本项自己的规则
diagnostic-F013-help = 改正 default，或放宽规则。
diagnostic-F014 = 「{ $pointer }」没有对应的字段
diagnostic-F014-help = 写从表单根部开始的路径，例如 /account/email；表格的行用「*」表示。
diagnostic-F015 = x-order 里的「{ $name }」不是此处的属性
diagnostic-F015-help = 改正名称，或从 x-order 里删去。
diagnostic-F016 = 没有名为「{ $name }」的代码表
diagnostic-F016-help = 写 gb2260，或在 forms/lists/ 里加上该代码表。
diagnostic-F017 = x-options 里的「{ $name }」不存在
diagnostic-F017-help = level 须是该代码表有的级别；depends 须是旁边的属性名。
diagnostic-F018 =
    { $reason ->
        [not-a-file] x-attachment 写在了不能上传文件的字段上
       *[other] x-attachment 的「{ $reason }」不对
    }
diagnostic-F018-help =
    { $reason ->
        [not-a-file] 在该字段（或数组的 items）里写 type: string 和 contentMediaType。
        [types] 可用：image/jpeg、image/png、image/gif、image/bmp。
        [size_bytes_max] 应在 1 到 104857600（100 MB）之间。
        [side_pixels_max] 应在 1 到 65535 之间。
        [area_pixels_max] 应在 1 到 200000000 之间。
       *[other] 可用的键：types、size_bytes_max、side_pixels_max、area_pixels_max。
    }
diagnostic-F019 = x-rows 与表格不符
diagnostic-F019-help = 它只用于对象的数组；标题的个数须等于 maxItems，并且不能为空。
diagnostic-F020 = 选项 { $value } 写了两次
diagnostic-F020-help = 删去其中一个。
diagnostic-F021 = 不符合 JSON Schema 的规则：{ $reason }
diagnostic-F021-help = 对照所用版本（$schema）的规则改正此处。
diagnostic-F022 = 保密字段不能有 default
diagnostic-F022-help = 删去 default，否则人人都知道它。
diagnostic-F023 = 表单没有可填写的内容
diagnostic-F023-help = 在 properties 里加上至少一个字段。
diagnostic-F024 = 控件「{ $name }」不存在，或不适用于此字段
diagnostic-F024-help = 可用：{ $known }。
diagnostic-F025 = 没有名为「{ $name }」的流程
diagnostic-F025-help = 改正 x-workflow，或在 workflows/ 里加上该流程。
diagnostic-F026 = 应被接受的示例被拒绝：{ $pointer }（{ $problem }）
diagnostic-F026-help = 改正示例或表单；或把示例移到 refused/。
diagnostic-F027 = 示例的问题与所列不符：预期「{ $expected }」，实际「{ $found }」
diagnostic-F027-help = 改正 problems 的清单，或改正表单。
diagnostic-F028 = 示例文件的写法不对：{ $reason }
diagnostic-F028-help = 对照 docs/forms.md 的「Examples」一节。
diagnostic-F029 = 「{ $name }」不能是「{ $value }」
diagnostic-F029-help = 可用：{ $known }。
diagnostic-F030 = 正则表达式用了前瞻、后顾或反向引用，检查的步数有上限
diagnostic-F030-help = 过于复杂的内容会被拒绝；可拆成几个 pattern，写在 allOf 里。
diagnostic-F031 = 表单的字段超过 { $limit } 个
diagnostic-F031-help = 把表单拆成几个，或改用表格；结构引用自己时，减少引用。
diagnostic-F060 = 检查一个答案要尝试的{ $what ->
        [values] 取值超过 { $limit } 个
       *[schemas] 结构因相互引用成倍增加，超过 { $limit } 个
    }
diagnostic-F060-help = 取值很多时改用代码表（x-options）；anyOf、oneOf、allOf、not 中相互引用的结构，请减少引用。
diagnostic-F032 = 「{ $name }」缺少「{ $member }」
diagnostic-F032-help = 补上该键。
diagnostic-F033 = 表单要预填已登记的资料，却没有限定由已登录的帐户发起
diagnostic-F033-help = 加上 "x-starts": "account"，或去掉 x-prefill。
diagnostic-F034 = 表单要由系统在有效期届满前发起，却没有预填已登记的资料
diagnostic-F034-help = 加上 "x-prefill": "registered"，或去掉 x-opens。
diagnostic-F035 = 数字 { $number } 的位数太多，无法逐位保留，按 { $read } 读入
diagnostic-F035-help = 请减少位数：64 位以内的整数和 15 位有效数字的其他数字可以逐位保留；填写时超出的会被退回。
diagnostic-F036 = 「{ $name }」写在 $ref 旁边，按此草案不起作用
diagnostic-F036-help = 把它和 $ref 分别放进 allOf，或把 "$schema" 改为 2020-12 草案。
diagnostic-F037 = { $least }（{ $low }）大于 { $most }（{ $high }），没有能同时满足两者的答案
diagnostic-F037-help = 请改正其中一个。
diagnostic-F038 = 不能接收 { $type } 类型的文件，改为要求上传图片
diagnostic-F038-help = 可用：{ $known }。请在 x-attachment 中写明接收哪几种。
diagnostic-F039 = required 为空，草案 4 不允许
diagnostic-F039-help = 删去它，或把 "$schema" 改为较新的草案。
diagnostic-F040 = 没有人能填完这份表单：没有能同时满足 { $causes } 的答案
diagnostic-F040-help = 请改正其中之一；现在无论怎样填写，总有缺少或不符之处。
diagnostic-F041 = 这里填什么都不符合：没有能同时满足 { $causes } 的答案
diagnostic-F041-help = 请改正其中之一；现在这里填什么都会被退回。
diagnostic-F042 = 没有人能走到这里：能走到这里的答案都被表单的另一条规则拒绝
diagnostic-F042-help = 删去它，或改正拒绝它的规则：条件、分支或上下限。
diagnostic-F043 = 选项 { $name } 永远选不了：表单的另一条规则拒绝它
diagnostic-F043-help = 删去这个选项，或改正拒绝它的规则。
diagnostic-F044 = 「{ $name }」必填，页面上却没有这一项；例如这样填写时：{ $answers }
diagnostic-F044-help = 让页面在这种情况下问到它（写进 properties，或写进要求它的分支），或不要求必填。
diagnostic-F045 = 页面上看不到 { $name } 这条规则：违反了才知道
diagnostic-F045-help = 用文字说明：写在该项的 x-hint、description 或 x-errors 中。
diagnostic-F046 = { $pointer } 不是数字，或这个合计又由它自己算出
diagnostic-F046-help = x-total 写在数字项上，列出各数字的指针；「*」表示每一行。
diagnostic-T001 = 「{ $text }」没有 { $locale } 译文
diagnostic-T001-help = 在 locales/{ $locale }.json 里加上它；没有译文时显示原文。
diagnostic-T002 = 译文「{ $text }」没有对应的原文
diagnostic-T002-help = 原文改动后译文要一同改动；不再需要时删去。
diagnostic-T003 = 译文文件的写法不对
diagnostic-T003-help = 写成一个对象：键是原文，值是译文，都是文字。
diagnostic-C001 = 代码表的写法不对：{ $reason }
diagnostic-C001-help = 写成一个对象，键为 base、items、add、remove；每项有 value 和 label。
diagnostic-C002 = 没有名为「{ $name }」的基础代码表
diagnostic-C002-help = 写 gb2260，或 forms/lists/ 里按文件名排在前面的代码表。
diagnostic-C003 = 代码表的值「{ $value }」不对
diagnostic-C003-help = remove 只能删去已有的值；add 的 parent 必须已存在；一个值只能列一次。
