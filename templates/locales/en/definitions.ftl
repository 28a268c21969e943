# Faults of the definitions folder, of its templates and of its sentences; each has a page in docs/diagnostics/.

diagnostic-D001 = This cannot be read: { $reason }
diagnostic-D001-help = Save the file as UTF-8 text, and give the service the right to read it.
diagnostic-D002 = The file is larger than { $limit } bytes
diagnostic-D002-help = Split it, or move what is no definition out of the folder.
diagnostic-D003 = The link leads out of the definitions folder
diagnostic-D003-help = Put a copy of the file here in place of the link.
diagnostic-D004 = The definitions folder holds too much: more than { $limit } { $what ->
        [files] files
        [levels] levels of folders
       *[bytes] bytes
    }
diagnostic-D004-help = Move what is no definition out of forms/, workflows/ and templates/.
diagnostic-D005 = There is no form
diagnostic-D005-help = Put one into a folder of its own: forms/<name>/form.json.
diagnostic-D006 = This takes more than { $limit } seconds
diagnostic-D006-help = Look for loops within loops, for values that are made of themselves, and for references that multiply. What served before goes on serving.

diagnostic-T010 = The sentences cannot be read: { $reason }
diagnostic-T010-help = Write each sentence as “name = text”; lines that continue it are indented.
diagnostic-T011 = The sentence “{ $name }” is missing in { $locale }
diagnostic-T011-help = Add it to a file in templates/locales/{ $locale }/, or remove it here.
diagnostic-T012 = The template cannot be read: { $reason }
diagnostic-T012-help = Correct this place; each block that begins must end.
diagnostic-T013 = A template that the service needs is missing
diagnostic-T013-help = Copy it from the templates that Guichet comes with.
diagnostic-T014 = There is no template “{ $name }”
diagnostic-T014-help = Correct the name, which starts from templates/, or add the template.
diagnostic-T015 = The mail cannot be drawn: { $reason }
diagnostic-T015-help = Check the names in this line; docs/diagnostics/T015.md lists what mails can use.
diagnostic-T016 = The page cannot be drawn: { $reason }
diagnostic-T016-help = Check the names in this line; templates/ of the release has the page as it is shipped.
diagnostic-T017 = There is no sentence “{ $name }” to take the place of
diagnostic-T017-help = A sentence in forms/words/ takes the place of the one of the same name in templates/locales/: correct the name, or remove the line.
