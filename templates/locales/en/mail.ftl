# Mails.

mail-automatic = This mail was sent automatically. Please do not reply to it.
mail-greeting = Dear { $name },
mail-status = See where your application stands
mail-correct = See what to correct
mail-login = Log in
mail-recover = Set a new password

mail-received-subject = We have received your application { $reference }
mail-received-words = We have received your application for registration and will review it. The result will be sent to this address.
mail-received-due = We expect to decide by { $day }.
mail-returned-subject = Please correct your application { $reference }
mail-returned-words = Some answers in your application for registration need to be corrected. Change them as described below and submit the application again; nothing else needs to change.
mail-returned-due = Please submit your corrections by { $day }; after that the application counts as withdrawn.
mail-approved-subject = Your application { $reference } was approved
mail-approved-words = Your application for registration was approved. You can now log in with your account name and the password that you set.
mail-rejected-subject = Your application { $reference } was not approved
mail-rejected-words = Your application for registration was not approved, and the account was not opened. You can register again once you have what the review asked for.
mail-withdrawn-subject = Your application { $reference } was withdrawn
mail-withdrawn-words = Your application for registration was withdrawn and will not be reviewed. The account name is free again; you can register again at any time.
mail-recovery-subject = Set a new password
mail-recovery-words = Somebody asked to set a new password for the account { $name }. Open the link below within { $minutes } minutes; the new password applies at once. The link works only once.
mail-recovery-not-you = If it was not you, ignore this mail: the password stays as it is.
mail-password-changed-subject = Your password was changed
mail-password-changed-words = The password of the account { $name } has just been changed. All other logins have ended.
mail-password-changed-not-you = If it was not you, set the password again at once with “Forgot password” on the login page, and tell us.
