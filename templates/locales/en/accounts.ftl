# Login, passwords, recovery, staff.

problem-login-wrong = The account name or the password is wrong. Check them and try again; capital letters matter in the password.
problem-login-proof = There were many wrong passwords of late. Show below that you are no program, and type the password again. If you forgot it, you can recover it.
problem-login-review = Your application { $reference } is not decided yet (current step: { $step }). You can log in once it is approved; the result will be sent to your e-mail address.
problem-login-applicant = Your application { $reference } needs corrections (current step: { $step }). Correct and resubmit it; you can log in once it is approved.
problem-login-open = Your application { $reference } waits for you (current step: { $step }). Complete it; you can log in once it is approved.
problem-login-approved = Your application { $reference } was approved, but the account is not active. Please contact us.
problem-login-rejected = Your application { $reference } was rejected, so the account was not activated. You may apply again once you have what the reviewer asked for.
problem-login-withdrawn = Your application { $reference } was withdrawn, so the account was not activated. You may apply again at any time.
problem-login-closed = This account is closed and cannot log in.
problem-login-disabled = This account is turned off and cannot log in. Please contact us.
problem-login-suspended = The account expired and was not renewed, so it is suspended. Complete the renewal { $reference }; then you can log in again.
problem-login-renewal-review = The account expired and was not renewed, so it is suspended. Your renewal { $reference } is being reviewed; you can log in once it is approved.
problem-login-lapsed = The account expired and was not renewed, so it is suspended. Please contact us.
login-renew = Renew now
login-status = See where the application stands
done-logged-out = You have logged out.
done-session-over = Your login has ended, and what you just did was not carried out. Log in and try again.

password-rule = At least { $limit } characters; a whole sentence is fine. Neither the login name nor a common password.
problem-password-old = The old password is wrong. Check it and try again.
problem-password-same = The new password must differ from the old one.
problem-password-again = The two passwords differ. Type them again.
done-password-changed = The new password is in force.

problem-recover-method = Choose how to recover the password.
problem-recover-name = Enter the user name.
problem-captcha-empty = Type the characters in the picture, or let the browser prove it instead.
problem-captcha = The characters do not match, or the picture is too old. Type those of the new picture.
problem-submit-proof = Several applications came from your connection of late. Show that you are no program, and submit again; nothing you filled in is lost.
error-link-expired = This link was used already, has expired, or is incomplete. Start again from the login page, and use the link in the latest mail.
error-link-expired-title = The link does not work any more

error-method = This address does not take such a request. Nothing has changed.
error-method-title = Wrong kind of request
error-unsupported = What was sent is in a format that is not understood. Nothing has changed. Please send it from a page of this site.
error-unsupported-title = Wrong format

problem-users-name = The login name must have 1 to 60 characters and no blanks.
problem-users-display-name = Enter a name of at most 60 characters.
problem-users-email = This is not an e-mail address such as name@example.com.
problem-users-roles = Choose at least one role.
problem-users-last = This is the last administrator who can log in; without one nobody could look after the service. Add or turn on another administrator first.
problem-users-own = You cannot turn off your own account, nor change your own roles or reset your own password here. Ask another administrator; to change your own password, use “Change my password”.
problem-users-changed = Somebody else has just changed this account. Check it and try again.
users-edit = Edit
users-edit-title = Edit { $name }
users-edit-go = Save
users-back = Back to all staff
users-own-roles = Another administrator changes your own roles.
users-password = Change my password
done-user-disabled = The account is turned off and its logins have ended; what it had claimed is given back.
done-user-enabled = The account is turned on.
done-user-edited = Saved. Where roles changed, that account has to log in again.

problem-users-groups = The name of a group has at most 40 characters, and a person belongs to { $most } groups at most.
users-groups = Groups
users-groups-hint = Where a workflow gives a step to a group, its members can claim it.
users-groups-more = Other groups, with commas between them
users-groups-new = Names of groups, with commas between them
users-absent = Absent

account-staff-title = My account
account-staff-who = About the account
absence-title = Absence
absence-words = For journeys and holidays. Meanwhile whoever stands in also receives what was claimed, what is to be signed and the mails about it, and can do it instead.
absence-from = First day
absence-until = Last day
absence-stand-in = Who stands in
absence-stand-in-hint = They can do only steps that their own roles and groups allow as well.
absence-choose = Choose
absence-go = Save
absence-end = Take the absence back
absence-noted = Absent from { $from } to { $until }; { $name } stands in.
absence-stands-in = Today you stand in for { $names }.
problem-users-from = Enter the first day.
problem-users-until = Enter the last day: not before today or the first day, and no more than 366 days in all.
problem-users-stand-in = Choose a colleague whose account is turned on.
done-absence-noted = Saved.
done-absence-ended = The absence is taken back.
