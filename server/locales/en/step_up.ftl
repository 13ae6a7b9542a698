# Proving it is you again: the fields that every form of that kind shares.
step-up-code = Code
step-up-code-either = The six digits in your authenticator app, or a recovery code you haven’t used yet.
step-up-code-app = The six digits in your authenticator app.
step-up-code-app-only = The six digits in your authenticator app. A recovery code doesn’t count here.
step-up-code-recovery = A recovery code you haven’t used yet.
step-up-code-key = Your security key answers in its place: use the button below.

# The page of its own, before a lesser act or a page that wants a proof of a moment ago.
step-up-title = Show that it’s you
step-up-why-both = You’re signed in as { $account }. What comes next takes your password and a code again, so that nobody else can do it on your screen. They count for { $minutes } minutes.
step-up-why-password = You’re signed in as { $account }. What comes next takes your password again, so that nobody else can do it on your screen. It counts for { $minutes } minutes.
step-up-not-yet = We’ve done nothing yet. We’ll ask once more before we do.
step-up-other-way = Can’t do that?
step-up-use-app = Use your app
step-up-use-key = Use your security key
step-up-use-recovery-code = Use a recovery code
step-up-confirm-lead = It’s you. One press, and we do it.
step-up-back = Don’t do it
step-up-act-end = End that session
step-up-act-end-others = End all other sessions
step-up-act-end-trust = Ask for a code again in that browser
step-up-act-export = Download all activity
