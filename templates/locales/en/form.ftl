# Forms: what is wrong with answers, and faults of form definitions; each fault has a page in docs/diagnostics/.

# What is wrong with an answer, and what to do.

problem-required = Fill this in.
problem-required-choice = Choose one.
problem-required-choices = Choose at least one.
problem-required-tick = Tick this box to go on.
problem-required-rows = Fill in at least one row.
problem-required-attachment = Upload this document.
problem-invisible = This has a line break or an invisible character that may not stand here. Type it again.
problem-unknown = This form does not ask for this. Remove it.

problem-type = This is not the kind of answer that is asked for. Correct it.
problem-type-number = Enter a number, such as 1234.5: digits, and a point before decimals.
problem-type-digits = This number has more digits than can be kept. Enter at most 15 digits.
problem-type-integer = Enter a whole number, such as 12.
problem-pattern = This is not in the right form. Correct it as described.
problem-enum = Choose one of the options given.
problem-const = This can only be “{ $limit }”.
problem-born-later = This number names a date of birth that is still to come. Compare it with the card.
problem-born-range = This number names a date of birth outside { $earliest } to { $latest }. Compare it with the card.
problem-date-range = Enter a date from { $earliest } to { $latest }.
problem-equal = The two entries differ. Enter them again.
problem-invalid = This does not meet the requirements. Check it.
problem-one-of-multiple = This answer fits several cases at once. Fill in only one of them.

problem-too-short = Enter at least { $limit } characters.
problem-too-long = Enter at most { $limit } characters.
problem-minimum = Enter { $limit } or more.
problem-maximum = Enter { $limit } or less.
problem-exclusive-minimum = Enter more than { $limit }.
problem-exclusive-maximum = Enter less than { $limit }.
problem-multiple-of = Enter a multiple of { $limit }.
problem-too-few = Give at least { $limit }.
problem-too-many = Give at most { $limit }. Remove the others.
problem-twice = Entries { $one } and { $other } are the same. Change or remove one of them.
problem-required-one-of = Give one of: { $names }.
problem-only-one-of = Give only one of: { $names }. Clear the others.
problem-not = “{ $value }” cannot be given here. Choose another.
problem-not-together = These cannot be given together: { $names }. Clear one of them.
problem-contains = At least one entry must be: { $wanted }. Add or change one.
problem-contains-other = At least one entry must meet the requirements described. Add or change one.
problem-name = “{ $name }” cannot be a name here. Correct or remove it.
problem-too-few-answers = Answer at least { $limit } of: { $names }.
problem-too-many-answers = Answer at most { $limit } of: { $names }. Clear the others.
problem-attachment-count = Upload at most { $limit } files. Remove the others.

problem-secret-common = This password is too common and easily guessed. Choose another.
problem-secret-equals-name = The password must differ from the account name. Choose another.
problem-not-unique = This is taken already. Choose another.
problem-changed-elsewhere = This was changed elsewhere. Check it and enter it again.

problem-format = This is not in the right form. Check it.
problem-format-email = Enter an e-mail address, such as name@example.cn.
problem-format-date = Enter a date, such as 2026-01-31.
problem-format-time = Enter a time, such as 14:30.
problem-format-date-time = Enter a date and time, such as 2026-01-31 14:30.
problem-format-uri = Enter a web address, such as https://example.cn/.
problem-format-business-licence-number = Check the business licence number against the licence: it has 15 digits, the last of which is a check digit.
problem-format-customs-code = Check the customs code: it has 10 digits or capital letters.
problem-format-mobile-cn = Enter a mobile number of 11 digits, such as 13800000001.
problem-format-organisation-code = Check the organisation code against the certificate: it has 8 digits or capital letters, a hyphen and a check character.
problem-format-phone-cn = Enter a telephone number, such as 0311-86000001, 13800000001 or, for one abroad, +852 2345 6789.
problem-format-postcode-cn = Enter a postcode of 6 digits.
problem-format-resident-id = Check the identity card number against the card: it has 18 characters, the last of which is a check character.
problem-format-unified-social-credit-code = Check the unified social credit code against the licence: it has 18 digits or capital letters, the last of which is a check character.

# Faults of form definitions.

diagnostic-F001 = The file is not JSON: { $reason }
diagnostic-F001-help = Check this place and the one before it for a missing comma, bracket or quotation mark; JSON has no comments.
diagnostic-F002 = The key “{ $name }” stands twice in one object
diagnostic-F002-help = Remove or rename one; only the first counts.
diagnostic-F003 = The file nests more than { $limit } levels deep
diagnostic-F003-help = Move the inner parts to $defs and refer to them with $ref.
diagnostic-F004 = The file is longer than { $limit } bytes
diagnostic-F004-help = Divide it into several files that refer to each other with $ref.
diagnostic-F005 = No keyword is called “{ $name }”
diagnostic-F005-help = Is “{ $near }” meant? docs/forms.md lists every keyword.
diagnostic-F006 = The value of “{ $name }” is of the wrong type
diagnostic-F006-help =
    Write it as { $expected ->
        [date] a date, such as 2026-01-31
        [text] a text
        [flag] true or false
        [count] a whole number, 0 or more
        [integer] a whole number
        [texts] an array of texts
        [object] an object
        [object-of-texts] an object whose values are texts
        [documents] an array of objects, each with a title (a text) and paragraphs (an array of texts)
       *[other] { $expected }
    }.
diagnostic-F007 = The $ref “{ $ref }” leads to nothing
diagnostic-F007-help = Correct the path after “#”; within a key, “/” is written “~1” and “~” is written “~0”.
diagnostic-F008 = A $ref leads to the file “{ $file }”, which is not there
diagnostic-F008-help = Correct the path, which starts from this file's folder; nothing is fetched from the network.
diagnostic-F009 = The structure “{ $ref }” contains itself; the page stops here
diagnostic-F009-help = If more levels are needed, use a table, or write the levels out.
diagnostic-F010 = The regular expression cannot be used: { $reason }
diagnostic-F010-help = Correct it; look-ahead, look-behind and back-references are not supported, but several patterns can stand in allOf.
diagnostic-F011 = No format is called “{ $name }”; nothing checks it
diagnostic-F011-help = Correct the name (docs/forms.md lists the formats), or use a pattern.
diagnostic-F012 = “{ $name }” in required is no property here
diagnostic-F012-help = Correct the name, or add the property.
diagnostic-F013 = The default breaks the rules of its own field
diagnostic-F013-help = Correct the default, or loosen the rules.
diagnostic-F014 = “{ $pointer }” leads to no field
diagnostic-F014-help = Write the path from the root of the form, such as /account/email; “*” stands for the rows of a table.
diagnostic-F015 = “{ $name }” in x-order is no property here
diagnostic-F015-help = Correct the name, or remove it from x-order.
diagnostic-F016 = No code list is called “{ $name }”
diagnostic-F016-help = Write gb2260, or add the list to forms/lists/.
diagnostic-F017 = “{ $name }” in x-options does not exist
diagnostic-F017-help = A level must be one that the list has; depends must be the name of a property beside this one.
diagnostic-F018 =
    { $reason ->
        [not-a-file] x-attachment stands on a field that takes no file
       *[other] “{ $reason }” in x-attachment is wrong
    }
diagnostic-F018-help =
    { $reason ->
        [not-a-file] Give the field (or the items of the array) type: string and contentMediaType.
        [types] Known: image/jpeg, image/png, image/gif, image/bmp.
        [size_bytes_max] Give a number from 1 to 104857600 (100 MB).
        [side_pixels_max] Give a number from 1 to 65535.
        [area_pixels_max] Give a number from 1 to 200000000.
       *[other] Known keys: types, size_bytes_max, side_pixels_max, area_pixels_max.
    }
diagnostic-F019 = x-rows does not fit the table
diagnostic-F019-help = It belongs on an array of objects, with as many titles as maxItems, and at least one.
diagnostic-F020 = The option { $value } stands twice
diagnostic-F020-help = Remove one.
diagnostic-F021 = This breaks the rules of JSON Schema: { $reason }
diagnostic-F021-help = Correct it by the rules of the draft that $schema names.
diagnostic-F022 = A secret has a default
diagnostic-F022-help = Remove the default; everybody would know it.
diagnostic-F023 = The form asks for nothing
diagnostic-F023-help = Add at least one field to properties.
diagnostic-F024 = The control “{ $name }” does not exist, or cannot draw this field
diagnostic-F024-help = Known here: { $known }.
diagnostic-F025 = No workflow is called “{ $name }”
diagnostic-F025-help = Correct x-workflow, or add the workflow to workflows/.
diagnostic-F026 = An example that should be accepted is refused: { $pointer } ({ $problem })
diagnostic-F026-help = Correct the example or the form, or move the example to refused/.
diagnostic-F027 = The example has other problems than those listed: expected “{ $expected }”, found “{ $found }”
diagnostic-F027-help = Correct the list of problems, or the form.
diagnostic-F028 = The example file is not of the right shape: { $reason }
diagnostic-F028-help = Compare it with the section “Examples” of docs/forms.md.
diagnostic-F029 = “{ $name }” cannot be “{ $value }”
diagnostic-F029-help = Known: { $known }.
diagnostic-F030 = The regular expression uses look-around or back-references, and is checked in a limited number of steps
diagnostic-F030-help = Answers that take too many steps are refused; several patterns can stand in allOf instead.
diagnostic-F031 = The form has more than { $limit } fields
diagnostic-F031-help = Divide the form, or use tables; where a structure refers to itself, refer less.
diagnostic-F060 = Checking one answer would try more than { $limit } { $what ->
        [values] values of one list
       *[schemas] schemas, since they multiply by references
    }
diagnostic-F060-help = List what is long as a code list (x-options); where schemas refer to others within anyOf, oneOf, allOf or not, refer less.
diagnostic-F032 = “{ $name }” lacks “{ $member }”
diagnostic-F032-help = Add it.
diagnostic-F033 = The form is to begin with what is registered, but may be started without an account
diagnostic-F033-help = Add "x-starts": "account", or take x-prefill away.
diagnostic-F034 = The form is to be opened by the service itself, but does not begin with what is registered
diagnostic-F034-help = Add "x-prefill": "registered", or take x-opens away.
diagnostic-F035 = The number { $number } has more digits than can be kept; it is read as { $read }
diagnostic-F035-help = Write it with fewer digits: whole numbers of 64 bits and 15 digits of any other number are kept. What people enter beyond that is refused.
diagnostic-F036 = “{ $name }” stands beside a $ref, where this draft ignores it
diagnostic-F036-help = Move it into an allOf beside one that holds the $ref, or write "$schema" for draft 2020-12.
diagnostic-F037 = { $least } ({ $low }) is above { $most } ({ $high }): no answer keeps both
diagnostic-F037-help = Correct one of them.
diagnostic-F038 = Files of the type { $type } cannot be taken; pictures are asked for instead
diagnostic-F038-help = Known: { $known }. Say in x-attachment which of them are taken.
diagnostic-F039 = required is empty, which draft 4 does not allow
diagnostic-F039-help = Take it away, or write "$schema" for a later draft.
diagnostic-F040 = Nobody can complete the form: no answers keep all of { $causes }
diagnostic-F040-help = Change one of these; whatever is answered, something is missing or wrong.
diagnostic-F041 = No answer fits here: nothing keeps all of { $causes }
diagnostic-F041-help = Change one of these; whatever is answered here is refused.
diagnostic-F042 = Nobody can come here: whatever leads here is refused by another rule of the form
diagnostic-F042-help = Take it away, or change the rule that forbids it: a condition, an alternative or a limit.
diagnostic-F043 = The option { $name } can never be chosen: another rule of the form refuses it
diagnostic-F043-help = Take the option away, or change the rule that forbids it.
diagnostic-F044 = “{ $name }” is required where the page does not ask for it; for example after: { $answers }
diagnostic-F044-help = Ask for it there (describe it in properties, or in the branch that requires it), or do not require it.
diagnostic-F045 = The page shows nothing of { $name }: people learn of this rule only when they break it
diagnostic-F045-help = Say it in words: in x-hint, description or x-errors of the field.
diagnostic-F046 = { $pointer } is no number, or this total is made of itself
diagnostic-F046-help = x-total stands on a number and names numbers by their pointers; "*" stands for every row.
diagnostic-T001 = “{ $text }” has no translation into { $locale }
diagnostic-T001-help = Add it to locales/{ $locale }.json; until then the text itself is shown.
diagnostic-T002 = The translation of “{ $text }” belongs to no text
diagnostic-T002-help = Change it together with the text, or remove it.
diagnostic-T003 = The translation file is not of the right shape
diagnostic-T003-help = Write one object from texts to their translations.
diagnostic-C001 = The code list is not of the right shape: { $reason }
diagnostic-C001-help = Write an object with base, items, add or remove; each item has a value and a label.
diagnostic-C002 = The code list builds on “{ $name }”, which does not exist
diagnostic-C002-help = Write gb2260, or a list of forms/lists/ whose file name comes earlier.
diagnostic-C003 = The value “{ $value }” of the code list is wrong
diagnostic-C003-help = Only values that are there can be removed; an added item's parent must be there; a value is listed once.
