# What mails say. A subject has at most 60 characters.

mail-greeting = Dear { $name },
mail-greeting-plain = Hello,
mail-automatic = This mail was sent automatically. Please do not reply to it.
mail-link-words = If the button does not work, copy this address into your browser:
mail-reference = Reference number
mail-code = Access code
mail-account = Account name
mail-keep = Keep the reference number and the access code: you need them to follow the review and to correct your application.
mail-status = Follow the review
mail-login = Log in
mail-again = Apply again
mail-remarks = What to correct
mail-reason = Reason

mail-received-subject = We have your application ({ $reference })
mail-received-title = We have your application
mail-received-lead = Your application “{ $form }” has arrived and is now being reviewed.
mail-received-due = The review will be finished by { $until }, and the result sent to this address.
mail-received-undated = The result will be sent to this address.
mail-received-account = Once it is approved, log in as { $name } with the password you set.

mail-returned-subject = Please correct your application ({ $reference })
mail-returned-title = Your application needs corrections
mail-returned-lead = Some answers of your application “{ $form }” have to be corrected. Change only what is listed below; everything else is kept.
mail-returned-due = Please correct and submit it again by { $until }; otherwise the application is withdrawn.
mail-returned-go = Correct the application

mail-approved-subject = Your application is approved ({ $reference })
mail-approved-title = Your application is approved
mail-approved-lead = Your application “{ $form }” has been approved.
mail-approved-account = You can now log in as { $name } with the password you set.
mail-approved-until = The account is valid until { $day }. Before it expires we will write to you about its renewal.

mail-applied-subject = Your registered details are changed ({ $reference })
mail-applied-title = Your registered details are changed
mail-applied-lead = Your application “{ $form }” has been approved. What is registered has been updated and holds from now on.

mail-rejected-subject = Your application was not approved ({ $reference })
mail-rejected-title = Your application was not approved
mail-rejected-lead = We are sorry: your application “{ $form }” was not approved.
mail-rejected-again = You are welcome to apply again once this is resolved.

mail-withdrawn-subject = Your application is withdrawn ({ $reference })
mail-withdrawn-title = Your application is withdrawn
mail-withdrawn-lead = Your application “{ $form }” is withdrawn and will not be reviewed. This happens when you withdraw it yourself or do not correct it in time.
mail-withdrawn-again = You can apply again whenever you need to.

mail-recovery-subject = Set a new password
mail-recovery-title = Set a new password
mail-recovery-lead = Somebody asked for a new password for the account { $name }.
mail-recovery-words = If it was you, open the link within { $minutes } minutes and set a new password. The link works once.
mail-recovery-go = Set a new password
mail-recovery-gone = (The link was removed from the records once the mail was sent.)
mail-recovery-not-you = If it was not you, ignore this mail: the password stays as it is.

mail-changed-subject = Your password was changed
mail-changed-title = Your password was changed
mail-changed-lead = The password of the account { $name } was changed on { $at }.
mail-changed-words = All other logins have been ended.
mail-changed-not-you = If it was not you, recover your password at once:

mail-account-second-factor-on-subject = Two-step login is set up
mail-account-second-factor-on = Since { $at }, logging in to the account { $name } takes a code from an authenticator app beside the password. All other logins have been ended.
mail-account-second-factor-off-subject = Two-step login was removed
mail-account-second-factor-off = The two-step login of the account { $name } was removed on { $at }. Until it is set up again, the password alone is asked for.
mail-account-recovery-code-used-subject = A recovery code was used
mail-account-recovery-code-used = On { $at }, somebody logged in to the account { $name } with a recovery code in place of the app. That code works no more.
mail-account-disabled-subject = Your account was turned off
mail-account-disabled = An administrator turned off the account { $name } on { $at }. All its logins have been ended, and nobody can log in with it. Applications under way go on. Please contact us if you have questions.
mail-account-enabled-subject = Your account was turned on
mail-account-enabled = An administrator turned on the account { $name } on { $at }. You can log in again.
mail-account-not-you = If it was not you, tell an administrator at once, and change your password.

mail-reminder-subject = A reminder: something is left to do ({ $reference })
mail-reminder-title = Something is left to do
mail-reminder-lead = A step of your “{ $form }” is still waiting for you. If you have just done it, you need not do anything.
mail-reminder-due = Please do it by { $until }.
mail-reminder-go = Go on

mail-renewal-subject = Please renew your account ({ $reference })
mail-renewal-title = Your account is about to expire
mail-renewal-lead = Your account is about to expire. Open the link below for the “{ $form }” and check what is registered: if nothing has changed, the account is renewed at once.
mail-renewal-until = The account is valid until { $day }.
mail-renewal-due = Please renew it by { $until }; otherwise the account is suspended.
mail-renewal-go = Renew

mail-renewal-returned-subject = Please correct your renewal ({ $reference })
mail-renewal-returned-due = Please correct and submit it again by { $until }; otherwise the account is suspended.

mail-suspended-subject = Your account is suspended ({ $reference })
mail-suspended-title = Your account is suspended
mail-suspended-lead = The “{ $form }” was not completed in time, so the account is suspended and cannot log in. You can still complete it at any time by the link below; the account then works again.

mail-renewed-subject = Your account is renewed ({ $reference })
mail-renewed-title = Your account is renewed
mail-renewed-lead = The “{ $form }” is complete.
mail-renewed-until = The account is valid until { $day }. We will write to you before it expires.

mail-staff-go = Open the application
mail-staff-form = Kind of application
mail-staff-step = Step
mail-staff-by = Colleague
mail-staff-due = Due
mail-staff-absent = { $name } is absent and you stand in: that is why this is sent to you as well.

mail-staff-assigned-subject = An application was given to you ({ $reference })
mail-staff-assigned-title = An application was given to you
mail-staff-assigned-lead = A step of an application was given to you.

mail-staff-delegated-subject = An application was delegated to you ({ $reference })
mail-staff-delegated-title = An application was delegated to you
mail-staff-delegated-lead = A colleague asks you to look at an application, and to give it back with your opinion.

mail-staff-given-back-subject = What you delegated was given back ({ $reference })
mail-staff-given-back-title = What you delegated was given back
mail-staff-given-back-lead = The application that you delegated was given back with an opinion, and waits for your decision.

mail-staff-signature-asked-subject = Your signature is asked for ({ $reference })
mail-staff-signature-asked-title = Your signature is asked for
mail-staff-signature-asked-lead = A colleague asks you to sign an application: to agree, or to object and say why.

mail-staff-signed-subject = Your request to sign was answered ({ $reference })
mail-staff-signed-title = Your request to sign was answered
mail-staff-signed-lead = A signature that you asked for has come, or an objection.

mail-staff-copied-subject = An application was copied to you ({ $reference })
mail-staff-copied-title = An application was copied to you
mail-staff-copied-lead = An application was copied to you: you may read it.

mail-staff-reminder-subject = Reminder of an application ({ $reference })
mail-staff-reminder-title = Reminder of an application
mail-staff-reminder-lead = An application waits for you. Please do it before it is due.

mail-staff-escalated-subject = An application is overdue ({ $reference })
mail-staff-escalated-title = An application is overdue
mail-staff-escalated-lead = A step was not done in time. You may do it as well, and take it from whoever has it.

mail-staff-case-overdue-subject = The time for an application is over ({ $reference })
mail-staff-case-overdue-title = The time for an application is over
mail-staff-case-overdue-lead = The time allowed for an application as a whole is over. Please see to it.

mail-staff-returned-subject = An application came back to you ({ $reference })
mail-staff-returned-title = An application came back to you
mail-staff-returned-lead = An application came back to you: it is yours again, as you had it before.

mail-staff-taken-away-subject = An application is no longer with you ({ $reference })
mail-staff-taken-away-title = An application is no longer with you
mail-staff-taken-away-lead = A step that was with you was given to somebody else, or offered to all again. There is nothing left for you to do in it.

mail-staff-excused-subject = Your signature is no longer asked for ({ $reference })
mail-staff-excused-title = Your signature is no longer asked for
mail-staff-excused-lead = You need not sign this application any more.

mail-staff-answers-changed-subject = The answers of an application changed ({ $reference })
mail-staff-answers-changed-title = The answers of an application changed
mail-staff-answers-changed-lead = The answers changed after it was decided or signed: please look at it again. What was decided and waited for signatures, and what was signed, no longer holds.

mail-staff-withdrawn-subject = An application was withdrawn ({ $reference })
mail-staff-withdrawn-title = An application was withdrawn
mail-staff-withdrawn-lead = An application in which something waited for you was withdrawn. There is nothing left for you to do in it.

mail-staff-closed-subject = A step of an application ended ({ $reference })
mail-staff-closed-title = A step of an application ended
mail-staff-closed-lead = A step that was with you, or that you were to sign, ended without you: by another decision, or because its time was over.

mail-staff-offered-subject = An application waits to be taken ({ $reference })
mail-staff-offered-title = An application waits to be taken
mail-staff-offered-lead = A step was opened that you may take.

mail-staff-unattended-subject = Nobody can act on an application ({ $reference })
mail-staff-unattended-title = Nobody can act on an application
mail-staff-unattended-lead = On a step of an application nobody can act at the moment. The page of the application says why, and what to do.

# The mail pages of administrators.

mail-unrenderable = (cannot be drawn with the present templates)
error-mail-without-link = The link for a new password was removed once the mail was sent, so it cannot be sent again. Ask the person to recover the password again.
error-mail-without-link-title = This mail cannot be sent again
outbox-not-again = The link for a new password was removed once the mail was sent, so this mail cannot be sent again.
