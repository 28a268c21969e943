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

# The second factor.

code-title = Two-step login
code-code = Code
code-hint = The six digits that your authenticator app shows now.
code-lost = The device is not at hand?
code-recovery = Recovery code
code-recovery-hint = One of the ten that you wrote down. It works once. If you have none, ask an administrator.
code-back = Use another account
problem-login-code = The code is wrong, or was used already. Wait for the next one and try again.

second-factor-title = Two-step login
second-factor-on = Set up
second-factor-off = Not set up
second-factor-set-up = Set up
second-factor-change = Recovery codes and more
second-factor-back = Back to my account
second-factor-lead = Logging in then takes a code from an app on your phone beside the password: whoever finds out the password alone does not get in.
second-factor-required = This service asks members of staff for a code from an app on their phone beside the password. Set it up before you go on.
second-factor-app = Install an authenticator app on your phone, if you have none: any that knows TOTP will do.
second-factor-scan = Scan this picture with the app.
second-factor-picture = The secret as a QR code; the same stands below as text
second-factor-type = Or type this secret into the app:
second-factor-here = Open the app on this device
second-factor-code = Enter the six digits that the app shows now
second-factor-go = Confirm
second-factor-codes = Recovery codes
second-factor-codes-words = Each logs you in once when your phone is not at hand. They are shown only now: print them, or write them down and keep them in a safe place.
second-factor-kept = I have kept them
second-factor-since = Since { $day }, logging in takes a code from your app.
second-factor-left = { $count ->
    [one] { $count } recovery code is left.
   *[other] { $count } recovery codes are left.
}
second-factor-new-codes = Make new recovery codes
second-factor-remove = Remove two-step login
second-factor-new-device = For a new phone, remove it and set it up again. Where it may not be removed, an administrator resets it.
problem-second-factor-code = The code is wrong. Check that the clock of the phone is right, and enter the one that the app shows now.
done-second-factor-removed = Two-step login is removed: the password alone is asked for.
done-user-second-factor-reset = The second step is taken away and the logins of the account have ended. It is set up again at the next login.
users-second-factor = Two-step
users-second-factor-reset = Reset second step

# Logins.

confirm-password-title = Your password, please
confirm-password-lead = You logged in a while ago. Before passwords, second steps or accounts are changed, we make sure that it is you.
confirm-password-go = Go on
problem-confirm = The password is wrong. Check it and try again.
sessions-title = My logins
sessions-lead = Where your account is logged in now. End what you do not know.
sessions-own = this one
sessions-unknown = Unknown browser
sessions-seen = Last used
sessions-began = since
sessions-address = from
sessions-end = Log out there
sessions-end-others = Log out everywhere else
sessions-hint = If one of them was not you, change your password as well: that ends all others.
done-logins-ended = Done: what you ended is logged out.

# Accounts of applicants, before administrators.

admin-accounts = Accounts
accounts-find = Find
accounts-none = There is no account { $name }.
accounts-logins = Logins
accounts-end-logins = End all its logins
accounts-not-active = Not active
accounts-staff = Members of staff are turned off and on elsewhere:
accounts-told = Turning off ends its logins at once; whose account it is gets a mail. Applications under way go on.
done-account-disabled = The account is turned off and its logins have ended. Its owner is told by mail.
done-account-enabled = The account is turned on. Its owner is told by mail.
done-account-logins-ended = Its logins have ended.
problem-login-one-time = This one-time password was not used within a week and works no longer. Ask an administrator for another, or recover your password.

# The record of security events.

role-auditor = Auditor
admin-audit = Security record
audit-what = What
audit-who = Who
audit-about = About
audit-from = From
audit-when = When
audit-none = Nothing is on record yet.
event-account-disabled = Account turned off
event-account-enabled = Account turned on
event-account-logins-ended = Logins of an account ended
event-cases-moved = Applications moved to another version
event-code-failed = Wrong code of the second step
event-confirm-failed = Wrong password when asked again
event-exported = Application exported
event-forbidden = Not allowed
event-forged-token = Forged or outdated form
event-login = Login
event-login-failed = Wrong name or password
event-login-not-active = Login refused: not active
event-login-without-proof = Login refused: no proof of work
event-logins-ended = Own logins ended
event-logout = Logout
event-one-time-password-over = One-time password expired
event-password-changed = Password changed
event-password-recovered = Password recovered
event-published = Definitions published
event-recovery-asked = Recovery link asked for
event-recovery-code-used = Recovery code used
event-recovery-codes-made = Recovery codes made
event-revealed = Masked answer shown
event-second-factor-off = Second step removed
event-second-factor-on = Second step set up
event-submission-without-proof = Submission refused: no proof of work
event-user-added = Member of staff added
event-user-disabled = Member of staff turned off
event-user-edited = Member of staff edited
event-user-enabled = Member of staff turned on
event-user-reset = Password of a member of staff reset
event-user-second-factor-reset = Second step of a member of staff reset
event-password-refused = Wrong old password
event-limit = Too many requests
