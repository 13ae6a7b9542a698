# Changing the password.
password-settings-title = Change your password
password-settings-lead = All other sessions end, and we’ll tell you by mail.
password-settings-old = Password you have now
password-settings-new = New password
password-settings-submit = Change password
password-settings-forgot = Don’t know the one you have now?
password-settings-none = Your account has no password yet. We’ll send you a link to set one.
password-settings-first = Set a password
password-settings-changed = Your password is changed. All other sessions have ended.

# The notice.
password-settings-mail-subject = Your password at { $service } was changed
password-settings-mail-heading = Your password was changed
password-settings-mail = The password of { $account } was changed. All other sessions were ended.
