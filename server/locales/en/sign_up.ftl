# Signing up, and confirming the address.
sign-up-title = Create your account
sign-up-invited = You’ve been invited to { $service }. Choose a user name and a password to accept.
sign-up-username = User name
sign-up-username-hint = Others will see it. Letters, digits, hyphens, dots and underscores.
sign-up-email = E-mail address
sign-up-email-hint = We send a link there to confirm that it’s yours.
sign-up-email-fixed = Your invitation came to this address, so it stays as it is.
sign-up-password = Password
sign-up-password-hint = At least { $min } characters. A few unrelated words work well.
sign-up-strength-2 = Fair. Another unrelated word would make it strong.
sign-up-strength-3 = Strong.
sign-up-strength-4 = Very strong.
sign-up-submit = Create account
sign-up-have-account = Already have an account?
sign-up-to-sign-in = Sign in
sign-up-closed-title = Sign-up is closed
sign-up-closed = Accounts on { $service } are made by its administrators. Ask one of them for yours.
sign-up-invitation-title = You need an invitation
sign-up-invitation-needed = New accounts on { $service } start with an invitation by e-mail. Ask an administrator for one, then open the link in it.
sign-up-invitation-over-title = This invitation no longer works
sign-up-invitation-over = Each invitation works once and for a limited time. If you’ve accepted it already, sign in. Otherwise, ask for a new one.
sign-up-sent-title = Check your mail
sign-up-sent = We’ve sent a message to
sign-up-sent-next = Open it and follow its link to finish. The link works once, for { $hours } hours.
sign-up-sent-nothing-title = Nothing there?
sign-up-sent-wait = Give it a few minutes. Mail can be slow.
sign-up-sent-spam = Look in the spam folder.
sign-up-sent-typo = Is the address above spelled right? If not:
sign-up-again = Start again
sign-up-resend = Send it again
sign-up-resent = We’ve sent it again. The newest message is the one to use.
sign-up-confirmation-title = Confirm your account
sign-up-confirmation = One last thing before the account is yours:
sign-up-confirmation-password = Password
sign-up-confirmation-hint = The one you chose when you signed up.
sign-up-confirmation-submit = Confirm account
sign-up-confirmation-forgotten = Forgotten the password?
sign-up-confirmation-not-you = Didn’t sign up? Close this page and nothing happens.
sign-up-over-title = This link no longer works
sign-up-over = A confirmation link works once and for a limited time. If you’ve used it already, sign in. Otherwise, start again and we’ll send a new one.

# The mails of signing up.
sign-up-closed-sentence = Sign-up is closed here. Ask an administrator for an account.
sign-up-mail-confirm-subject = Confirm your address for { $service }
sign-up-mail-confirm-heading = One last thing
sign-up-mail-confirm = Somebody, most likely you, chose the user name { $account } on { $service } with this address. Follow the link and enter the password you chose; then the account is yours.
sign-up-mail-confirm-button = Confirm account
sign-up-mail-confirm-lasts =
    { $hours ->
        [one] The link works once, for one hour.
       *[other] The link works once, for { $hours } hours.
    }
sign-up-mail-not-you = Wasn’t it you? Then do nothing: without the link there will be no account.
sign-up-mail-known-subject = You already have an account at { $service }
sign-up-mail-known-heading = You already have an account
sign-up-mail-known = Somebody, perhaps you, tried to sign up with this address. It belongs to the account { $account } already, so no new one was made. Sign in with that one.
sign-up-mail-known-button = Sign in
sign-up-mail-known-not-you = Wasn’t it you? Then there is nothing to do: nothing of yours was changed or shown.
sign-up-mail-invited-subject = You’re invited to { $service }
sign-up-mail-invited-heading = You’re invited
sign-up-mail-invited = You have been invited to { $service }. Follow the link to choose a user name and a password.
sign-up-mail-invited-button = Accept the invitation
sign-up-mail-invited-lasts = The link works once, for seven days. If you don’t want an account, do nothing.
