# Definitions, as administrators see them.

admin-reload = Read again now
done-definitions-changed = The definitions were read again; what is good serves from now on.
done-definitions-unchanged = The definitions were read again; nothing in them has changed.

# Workflows that failed while they ran.
alerts-title = To be seen to now
alert-since = since { $time }
alert-disk = The disk is nearly full: nothing new is taken
alert-disk-help = Make room on the disk of the data folder; then everything is taken again by itself.
alert-mail = The mail server takes no mails
alert-mail-help = Mails wait, and are sent once it does. Look at the settings mail and mail_from, and whether the server answers from this machine.
alert-backup = The backup was not made, or is not whole
alert-backup-help = It is tried again every minute. Look at the folder for backups, its disk, and whether the service may write there.
alert-file-missing = The uploaded file { $subject } is missing
alert-file-missing-help = Put it back from a backup: attachments, the folder of its first two characters. Then open it once, and it is not listed any more.
alert-file-changed = The uploaded file { $subject } is not as it was uploaded
alert-file-changed-help = Nobody is shown it. Put the undamaged one back from a backup: attachments, the folder of its first two characters.
failures-title = A workflow failed
failures-words = A function of its script broke, ran beyond its limits or chose what it may not. The applications stayed as they were; put the script right, and move them to the version that serves (see the page of the workflow); then what was refused can be done again. This list begins anew when the service starts.
failures-times = { $count } times

# Steps on which nobody can act.
unattended-title = Nobody can act
unattended-words = On these open steps nobody can act at the moment. Whoever manages them was told by mail.
unattended-nobody = Nobody holds the role, belongs to the group or has the name that it is for. Add somebody under Staff, or move the application to a version of the workflow that is for others.
unattended-absent = All who could do it are absent. Have somebody else do it, or shorten an absence.
unattended-apart = All who could do it had a hand in an earlier step, which whoever does this one must not have had. Add somebody else.
unattended-holder-gone = Whoever has it cannot log in any more. It is offered to all again shortly; the manager can give it to somebody at once.
unattended-holder-absent = Whoever has it is absent, and whoever stands in may not do it. The manager can give it to somebody else.
unattended-delegator-gone = Whoever delegated it cannot log in any more, so it cannot go back to them. The manager can give it to somebody.
unattended-signer-gone = Somebody who was asked to sign cannot log in any more. Ask no longer for that signature, or ask somebody else.
unattended-signer-absent = Somebody who was asked to sign is absent, and nobody can sign in their place. Wait, or ask no longer for that signature.

# The versions by which applications go.
versions-title = Applications in other versions
versions-words = An application keeps the version of its workflow with which it began. Here it can be moved to the version that serves: each is tried first, the move is recorded, and can be undone.
versions-case = Application
versions-version = Version
versions-steps = Stands in
versions-trial = Tried in the version that serves
versions-fits = Fits
versions-fails = A function would fail
versions-cannot = Cannot be moved: there is no such step
versions-moved = Moved
versions-none = No open application goes by another version.
versions-more = There may be more: move these first.
versions-move = Move the ticked ones to the version that serves
versions-back = Move the ticked ones back
versions-move-words = What is open stays open, with who has it and by when.
done-cases-moved = The applications were moved.
done-cases-moved-back = The applications were moved back.
done-cases-not-all-moved = Not all applications were moved: see below.
