# Among colleagues: handing over, delegating, signing, copying, reminding, comments. Applicants see none of it.

collaboration-title = Work with colleagues
collaboration-to = Colleague
collaboration-nobody = There is no colleague to choose for now.
take-over = Take it over

case-stands-in = you stand in
case-delegated-by = Delegated by
case-escalated = Offered to others
case-reminded = Reminded
pending-decision = Decided: “{ $action }”. It waits for signatures.
pending-decision-words = Decided by { $who }. It takes effect when all agree.
case-typed-lost = What you wrote was not sent
case-note-assigned = { $who } assigned it
case-note-question = { $who } delegated it
case-note-opinion = { $who } gave it back
case-signers = Signatures

signer-awaited = Awaited
signer-later = After the decision
signer-agrees = Agrees
signer-objects = Objects
signer-asked-before = Before the decision, asked by { $who }
signer-asked-after = After the decision, asked by { $who }
signer-agreed = Agreed
signer-objected = Objected
signer-by = (signed by { $who })
signer-excuse = Ask no longer

sign-title = Your signature is asked for
sign-words = A colleague asks for your opinion before deciding.
sign-words-after = The decision is made and takes effect once you agree. If you object, it is undone and has to be made again.
sign-agree = Agree
sign-object = Object
sign-when = When they sign
sign-when-before = Before the decision
sign-when-before-words = Nothing can be decided until all who are asked have signed
sign-when-after = After the decision
sign-when-after-words = The decision waits and takes effect when all who are asked agree
why-sign = Remarks (needed if you object)
why-give-back = Your opinion
why-assign = Why (optional)
why-delegate = What to do (optional)
why-add-signer = What to look at (optional)
why-copy = Why (optional)

collaboration-hand-over = Hand over
collaboration-hand-over-words = A colleague does this step instead of you.
collaboration-hand-over-go = Hand over
collaboration-assign = Assign
collaboration-assign-words = The colleague you choose does this step.
collaboration-assign-go = Assign
collaboration-delegate = Delegate
collaboration-delegate-words = A colleague works on it and gives it back with an opinion; you decide. Until then you can take it back.
collaboration-delegate-go = Delegate
collaboration-give-back = Give it back to { $who }
collaboration-give-back-words = This step was delegated to you. Give it back with your opinion; whoever delegated it decides.
collaboration-give-back-go = Give back
collaboration-take-back-words = You delegated this step and it has not come back. You can take it back.
collaboration-take-back-go = Take it back
collaboration-add-signer = Ask for a signature
collaboration-add-signer-words = A colleague signs, and can read the application.
collaboration-add-signer-go = Ask for the signature
collaboration-copy = Copy to
collaboration-copy-words = A colleague can read the application, masked answers included.
collaboration-copy-go = Copy
collaboration-remind-words = Whoever is to do this gets a mail.
collaboration-remind-go = Send a reminder
collaboration-take-away-words = { $who } has this step. Others can claim it once it is taken from them.
collaboration-take-away-go = Take it from them

done-collaboration-assign = It is theirs now; they get a mail.
done-collaboration-delegate = Delegated; they get a mail.
done-collaboration-give-back = Given back.
done-collaboration-take-back = It is yours again.
done-collaboration-add-signer-before = The signature is asked for; they get a mail.
done-collaboration-add-signer-after = The signature will be asked for by mail once you have decided.
done-collaboration-countersign = Signed: you agree.
done-collaboration-object = Signed: you object.
done-collaboration-excuse = This signature is no longer asked for.
done-collaboration-copy = Copied; they get a mail.
done-collaboration-remind = The reminder is on its way.
done-taken-away = Others can claim it now.
done-commented = Your comment is there.

comments-title = Comments between colleagues
comments-words = Only staff see them; the applicant does not.
comments-none = There are no comments yet.
comments-label = Write a comment
comments-go = Post the comment

# What only staff read in the history.

collaboration-drop-words = Whoever was to do this one is gone: the others go on without it.
collaboration-drop-go = Go on without this one
collaboration-extend-words = Give this step more time, in the unit in which its time is counted.
collaboration-extend-by = How many days or hours more
collaboration-extend-go = Give more time
done-collaboration-extend = More time was given.
history-extended = More time for “{ $step }”: due by { $day } now
history-for = (for { $who })
history-claimed-over = Took over “{ $step }” from { $who }
history-taken-away = Took “{ $step }” from { $who }
history-handed-over = Handed “{ $step }” over to { $who }
history-assigned = Assigned “{ $step }” to { $who }
history-delegated = Delegated “{ $step }” to { $who }
history-given-back = Gave “{ $step }” back to { $who }
history-taken-back = Took “{ $step }” back
history-asked-before = Asked { $who } to sign before “{ $step }” is decided
history-asked-after = Asked { $who } to sign after “{ $step }” is decided
history-agreed = Signed “{ $step }”: agrees
history-objected = Signed “{ $step }”: objects
history-excused = { $who } is no longer asked to sign “{ $step }”
history-noticed = Nobody can act on “{ $step }”; those who can see to it were told
history-migrated = Goes on by version { $version } of the workflow
history-decision-fell = “{ $step }”: the answers changed, so the decision and the signatures no longer hold
history-signatures-fell = “{ $step }”: signatures no longer hold
history-dropped = One of those asked in “{ $step }” is asked no longer
history-decision-pending = { $step }: { $action } (waits for signatures)
history-copied = Copied it to { $who }
history-reminded = Reminder of “{ $step }”
history-escalated = “{ $step }” is overdue and was offered to others
history-commented = Commented
history-case-due = To be decided as a whole by { $day }
history-case-overdue = The time for the whole application is over
history-due-moved = “{ $step }” is due by { $day } now

# The applicant's page.

due-whole = Decided as a whole by
status-remind = Send a reminder: { $step }
status-remind-one = Send a reminder
status-remind-words = The reviewers are asked to go on with it; once in twelve hours at most.
done-reminded = The reviewers have been reminded.
