# The picture of a workflow. What stands in the picture must be short.

diagram-start = Submitted
diagram-anytime = At any time
diagram-all = All at once
diagram-one = As it is chosen
diagram-applicant = Applicant
diagram-group = Group { $of }
diagram-person = { $of }
diagram-role = { $of }
diagram-due-working-days = Within { $count ->
        [one] one working day
       *[other] { $count } working days
    }
diagram-due-calendar-days = Within { $count ->
        [one] one day
       *[other] { $count } days
    }
diagram-due-hours = Within { $count ->
        [one] one hour
       *[other] { $count } hours
    }
diagram-stops = Stops the clock
diagram-join-all = Once all branches are here
diagram-join-all-of-item = Once all branches of the item are here
diagram-join-at-least = Once { $of ->
        [one] one branch is here
       *[other] { $of } branches are here
    }
diagram-system = The system
diagram-automatic = Automatic
diagram-wait-message = Waits for a message
diagram-wait-until = Waits for a time
diagram-wait-working-days = Waits { $count ->
        [one] one working day
       *[other] { $count } working days
    }
diagram-wait-calendar-days = Waits { $count ->
        [one] one day
       *[other] { $count } days
    }
diagram-wait-hours = Waits { $count ->
        [one] one hour
       *[other] { $count } hours
    }
diagram-each = Once for each item
diagram-each-of = Done { $count } times
diagram-complete-all = Goes on when all are done
diagram-complete-more-than = Goes on when more than { $of } of a hundred are done
diagram-complete-at-least = { $of ->
        [1] Goes on when one is done
       *[other] Goes on when { $of } are done
    }
diagram-complete-in-turn = One after another
diagram-otherwise = If it comes to nothing
diagram-cancels = Cancels: { $steps }
diagram-ends = { $action }: ends here
diagram-adds-item = { $action }: adds one more
diagram-action-cancels = { $action }: cancels { $steps }
diagram-action-cancels-ahead = { $action }: cancels { $steps }, opened yet or not
diagram-action-completes = { $action }: { $steps } counts as done
diagram-whole-overdue = Whole overdue
diagram-overdue = Overdue
diagram-by = { $action } ({ $who })

# How a case stands in it.

diagram-open = Open
diagram-done = Done
diagram-waiting = Waits for other branches
diagram-cancelled = Cancelled
diagram-ahead = Not yet
diagram-is-due = By { $day }
diagram-was-due = Overdue: { $day }
diagram-done-by = { $who }: { $action }
diagram-times = { $count } times

# The same in words.

diagram-title = Workflow: { $title }
diagram-words = The picture in words
diagram-region = Picture of the workflow (it scrolls)
diagram-too-large = There are too many steps for a picture. Here they are in words.
diagram-about = “{ $title }” has { $steps ->
        [one] one step
       *[other] { $steps } steps
    } and { $finishes ->
        [one] one finish
       *[other] { $finishes } finishes
    }.
diagram-about-open = “{ $title }” is now at: { $steps }.
diagram-about-finished = “{ $title }” has ended: { $finish }.
diagram-told-start = An application that was submitted begins in: { $steps }.
diagram-told-step = “{ $step }” is done by: { $who }.
diagram-to-here = Go to where it is now
diagram-told-nobody = “{ $step }”: { $who }.
diagram-told-join = Begins: { $text }.
diagram-told-due = { $text }.
diagram-told-action = { $action }: leads to { $to }.
diagram-told-action-all = { $action }: leads to all of these: { $to }.
diagram-told-action-one = { $action }: leads to one or several of these: { $to }.
diagram-told-pass = Then it leads to { $to }.
diagram-told-pass-all = Then it leads to all of these: { $to }.
diagram-told-pass-one = Then it leads to one or several of these: { $to }.
diagram-told-overdue = If overdue: leads to { $to }.
diagram-told-overdue-all = If overdue: leads to all of these: { $to }.
diagram-told-anytime = At any time:
diagram-told-whole-due = The whole: { $text }.
diagram-told-manager = Managed by { $who }, who may assign steps, take them away and send reminders.
diagram-told-allows = Among colleagues: { $words }.
diagram-allow-hand-over = hand over
diagram-allow-delegate = delegate
diagram-allow-add-signer = ask for signatures
diagram-allow-copy-to = copy to
diagram-allow-remind = remind
diagram-told-remind-working-days = { $count ->
        [one] A reminder is sent one working day before it is due.
       *[other] A reminder is sent { $count } working days before it is due.
    }
diagram-told-remind-calendar-days = { $count ->
        [one] A reminder is sent one day before it is due.
       *[other] A reminder is sent { $count } days before it is due.
    }
diagram-told-remind-hours = { $count ->
        [one] A reminder is sent one hour before it is due.
       *[other] A reminder is sent { $count } hours before it is due.
    }
diagram-told-escalate = Once overdue, it is offered to { $who } as well.
diagram-told-finish = “{ $finish }” is a finish.
diagram-told-reached = Reached on { $at }.
diagram-told-open = It is open.
diagram-told-open-due = It is open, to be done by { $day }.
diagram-told-open-by = { $who } has it.
diagram-told-open-by-due = { $who } has it, to be done by { $day }.
diagram-told-done = { $at }: { $done }.
diagram-told-cancelled = { $at }: cancelled.
diagram-told-waiting = Some branches are here and wait for the others.

# On pages.

diagram-of-case = Where it stands in the workflow
workflow-forms = Forms that use it
