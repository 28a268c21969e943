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

demo-making = Making a week of applications …
demo-made = { $cases } made-up applications and everything else lie in { $path }, which is removed at the end.
demo-without = No application of “{ $form }” could be made: it has no accepted example, no workflow, or nobody to apply.
demo-staff = Staff, to log in at { $url }/login, all with the password { $password }
demo-applicants = Applicants whose accounts are active, with their passwords
demo-pages = Pages worth seeing
demo-page-window = The window
demo-page-register = Forms to fill in
demo-page-returned = Applicant: returned for correction
demo-page-approved = Applicant: approved
demo-page-rejected = Applicant: rejected
demo-page-desk = Staff: the desk
demo-page-claimed = Staff: under review
demo-page-corrected = Staff: corrected, with what changed
demo-page-overdue = Staff: overdue
demo-page-account = Logged-in applicant: the account
demo-page-admin = Administrator: overview
demo-page-mails = Administrator: mails
demo-page-users = Administrator: staff
demo-page-workflow = Administrator: a workflow as a picture
demo-stop = Ctrl+C stops it and removes everything.
demo-flag = Differs from the document
demo-reason = The documents are not complete
demo-comment = I have called the applicant; the original arrives tomorrow.

new-made = { $path }: { $files } files are made. What to do with them:
new-cd = goes there
new-check = compiles the form and its review, and runs every example and scenario
new-serve = serves them at http://127.0.0.1:8000; what you change is served at once
new-git = puts them under git; .github/workflows/check.yml checks every commit

user-role-unknown = There is no role “{ $name }”. The roles that workflows declare, and that of the service: { $known }
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

run-submit = submits
run-claim = claims
run-release = gives back
run-overdue = time runs out
run-system = the clock
run-applicant = the applicant
run-move = { $at }  { $who }: { $did }
run-refused = refused ({ $code }): { $text }
run-open = open: { $steps }
run-open-none = nothing is open
run-step-due = { $step } by { $due }
run-finished = finish: { $finish }
run-event-step-opened = opens { $step }
run-event-waiting = { $step } waits for other branches
run-event-due-moved = { $step } is now due by { $due }
run-event-step-closed = closes { $step }
run-event-claimed = claims { $step }
run-event-released = gives { $step } back
run-event-acted = acts in { $step }: { $action }
run-event-corrected = changes answers
run-event-went-overdue = { $step } is overdue
run-event-effect = effect: { $effect }
run-event-finished = ends in { $finish }
run-event-submitted = the application arrives
run-event-revealed = shows { $pointer }
run-event-asked = another branch asks in { $step }
run-event-joined = a branch comes to { $step }
run-event-join-fired = enough branches have come to { $step }
run-event-came-late = a branch comes late to { $step } and ends
run-event-join-reset = no more branches can come to { $step }
run-event-group-opened = { $step } is opened for each item
run-event-item-added = adds an item
run-event-migrated = goes on by another version of the workflow
run-event-item-dropped = one less is asked
run-event-counted = one more counts
run-event-group-closed = the runs together are over
run-event-message = the message { $name } comes
run-event-message-taken = takes the message { $name } that was kept
run-assign = gives it to a colleague
run-delegate = delegates
run-give-back = gives back what was delegated
run-add-signer-before = asks for a signature before the decision
run-add-signer-after = asks for a signature after the decision
run-countersign = signs and agrees
run-object = signs and objects
run-excuse = asks no longer for a signature
run-copy = copies to a colleague
run-remind = reminds
run-comment = comments
run-event-collaboration-assigned = { $step } goes to { $who }
run-event-collaboration-delegated = { $step } is delegated to { $who }
run-event-collaboration-given-back = { $step } goes back to { $who }
run-event-collaboration-signer-added = { $after ->
        [yes] asks { $who } to sign { $step } after the decision
       *[no] asks { $who } to sign { $step } before the decision
    }
run-event-collaboration-signed = { $agrees ->
        [yes] { $who } agrees in { $step }
       *[no] { $who } objects in { $step }
    }
run-event-collaboration-excused = { $who } need not sign { $step } any more
run-event-collaboration-extended = more time for { $step }: by { $due }
run-event-collaboration-noticed = nobody can act on { $step }
run-event-collaboration-fell = what was signed or decided in { $step } holds no longer
run-event-collaboration-held = the decision { $action } in { $step } waits for signatures
run-event-collaboration-copied-to = copies it to { $who }
run-event-collaboration-reminded = reminds of { $step }
run-event-collaboration-escalated = { $step } is overdue and offered to others
run-event-commented = comments: { $text }
run-event-case-due = the whole is due by { $due }
run-event-case-overdue = the time for the whole is over
run-event-tell = tells { $who }: { $news }
run-event-copy-to = effect: copy to { $who }
run-news-assigned = a step is theirs
run-news-delegated = a step is delegated to them
run-news-given-back = what they delegated came back
run-news-signature-asked = their signature is asked for
run-news-signed = a signature came
run-news-copied = an application is copied to them
run-news-reminder = a reminder
run-news-escalated = a step is overdue
run-news-case-overdue = the whole is overdue
run-news-returned = a step came back to them
run-news-taken-away = a step is no longer theirs
run-news-excused = their signature is no longer asked for
run-news-answers-changed = the answers changed
run-news-withdrawn = it was withdrawn
run-news-closed = a step of theirs ended
run-news-offered = a step may be taken
run-news-unattended = nobody can act
run-done = { $faults ->
        [0] { $moves ->
            [one] One move after the submission, as expected.
           *[other] { $moves } moves after the submission, as expected.
        }
        [one] One thing went otherwise than expected.
       *[other] { $faults } things went otherwise than expected.
    }

verify-journal-whole = { $folder }: batches { $first } to { $last } are whole. Chain: { $chain }
verify-journal-broken = { $folder }: after batch { $last } it is not as it was written.
backup-made = { $folder }: backed up to batch { $seq } of { $at }, with { $files } files, { $copied } of them copied now. Chain: { $chain }
backup-restored = Restored from { $folder } to batch { $seq } of { $at }, with { $files } files. Chain: { $chain }
backup-whole = { $folder }: a backup to batch { $seq } of { $at }, with { $files } files, read again. Chain: { $chain }
backup-file-missing = file { $id } is missing
backup-file-changed = file { $id } is not as it was uploaded
backup-files-more = and { $count } more
recover-store = The store is made anew from the journal. The one of before lies in { $path }.
recover-journal = The journal begins anew with what the store holds. The one of before lies in { $path }.
user-second-factor-reset = The second factor of “{ $name }” is taken away: it is set up again at the next login.
user-reset = The account “{ $name }” has a new one-time password:
verify-whole = { $file }: { $reference }, { $events } events: everything holds.
verify-broken = { $file }: { $reference }, { $events } events: { $faults ->
    [one] one thing does not hold.
   *[other] { $faults } things do not hold.
}
verify-format = It is of the format “{ $name }”; this program knows { $known }.
verify-digest = The case or its events are not as they were written.
verify-definition = The files of “{ $name }” are missing or are not those of the version that the case began with.
verify-unreadable = “{ $name }” cannot be compiled from its files.
verify-no-submission = The first event is not a submission.
verify-gap = An event has the number { $actual }, where { $expected } is next.
verify-time = Event { $seq } lies before the one before it.
verify-unknown = Event { $seq } names “{ $name }”, which the workflow does not have.
verify-differs = Replaying the events gives another “{ $name }” than the stored case has.
