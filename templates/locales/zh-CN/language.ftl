# 这种语言的名称、方向（ltr 或 rtl），日期和列举的写法。

language-name = 中文
language-direction = ltr
path-separator = {" → "}

date-day = { $year }年{ date-month }{ $day }日
date-moment = { date-day } { $time }
date-month = { $month }月
