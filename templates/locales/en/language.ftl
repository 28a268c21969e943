# The name of this language, its direction (ltr or rtl), and how it writes dates and lists.

language-name = English
language-direction = ltr
path-separator = {" → "}

date-day = { $day } { date-month } { $year }
date-moment = { date-day }, { $time }
date-month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
