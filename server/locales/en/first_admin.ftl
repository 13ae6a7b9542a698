# Making the first administrator.
first-admin-title = Become the first administrator
first-admin-lead = You opened the link that { $service } made when it was set up. It gives the administrator role to this account:
first-admin-two-step = The role starts to work once this account has two-step verification.
first-admin-password = Password
first-admin-submit = Become administrator
first-admin-other-account = Not the right account? Sign out, sign in with the other one, and open the link again.
first-admin-sign-in = Sign in with the account that should run this service, then open the link again.
first-admin-to-sign-in = Sign in
first-admin-to-sign-up = Create an account
first-admin-open-again = No account yet? Create and confirm one first. The link works once, for one hour.
first-admin-over-title = This link no longer works
first-admin-over = It works once, for one hour, and only while there is no administrator. If there is none yet, restart the server to get a new link.
first-admin-done = You’re an administrator. The role starts to work once you’ve set up two-step verification.
