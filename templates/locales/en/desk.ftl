# Reviewing: what is said after something was done, and the history.

done-claimed = The application is yours now.
done-released = The application is free for others again.
done-acted = Done.
done-passed-on = The message is passed on.
done-changed = The application has changed meanwhile, so nothing was done. This is where it stands now.
done-asked-more = More was sent back while you were checking. What you entered is kept. Please look at what is asked now, then submit.
done-resubmitted = The application was submitted again.
done-resent = The mail is queued again.

history-submitted = Application submitted
history-opened = Opened by the service
history-acted = { $step }: { $action }
history-passed = { $step }: passed
history-message = The message “{ $name }” came
history-overdue = { $step } was not done in time
history-finished = Closed: { $finish }
history-claimed = Claimed “{ $step }”
history-released = Gave back “{ $step }”
history-revealed = Looked at “{ $field }”

confirm-reason = Please say why
confirm-action = Do you really want to “{ $action }”? This cannot be undone.
error-no-space = The server has too little free space and takes nothing new for now. What you saved is still there. Please try again later.
error-no-space-title = Nothing can be taken for now
problem-attachment-gone = This file is no longer there. Upload it again.
problem-unchanged = Nothing that is registered has been changed. Change what is no longer right, then submit.
desk-search-how = Enter at least two Chinese characters in a row, or a whole word or number.

desk-tab-sign = To sign
desk-tab-copied = Copied to me
desk-empty-sign = No application waits for your signature.
desk-empty-copied = No application was copied to you.
desk-to-sign = Your signature is awaited
desk-escalated = Escalated
desk-for = for { $name }

# The list of reasons, and the file with the whole history.
flag-listed = Common reason
flag-listed-none = None of these
case-export = Download with history
case-export-words = All answers in clear, every event and the definitions in one file, for guichet verify. That it was downloaded is noted in the history.
refusal-workflow-failed = The workflow of this application failed, and nothing was changed. Please tell an administrator, who is shown what failed.
case-not-for-you = Nobody has this step yet. It is for other colleagues; you can look.
case-keep = Keep what I typed
done-kept = Kept.
refusal-nothing-chosen = Choose a decision.
desk-filter = Narrow and order
desk-filter-all = All
desk-filter-form = Form
desk-filter-step = Step or result
desk-filter-person = With, or decided by
desk-filter-from = Arrived from
desk-filter-until = Arrived until
desk-filter-overdue = Only overdue
desk-filter-go = Apply
desk-filter-clear = Show all
desk-sort = Order
desk-sort-due = Due first
desk-sort-newest = Newest first
desk-sort-arrival = Oldest first
desk-count =
    { $more ->
        [yes] more than { $count }
       *[no] { $count ->
            [1] one application
           *[other] { $count } applications
        }
    }
desk-empty-narrowed = Nothing here is like this. Choose less, or show all.
desk-export = This list as a file:
desk-export-more = Only the first { $count } are listed here: narrow the list.
pager-previous = Previous page
case-next = Next application
done-nothing-next = Nothing more waits for you.
doubles-title = These may be the same
doubles-name = applicant’s name
desk-views = Saved lists
desk-view-name = Save this list as
desk-view-save = Save list
desk-view-remove = Remove
error-views-many = You have saved as many lists as can be kept. Remove one first.
error-views-many-title = Too many saved lists
