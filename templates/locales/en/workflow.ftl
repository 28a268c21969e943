# Faults of workflows and calendars; each has a page in docs/diagnostics/.

diagnostic-W001 = The script cannot be read: { $detail }
diagnostic-W001-help = Check this place and the one before it for a missing comma, bracket or quotation mark; reserved words such as `case` cannot be names.
diagnostic-W002 = The script exceeds a limit: { $detail }
diagnostic-W002-help = Look for a loop that does not end, or for deep nesting.
diagnostic-W003 = The declaration fails: { $detail }
diagnostic-W003-help = Write the value out instead of computing it.
diagnostic-W004 = No function is called “{ $name }”
diagnostic-W004-help = Correct the name; docs/workflows.md lists every function.
diagnostic-W005 = “{ $name }” is called with the wrong arguments: { $detail }
diagnostic-W005-help = Compare the call with docs/workflows.md.
diagnostic-W006 = No key is called “{ $name }” here
diagnostic-W006-help = The keys known here: { $known }.
diagnostic-W007 = The value of “{ $name }” is of the wrong type
diagnostic-W007-help = Write it as: { $expected }.
diagnostic-W008 = { $of } lacks “{ $name }”
diagnostic-W008-help = Add the key.
diagnostic-W009 = The declaration “{ $name }” is missing
diagnostic-W009-help = Every script has one workflow and one start.
diagnostic-W010 = “{ $name }” is declared twice
diagnostic-W010-help = Rename or remove one; steps and finishes share their names.
diagnostic-W011 = Two actions in step “{ $step }” are called “{ $name }”
diagnostic-W011-help = Rename one; the actions of the case count in every step.
diagnostic-W012 = The name “{ $name }” is not well formed
diagnostic-W012-help = Use small letters, digits and hyphens, a letter first, at most 40 characters.
diagnostic-W013 = No step or finish is called “{ $name }”
diagnostic-W013-help = Correct the name, or declare it.
diagnostic-W014 = Nothing leads to “{ $name }”
diagnostic-W014-help = Let an action lead to it, or remove it.
diagnostic-W015 = No path leads from “{ $name }” to a finish
diagnostic-W015-help = Add an action that leads on, or due with overdue.
diagnostic-W016 = Nobody can do anything in step “{ $name }”
diagnostic-W016-help = Add actions, or due with overdue.
diagnostic-W017 = No role is called “{ $name }”
diagnostic-W017-help = The roles: { $known }.
diagnostic-W018 = No notice is called “{ $name }”
diagnostic-W018-help = The notices: { $known }.
diagnostic-W019 = No calendar is called “{ $name }”
diagnostic-W019-help = The calendars: { $known }.
diagnostic-W020 = A time in days needs a calendar, and the workflow names none
diagnostic-W020-help = Add calendar to workflow, or give the time in hours(…).
diagnostic-W021 = Action “{ $name }” leads nowhere
diagnostic-W021-help = Add .to("…").
diagnostic-W022 = Action “{ $name }” has a choose, but fewer than two targets
diagnostic-W022-help = Name all targets in to, or remove choose.
diagnostic-W023 = Target “{ $name }” stands twice
diagnostic-W023-help = Remove one.
diagnostic-W024 = Finish “{ $name }” cannot have “{ $key }”
diagnostic-W024-help = Remove the key, or make it a step.
diagnostic-W025 = The function uses a variable from outside itself
diagnostic-W025-help = Write the value inside the function.
diagnostic-W026 = “{ $name }” is not known here
diagnostic-W026-help = Known: { $known }.
diagnostic-W027 = The number of { $name } is out of range
diagnostic-W027-help = It must be between { $least } and { $most }.
diagnostic-W028 = overdue stands without due
diagnostic-W028-help = Add due, or remove overdue.
diagnostic-W029 = same_person() does not fit action “{ $name }”
diagnostic-W029-help = It fits only actions that lead to a step of staff.
diagnostic-W030 = “{ $name }” cannot be declared inside a function
diagnostic-W030-help = Move the declaration out of the function.
diagnostic-W031 = No finish is declared
diagnostic-W031-help = Declare at least one finish.
diagnostic-W032 = Finish “{ $name }” cannot stand beside other targets
diagnostic-W032-help = Lead to it from the last step, or choose among the targets.
diagnostic-W033 = Action “{ $name }” flags answers, yet leads to no step of the applicant
diagnostic-W033-help = Let it lead to a step with who: applicant(), or remove flags_fields().
diagnostic-W034 = No form is called “{ $name }”
diagnostic-W034-help = The forms: { $known }.
diagnostic-W036 = “{ $name }” needs “{ $needs }”, which is missing
diagnostic-W036-help = Add { $needs }, or remove { $name }.
diagnostic-W037 = the automatic step “{ $name }” leads back to itself without end
diagnostic-W037-help = Let somebody do one of the steps of the loop, let one wait, or choose where it leads.
diagnostic-W038 = “{ $name }” and “{ $other }” contradict each other
diagnostic-W038-help = Keep one of the two.
diagnostic-W040 = The scenario is not of the right shape: { $detail }
diagnostic-W040-help = Compare it with “Scenarios” in docs/workflows.md.
diagnostic-W041 = The scenario goes otherwise ({ $what }): expected “{ $expected }”, got “{ $actual }”
diagnostic-W041-help = Mend the workflow, or the scenario.
diagnostic-W060 = No finish can be reached any more once this is so ({ $open }): { $path }
diagnostic-W060-help = See where the last action should lead, or give a step that is open a way on.
diagnostic-W061 = “{ $name }” is opened once more each time round, without end: { $path }
diagnostic-W061-help = Send back only to the branch it comes from, or once the branches are joined.
diagnostic-W062 = The join “{ $name }” is never met (it waits for: { $open }): { $path }
diagnostic-W062-help = Let no step that leads to the join open itself again with it, or leave out join.
diagnostic-W063 = “{ $name }” never opens: { $path }
diagnostic-W063-help = It is reached together with a finish, or cancelled in the same move. Take one of the two from the targets.
diagnostic-W064 = “{ $name }” is reached while something is still to be done, which is cancelled ({ $left }): { $path }
diagnostic-W064-help = Join the branches in a step with join: "all" before the finish; where one is meant to be enough, let it stand.
diagnostic-W066 = One person can do “{ $name }” and then “{ $other }”: { $path }, and then “{ $other }”
diagnostic-W066-help = Where both can be open at once, write not_by at both.
diagnostic-W067 = There are more than { $most } situations; not all were tried
diagnostic-W067-help = What was found is true, but there may be more. Let fewer branches be open at once.
diagnostic-W068 =
    { $what ->
        [overdue] “{ $name }” never becomes overdue: { $path }
       *[action] The action “{ $name }” can never be taken: { $path }
    }
diagnostic-W068-help = Remove it, or change what stands in its way.
diagnostic-W069 = The workflow fails here, and the move is refused ({ $detail }): { $path }
diagnostic-W069-help = Let it lead to a step or finish, name when_empty, or break the circle of automatic steps.
proof-submit = Submission
proof-act = { $step }: { $action }
proof-act-on-case = At any time: { $action }
proof-overdue = { $step }: overdue
proof-time = { $step }: its time comes
proof-message = Message { $name }
proof-chosen = { $move } (chosen: { $chosen })
proof-waiting = { $step } (waits for other branches)
diagnostic-C011 = No key of a calendar is called “{ $name }”
diagnostic-C011-help = The keys: { $known }.
diagnostic-C012 = The calendar's “{ $name }” is of the wrong type
diagnostic-C012-help = Write it as: { $expected }.
diagnostic-C013 = “{ $value }” is not a date
diagnostic-C013-help = Write it like 2026-01-31; it must exist.
diagnostic-C014 = No time zone is called “{ $value }”
diagnostic-C014-help = China is Asia/Shanghai.
diagnostic-C015 = No base calendar is called “{ $value }”
diagnostic-C015-help = Known: { $known }.
diagnostic-C016 = { $value } is both a holiday and a working day
diagnostic-C016-help = Remove it from one of the two.
diagnostic-C017 = { $value } is listed twice
diagnostic-C017-help = Remove one, or correct it.
diagnostic-C018 = { $value } lies after published_until
diagnostic-C018-help = Move published_until on when the year's list is complete.
diagnostic-C019 = The calendar lacks “{ $name }”
diagnostic-C019-help = Add the key.

# Why something asked of a case is not done.

refusal-workflow-fault = The workflow of this application failed, and nothing was changed. Please tell an administrator: { $detail }
refusal-not-open = This step is not open. Please reload the page.
refusal-already-done =
    { $who_kind ->
        [applicant] The applicant came first: { $action } ({ $at }).
        [staff] { $who } came first in “{ $step }”: { $action } ({ $at }).
       *[system] “{ $step }” ended because its time ran out ({ $at }).
    }
refusal-claimed-by-other = “{ $step }” has been claimed by { $who }.
refusal-claimed-by-you = You have already claimed “{ $step }”.
refusal-not-claimed = Nobody has claimed “{ $step }”, so it cannot be given back.
refusal-not-permitted = You may not do this.
refusal-unknown-action = This step has no action “{ $action }”.
refusal-reason-missing = Enter a reason.
refusal-reason-too-long = The reason may have at most { $most } characters.
refusal-flags-missing = Tick at least one answer to be corrected.
refusal-flags-not-asked = “{ $action }” does not flag answers.
refusal-flags-too-many = At most { $most } answers can be flagged.
refusal-flag-reason-missing = Enter a reason for every ticked answer.
refusal-flag-reason-too-long = Each reason may have at most { $most } characters.
refusal-flag-twice = One answer is flagged twice.
refusal-answers-missing = Correct the answers before you submit.
refusal-answers-not-asked = “{ $action }” does not change the answers.
refusal-answer-not-open = Only the answers that were returned can be changed. Please reload the page.
refusal-not-due = The time allowed is not over yet.
refusal-already-overdue = It has already been treated as overdue.
refusal-value-taken = The new “{ $field }” is now in use by somebody else, so the change cannot take effect. Return it to the applicant, or reject it.
refusal-not-now = “{ $action }” is not possible now: the step that it needs is not open.
refusal-did-another-step = You have done “{ $other }”, so somebody else must do “{ $step }”.
refusal-one-at-a-time = { $who } has “{ $step }”, which must be done or given back first.
refusal-one-at-a-time-yours = You have “{ $step }”, which must be done or given back first.
refusal-item-missing = Say what is to be added.
refusal-item-not-asked = “{ $action }” adds nothing.
refusal-item-too-long = What is added has at most { $most } bytes.
refusal-too-many-items = There are at most { $most }.
refusal-message-not-awaited = No step waits for the message “{ $name }”.
refusal-message-too-long = A message has at most { $most } bytes.
refusal-submitted-it = You submitted this application, so somebody else must do “{ $step }”.
refusal-delegated = “{ $step }” was delegated: give it back with your opinion, and it can be decided.
refusal-delegated-already = “{ $step }” cannot be delegated to this colleague: they delegated it themselves, or it was passed on too often.
refusal-signature-awaited = “{ $step }” waits for the signature of { $who }.
refusal-nobody-named = Choose a colleague.
refusal-cannot-be-given = { $who } may not do “{ $step }”. Choose somebody else.
refusal-has-it-already = { $who } has “{ $step }” already.
refusal-asked-already = { $who } has been asked to sign already.
refusal-asks-oneself = Choose somebody other than whoever has the step.
refusal-not-asked = No signature of this person is awaited. Please reload the page.
refusal-too-many-asked = No more people can be asked: there are { $most }.
refusal-reads-already = This colleague may read the application already.
refusal-reminded-already = Somebody was reminded a short time ago. It can be done again from { $at }.
refusal-comment-missing = Enter a comment.
refusal-comment-too-long = A comment may have at most { $most } characters.
refusal-holder-changed =
    { $is ->
        [nobody] “{ $step }” was given back just now, and nobody has it. See how it stands, then try again.
       *[somebody] “{ $step }” has changed hands just now: { $who } has it. See how it stands, then try again.
    }
