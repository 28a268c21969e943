# What the command line prints.

serve-ready = Guichet is ready: { $url }
serve-data = Data: { $path }
serve-definitions = Definitions: { $path } (changes take effect while it runs)
serve-mail-to-files = Mail: written to { $path }; administrators read it at { $url }/admin/mails
serve-mail = Mail: sent through { $server }
serve-first-administrator = Administrator: log in at { $url }/login as “{ $name }” with this one-time password:
serve-first-administrator-then = It is shown only this once. Members of staff are added at { $url }/admin/users
serve-accounts = Accounts: members of staff are added at { $url }/admin/users
serve-stop = Ctrl+C stops it.

user-added = The account “{ $name }” is made. Its one-time password:
user-added-then = It is shown only this once and must be changed at the first login.

check-clean = { $forms ->
        [one] One form
       *[other] { $forms } forms
    }, { $workflows ->
        [one] one workflow
       *[other] { $workflows } workflows
    }, { $calendars ->
        [one] one calendar
       *[other] { $calendars } calendars
    }, { $tried ->
        [one] one example or scenario
       *[other] { $tried } examples and scenarios
    }: no faults.
check-faulty = { $errors ->
        [one] One error
       *[other] { $errors } errors
    }, { $warnings ->
        [one] one warning
       *[other] { $warnings } warnings
    }.

validate-done = { $count ->
        [0] Nothing is wrong.
        [one] One problem.
       *[other] { $count } problems.
    }
