# Trying the second factor while nothing depends on it.
drill-title = Try your second factor
drill-lead = Open your authenticator app and enter the code it shows. Nothing depends on it now: better to find out today that something is wrong than at the door.
drill-passed = You last did this on { $passed }. We’ll ask again on { $next }. You can try whenever you like.
drill-next = We’ll ask for it on { $next }. You can try whenever you like.
drill-codes-left =
    { $left ->
        [0] You have no recovery codes left.
        [one] You have one recovery code of { $total } left. Do you know where it is?
       *[other] You have { $left } recovery codes of { $total } left. Do you know where they are?
    }
drill-code-hint = Six digits. Not a recovery code: trying one would use it up.
drill-submit = Try it
drill-later = Ask me in a week
drill-wrong = That isn’t the code that your app should show now. Look below at what could be wrong, then enter the next one.
drill-refused = Too many wrong codes were tried in browsers we don’t know, so the app’s codes don’t count in this one. Use a browser that you’ve signed in with lately.
drill-codes-go = See your recovery codes
drill-right-title = It works
drill-right = Your app shows the right codes, so you can get in when it matters. We’ll ask you again on { $next }.
drill-wrong-why = What could be wrong:
drill-wrong-entry = The code was of another entry in your app. Look for the one with your user name here.
drill-wrong-clock = The clock of your device is off. Set it to automatic time.
drill-wrong-next = The code had changed, or was used a moment ago. Wait for the next one.
drill-cannot-link = I can’t: the app is gone, or its codes are wrong
drill-no-app = There’s no authenticator app to try. Set up two-step verification first.
drill-not-due = There’s nothing to put off: it isn’t due.
drill-no-recovery-code = That’s a recovery code. We haven’t looked at it, because trying it would use it up. Enter the six digits that your app shows.
drill-put-off = We’ll ask you again in a week.

drill-ask = Try your second factor now
drill-ask-why = Enter one code of your app, just to see that it still works. It takes half a minute.
drill-go = Try it

drill-back = Back to the try
drill-cannot-title = When the app doesn’t work
drill-cannot-lead = You’re signed in, but that isn’t enough to change how you get in: anyone who finds your device open would be signed in too. It takes your password and one of these.
drill-cannot-code = A recovery code
drill-cannot-codes-left =
    { $left ->
        [0] You have none left.
        [one] One is left.
       *[other] { $left } are left.
    }
drill-cannot-codes-where = Look where you keep papers, in your password manager, and for a file named vestibule-recovery-codes.txt.
drill-cannot-replace-why = With your password and a code you can connect a new device, and then remove the old one.
drill-cannot-app = An app elsewhere
drill-cannot-app-why = Any of these will do, with your password, in place of a recovery code. Perhaps one is on an old phone or a tablet as well.
drill-cannot-neither = Neither of them
drill-cannot-neither-not = Then nobody can replace the app: not you while you’re signed in, and not anyone by mail. A mail can set a new password, but never stands for the second factor. That is what keeps out somebody who reads your mail.
drill-cannot-neither-ask = Don’t sign out, and take your time to look: here you can still see everything. Then ask whoever runs { $service }. They can’t read your codes, and they must first be sure that it’s you.

drill-mail-subject = Does your second factor still work? { $service }
drill-mail-heading = Try your second factor
drill-mail-why = Two-step verification protects { $account }, and it needs an app that works. Try it once while nothing depends on it: it takes half a minute. If something is wrong, you can still put it right.
drill-mail-where = Sign in as you always do, then open { $page }.
drill-mail-never = Nobody will ever ask you for a code by mail or on the phone. This mail has no link that you must follow, and you need not do anything.
