# What stands on the pages.

# Shared by all.

site-name = Online services
skip-to-content = Skip to content
foot-words = What you submit is used for the review and for handling your business only.
colon = {": "}
comma = {", "}
required = {" (required)"}
title-problem = {"Error: "}
reference = Reference number
copy = Copy
copied = Copied
print = Print
back-home = Back to the start
edit = Change
overdue = Overdue
soon = Due soon
provisional = (may move: the holidays of that year are not published yet)
table-do = Actions
answer-none = Not given
answer-yes = Yes
answer-no = No
summary-title =
    { $count ->
        [1] There is a problem to put right
       *[other] There are { $count } problems to put right
    }
pager-label = Pages
pager-first = Back to the first page
pager-next = Next page

nav-main = Main
nav-window = Services
nav-status = Track an application
nav-desk = Review desk
nav-admin = Administration
nav-login = Log in
nav-logout = Log out
nav-language = Language

# Errors.

error-number = Error { $status }
error-find = Find my application
error-not-found = There is no such page, or it is not yours. Check the address, or begin again from the start.
error-not-found-title = Page not found
error-forbidden = Your account may not see this page or do this.
error-forbidden-title = Not permitted
error-csrf-token = This page was open for too long, or was not opened from this site, so nothing was done. Go back, reload the page and try again; everything saved is still there.
error-login-ended = You were logged out meanwhile, so nothing was done yet. Log in on a new page, then come back here and send it again.
error-login-ended-title = You are not logged in any more
again-login = Log in on a new page
error-csrf-token-title = This page is out of date
error-bad-request = This request cannot be understood. Nothing has changed. Go back and try again.
error-bad-request-title = Something is wrong with the request
error-too-large = What was sent is too large. Nothing has changed. Try again with smaller files.
error-too-large-title = Too large
error-too-many = That was too often. Wait { $seconds } seconds and try again.
error-too-many-title = Try again later
error-busy = The service is busy. Nothing has changed. Try again in a few seconds.
error-busy-title = Busy
error-file-missing = This file was uploaded, but is missing now, and we have recorded it. Everything else of the application is there. Ask the office; an administrator can put it back.
error-file-missing-title = The file is missing
error-file-changed = This file is not as it was uploaded, so it is not shown, and we have recorded it. Everything else of the application is there. Ask the office; an administrator can put it back.
error-file-changed-title = The file is damaged
error-internal = Something went wrong on our side, and we have recorded it. Try again later; everything saved is still there.
error-internal-title = Out of order

# Portal and single window.

portal-title = Apply online
portal-lead = Apply, follow your application, log in.
portal-enter = Services
portal-do = What would you like to do?
tile-register = Apply
tile-register-words = Choose what you need, fill in the form and submit it online.
tile-status = Track an application
tile-status-words = See where it stands with your reference number and code.
tile-login = Log in
tile-login-words = With your account name and password, if you have an account.
tile-recover = Recover a password
tile-recover-words = Set a new one through the e-mail address of your account.
portal-need = Before you apply
portal-need-1 = Scans or photos of the documents that the form asks for.
portal-need-2 = Time to fill in the form. You can save it half-way and go on later.
portal-need-3 = An e-mail address that works: the result of the review is sent there.
window-title = Services
window-lead = Choose what you need, or log in if you have an account.
window-register = Apply
window-register-words = Fill in a form and upload what it asks for. You can follow the application once it is submitted.
window-register-go = Apply now
window-login = Login
window-login-words = With your account name and password.
window-login-go = Log in
window-status = Applied already? Track your application

# The way through a registration.

steps-label = Steps of the application
step-choose = Choose a type
step-fill = Fill in
step-check = Check and submit
step-done = Done
step-passed = {" (done)"}

# Terms and type.

register-title = Choose a service
register-terms = Please read carefully
register-only-for = (for { $types })
register-type = Choose what you need
register-no-types = There is nothing to apply for at the moment.
register-draft = You have a draft
register-agree = Agree
register-begin = Begin
register-others = Apply for something else
register-agree-words = By choosing “Agree” you accept all of the terms above.
problem-choose-type = Choose what you need.

# The form.

notices-title = Before you fill this in
choose-option = --Please choose--
secret-kept = Filled in already and kept secret. Leave this empty to keep it.
secret-set = Set (not shown)
reason-label = {"Sent back because: "}
alternatives-label = Choose one
option-blank = (blank)
option-none = No answer
alternative-other = Another
alternative-text = A text
alternative-textarea = A longer text
alternative-number = A number
alternative-checkbox = Yes or no
alternative-yes_no = Yes or no
alternative-date = A date
alternative-list = A list
alternative-table = A table
alternative-section = Several answers
alternative-checkboxes = Several of a list
alternative-radio = One of a few
alternative-select = One of a list
alternative-json = Anything else, as JSON
alternative-attachment = A file
alternative-alternatives = One of several
alternative-constant = Nothing more
table-row = No.
table-row-number = Row { $number }
row-add = Add a row
row-remove = Remove this row
item-add = Add one
item-remove = Remove
attachment-add = Add attachment
attachment-preview = Preview
attachment-remove = Delete
attachment-rules =
    { $count ->
        [1] { $types }, at most { $size }.
       *[other] { $types }, at most { $size } each, up to { $count } files.
    }
button-check = Next: check
button-save = Save draft
button-submit = Submit
button-extend = Extend the time
button-refresh = Update the options
saved-at = Saved { $time }
saving = Saving…
not-saved = Cannot save just now. Check your connection; what you typed is still on this page.
uploading = Uploading
uploaded = Uploaded
upload-failed = “{ $file }” could not be uploaded. Try again.
upload-too-large = “{ $file }” is too large: at most { $size } each.
leave-unsaved = Something is not saved yet.
time-limit = You have { $minutes } minutes; choose “Extend the time” if you need more. What you fill in is saved as you go, and a draft is kept for { $days } days: come back to it whenever you like.
outline-label = Parts of this form
time-left = { $time } left
time-soon = Less than { $minutes } minutes left. Choose “Extend the time” if you need more.
time-over = The time is up.
time-over-kept = Everything you filled in and uploaded is kept: choose “Extend the time” to go on.
correction-words = Only what is listed here can be changed; everything else stays as it is.
correction-of = Correction of { $reference }

# Check and submit.

check-title = Check your answers
check-lead = Go through every answer, then submit.
check-declare = By submitting you confirm that this is true, accurate and complete.
check-back = Go back and change
check-untouched =
    { $count ->
        [1] One answer that was sent back has not changed
       *[other] { $count } answers that were sent back have not changed
    }
check-untouched-words = These are still as they were. If that is how they should be, you can submit; otherwise correct them first.
received-title = We have your application
received-code = Access code
received-due = Review finished by
received-account = Account name
received-keep = Keep the reference number and the access code: you need them to follow the review and to correct your application.
received-next = What happens next
received-next-mail = A confirmation is on its way to { $email }, with the reference number and a link.
received-next-review = We review your application by { $until }.
received-next-review-undated = We review your application.
received-next-result = The result is sent to the same address. If something has to be corrected, the mail says what and why.
received-next-login = Once approved, log in as { $name } with the password you set.
received-status = Follow the review

# Tracking.

status-find-title = Track an application
status-find-lead = The reference number and the access code are on the page shown after submitting and in the confirmation mail.
status-find-reference-hint = Capital and small letters are the same.
status-find-code-hint = The characters that came with the reference number.
status-find-go = Find
problem-status-unknown = The reference number or the access code is wrong. Check them against the confirmation mail.
problem-status-link = The link or its code does not fit this application. The link may be incomplete: open it again from the confirmation mail, or type the access code below.
status-title = Where it stands
status-reason = Remarks of the review
status-remarks = What to correct
status-correct = Correct the application
status-fill = Check and submit
status-answers = The application
case-status-type = Service
case-status-step = Step
case-status-opened = Opened
case-status-submitted = Submitted
case-status-finished = Decided
# Until when: the end of a day, where it is due then.
until-day = the end of { $day }
due-day = { $until }
due-review = Reviewed by
due-open = To be done by
due-applicant = Correct by
state-review = Under review
state-review-words = Your application is being reviewed; there is nothing you need to do now. We will send you an e-mail.
state-applicant = To be corrected
state-applicant-words = Correct what is listed below and submit again. Everything else stays as it is.
state-open = To be checked
state-open-words = Check what is registered, change what is different, and submit.
state-approved = Approved
state-approved-words = The application is approved.
state-approved-account = You can log in with your account name and password.
state-rejected = Rejected
state-rejected-words = The application was not approved, for the reason given below. You may apply again.
state-withdrawn = Withdrawn
state-withdrawn-words = The application was withdrawn and is not reviewed any more. You may apply again.
history-title = History
confirm-withdraw = A withdrawn application is not reviewed any more, and this cannot be undone. Withdraw it?
confirm-withdraw-account = A withdrawn application is not reviewed any more, its account name is given up, and this cannot be undone. Withdraw it?
confirm-back = No, go back

# Login, recovery, account.

login-title = Log in
login-name = Account name
login-password = Password
login-go = Log in
login-forgot = Forgot your password?
login-none = No account yet?
login-register = Apply
recover-title = Recover your password
recover-lead = We send a link for setting a new password to the e-mail address of your account.
recover-method = Method
recover-method-mail = By e-mail
recover-name = Account name
recover-captcha = Characters in the picture
recover-captcha-hint = Type what the picture shows, or listen to it.
recover-captcha-alt = Picture with characters
recover-captcha-sound = Listen to the characters
recover-prove = Let the browser prove it instead
recover-prove-working = Working, usually for a few seconds…
recover-prove-done = Done: the characters are not needed any more.
recover-prove-failed = That did not work. Type the characters instead.
recover-go = Confirm
recover-back = Back to the login
recover-sent-title = Check your mail
recover-sent-lead = If there is such an account, we have sent a link to its e-mail address. It works once, within { $minutes } minutes.
recover-sent-words = If nothing arrives, look among the junk mail, then check the account name.
password-show = Show password
password-title = Set a new password
password-forced = Set a password of your own before anything else.
password-old = Old password
password-password = New password
password-password-again = New password again
password-go = Use the new password
account-title = My organisation
account-who = Administrator's account
account-name = Account name
account-person = Name
account-email = E-mail
account-valid-until = Account valid until
account-renewal-open = Your account is about to expire: please renew it
account-renewal-applicant = Your renewal needs corrections
account-renewal-review = Your renewal is being reviewed
account-renewal-due = Please do so by { $until }; otherwise the account is suspended.
account-renewal-review-words = The account works as before meanwhile; once the changes are approved, it is renewed.
account-renewal-go = Renew
account-renewal-see = Follow the review
account-password = Change the password
account-cases = My applications
account-no-cases = No applications yet.
account-offers = What you can apply for
account-data = Organisation details

# The review desk.

desk-title = Review desk
desk-search = Search applications
desk-search-hint = Organisation or reference number
desk-search-go = Search
desk-tabs = Groups
desk-tab-unclaimed = Free
desk-tab-assigned = Mine
desk-tab-soon = Due soon
desk-tab-overdue = Overdue
desk-tab-waiting = With the applicant
desk-tab-done = Done
desk-empty-unclaimed = Nothing waits to be claimed.
desk-empty-assigned = You have nothing at hand. Claim something under “Free”.
desk-empty-soon = Nothing is due soon.
desk-empty-overdue = Nothing is overdue.
desk-empty-waiting = Nothing waits for an applicant.
desk-empty-done = Nothing is done yet.
desk-no-match = Nothing matches “{ $words }”.
desk-applicant = Organisation
desk-step = Step
desk-assignee = With
desk-opened = Arrived
desk-due = Due
desk-without-nobody = Nobody
desk-without-applicant = The applicant
desk-without-none = –
desk-decided-by = Decided by
desk-open = Open
claim = Claim
release = Give it back for others
release-words = What you typed here stays with you; whoever takes the step does not see it.
reveal = Show
flag = Send back
flag-whole = Send back the whole part
flag-reason = Reason (the applicant sees it)
changed-badge = changed
scan-alt = { $label }, picture { $number }
viewer = Scan
viewer-picture = Scan
viewer-before = Previous
viewer-after = Next
viewer-out = Zoom out
viewer-in = Zoom in
viewer-fit = Fit the window
viewer-left = Turn left
viewer-right = Turn right
viewer-close = Close
case-refused = This was not carried out
case-jump = Go to the decision
login-refused = You are not logged in
case-back = Back to the desk
case-decide = Decide
case-mine = you
case-decision = Decision
case-flags-words = Tick what has to be corrected and say why
case-reason-words = Needs a reason
case-flagged = To be corrected
case-flagged-none = Nothing ticked yet.
case-reason = Remarks (the applicant sees them)
case-item = What to add
case-message = “{ $step }” waits for a message from outside
case-message-value = What the message says
case-message-go = The message has come
case-decide-go = Decide
case-waits = Nobody has to do anything here: it goes on by itself once what it waits for is there.
case-not-yours = Somebody else has this step; you can look.
case-nothing-open = No step waits for staff.
case-correction-requests = The applicant was asked to correct
case-unchanged = Asked for and not changed
changes-title = Changed by the last correction
changes-registered = Changes to what is registered
changes-field = Answer
changes-before = Before
changes-after = Now

# Administration.

admin-places = Administration
admin-title = Administration
admin-index = Definitions
admin-mails = Mail
admin-users = Staff
admin-read = Read from { $folder } at { $time }.
admin-no-faults = Nothing is wrong with the definitions.
admin-faults =
    { $count ->
        [1] One fault in the definitions
       *[other] { $count } faults in the definitions
    }
admin-definitions = Definitions in use
admin-failed-mails =
    { $more ->
        [yes] More than { $count } mails could not be sent: see them
       *[no] { $count ->
            [1] One mail could not be sent: see it
           *[other] { $count } mails could not be sent: see them
        }
    }
admin-calendars = Calendars
calendar-name = Name
calendar-base = Based on
calendar-base-chinese-holiday = Public holidays and make-up days of the State Council
calendar-base-weekends = Monday to Friday
calendar-years = Years known
calendar-until = until { $day }
calendar-workflows = Used by
calendar-unused = No workflow
calendar-state = State
calendar-ends = Ends soon: later due dates are provisional; add the next year
mails-failed-only = Only mails that could not be sent are shown.
mails-all = Show all mail
mails-failed-none = Every mail could be sent.
definition-name = Name
definition-kind = Kind
definition-version = Version
definition-tried = Examples tried
definition-state = State
definition-refused = The new version is refused, the old one serves
definition-broken = Broken, does not serve
definition-serves = Serves
kind-form = Form
kind-workflow = Workflow
kind-templates = Templates
severity-error = Error
severity-warning = Warning
mails-none = No mail yet.
mails-to-files = No mail server is configured: mail is kept as .eml files in the data folder and can be read here.
notice-received = Application received
notice-returned = Sent back
notice-approved = Approved
notice-rejected = Rejected
notice-withdrawn = Withdrawn
notice-recovery = Password recovery
notice-password-changed = Password changed
notice-account = Account changed
outbox-subject = Subject
outbox-to = Recipient
outbox-notice = Notice
outbox-state = State
outbox-created = Caused
outbox-sent = Sent
outbox-next = Next try
outbox-error = What the mail server said
outbox-attempts =
    { $count ->
        [1] tried once
       *[other] tried { $count } times
    }
outbox-state-queued = Waiting
outbox-state-sent = Sent
outbox-state-failed = Failed
outbox-back = Back to all mail
outbox-facts = About this mail
outbox-resend = Send again
outbox-html = As a web page
outbox-text = As plain text
users-name = Name
users-email = E-mail
users-roles = Roles
users-state = State
users-on = On
users-off = Off
users-enable = Turn on
users-disable = Turn off
users-reset = Reset password
users-confirm-title-disable = Turn { $name } off
users-confirm-title-reset = Reset the password of { $name }
users-confirm-disable = { $name } ({ $login }) is logged out at once and cannot log in until turned on again. What they have is given back after a while. Turn them off?
users-confirm-reset = { $name } ({ $login }) is logged out at once, and the old password counts no longer. The next page shows a one-time password, once. Reset it?
users-made = One-time password of { $name }
users-made-words = It is shown only this once, and must be changed at the first login:
users-add = Add a member of staff
users-add-go = Add
users-name-label = Login name
users-display-name-label = Name
users-email-label = E-mail
role-reviewer = Reviewer
role-administrator = Administrator

# What later applicants are told at an answer that is often sent back.
field-common-corrections = Often to be corrected here:{" "}
field-common-corrections-mark = ;{" "}

again-words = Nothing that you entered is lost: send it again from here. Files and passwords must be given again.
again-button = Send again
