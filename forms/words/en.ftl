# How this service speaks of itself: in place of the sentences of the same names in templates/locales/en/.

site-name = Electronic Port Single Window
nav-window = Single window
portal-title = Electronic Port Public Services
portal-lead = Register, follow the review and log in: all at one window.
portal-enter = Single window
tile-register = Register
tile-register-words = Enterprises with or without the merged certificate, and public institutions, register online.
tile-login-words = With your account name and password, once you are approved.
tile-recover-words = Set a new one through the e-mail address you registered.
portal-need = Before you register
portal-need-1 = A scan of the original unified social credit code certificate (or of the business licence and the organisation code certificate).
portal-need-2 = Scans of the original customs and inspection registration certificates, if you have them.
window-title = Single window
window-lead = Register first; once approved, log in and do your business.
window-register = Registration
window-register-words = Give the details of your organisation and upload scans. It takes about 30 minutes, and the review at most 2 working days.
window-register-go = Register
window-login-words = For organisations that are approved: with the account name and password.
register-title = Terms of service and registration type
register-type = Choose a registration type
register-no-types = No registration type is open at the moment.
problem-choose-type = Choose a registration type.
login-register = Register
recover-lead = We send a link for setting a new password to the e-mail address you registered.
