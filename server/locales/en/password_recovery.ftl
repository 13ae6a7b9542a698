# A new password by mail, for those who forgot theirs or never had one.
password-recovery-title = Set a new password
password-recovery-lead = Enter your user name or a confirmed e-mail address. If there is such an account, we send it a link.
password-recovery-login = User name or e-mail address
password-recovery-submit = Send the link
password-recovery-back = Back to sign-in
password-recovery-sent-title = Check your mail
password-recovery-sent = If there is an account for what you entered, a message with a link is on its way. The link works once, for { $minutes } minutes.
password-recovery-sent-nothing = Nothing there after a few minutes? Look in the spam folder, or check what you entered.
password-recovery-again = Try again
password-recovery-new-title = Choose a new password
password-recovery-new-lead = It will be the password of this account:
password-recovery-new = New password
password-recovery-new-submit = Set password
password-recovery-new-second = Your second factor stays as it is: signing in will ask for it.
password-recovery-over-title = This link no longer works
password-recovery-over = It works once, for a short time, and only until the password or another protection of the account changes. Ask for a new one if you still need it.

# The mail with the link.
password-recovery-mail-subject = Set a new password at { $service }
password-recovery-mail-heading = Set a new password
password-recovery-mail = Somebody, most likely you, asked for a new password for { $account }.
password-recovery-mail-button = Choose a new password
password-recovery-mail-lasts = The link works once, for { $minutes } minutes. It changes the password only: your second factor stays as it is.
password-recovery-mail-not-you = Wasn’t it you? Then do nothing: without the link nothing changes.
