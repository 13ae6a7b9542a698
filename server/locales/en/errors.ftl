# What to say when something is not as it should be.

# Pages: a title for the status, and the sentences under it.
errors-id = If you ask for help, mention
errors-400-title = We couldn’t read that
errors-401-title = Sign in first
errors-403-title = That’s not possible from here
errors-404-title = There’s nothing here
errors-405-title = That doesn’t work here
errors-413-title = That was too much
errors-421-title = Wrong address
errors-429-title = A short break
errors-500-title = Something went wrong on our side
errors-503-title = Back in a moment
errors-malformed = What was sent can’t be used here. Go back, reload the page and try once more.
errors-wrong-media-type = This address takes another kind of content. Go back and use the page’s own form.
errors-not-signed-in = Only the account’s owner gets further. Sign in to continue.
errors-not-found = The page may have moved, or the link is not complete. Check the address, or start from the front.
errors-method-not-allowed = This address can’t be used that way. Go back and use the page’s own buttons.
errors-too-large = What was sent is larger than we take. Go back and send less.
errors-wrong-host = This server doesn’t answer to the name in the address bar. Check the address, or ask whoever gave you the link.
errors-internal = It’s our fault, not yours. Try again in a moment. If it happens again, tell whoever runs this service.
errors-unavailable = We can’t reach our records right now, so we changed nothing. Try again in a moment.
errors-overload = Many people are signing in right now. Try again in a moment.
errors-throttled =
    { $minutes ->
        [one] There were too many tries. Wait a minute, then try again.
       *[other] There were too many tries. Wait { $minutes } minutes, then try again.
    }
errors-next-home = Go to the front page
errors-next-sign-in = Sign in

# Forms in general.
errors-cross-site = That came from another site, so we changed nothing. Open the page here and try again.
errors-tick-box = Save the codes first, then tick this box.

# Signing in, and proving it again.
errors-login-missing = Enter your user name or e-mail address.
errors-password-missing = Enter your password.
errors-sign-in-wrong = That user name or e-mail address and that password don’t go together. Check both and try again.
errors-password-wrong = That’s not the password of this account. Try again.
errors-confirmation-wrong = That’s not the password you chose when you signed up. Try again, or start again to choose a new one.

# Codes.
errors-code-missing = Enter the code first.
errors-code-shape = That doesn’t look like a code. Enter the six digits in your app, or a recovery code.
errors-app-code-shape = Enter the six digits that your app shows.
errors-code-wrong = That code didn’t work. Enter the one your app shows now, or a recovery code you haven’t used yet.
errors-app-code-wrong = That code didn’t work. Check that the app has this account and that its device sets the clock automatically, then enter the code it shows now.
errors-code-wrong-clock =
    { $minutes ->
        [one] That code didn’t work. The clock of the device with your app seems to be about a minute behind. Set it to automatic time, then enter the next code.
       *[other] That code didn’t work. The clock of the device with your app seems to be about { $minutes } minutes behind. Set it to automatic time, then enter the next code.
    }
errors-code-used = That code has been used already. Wait for your app to show the next one, then enter that.
errors-codes-seen = You’ve looked at your recovery codes since you signed in, so they prove nothing until you sign in again. Enter the six digits in your app.
errors-step-up-needed = The last time you showed that it’s you is too long ago. Show it again, then try once more.
errors-app-code-needed = A recovery code doesn’t count here. Enter the six digits in your app, or use a security key.
errors-recovery-code-used = That recovery code has been used already. Cross it off and enter another one.

# Setting up.
errors-set-up-expired = This set-up has ended: it took too long, was cancelled, or was finished elsewhere. Start again if you still want it.
errors-changed = Something about your account changed in the meantime, so we did nothing. Reload the page and look again.
errors-requirements-missing = Something is still missing. See to what is marked in the list, then continue.

# User names and addresses.
errors-username-missing = Choose a user name.
errors-username-rules = A user name has { $min } to { $max } letters (a to z), digits, hyphens, dots or underscores. It starts and ends with a letter or digit.
errors-username-taken = Somebody has this user name already. Choose another one.
errors-username-reserved = This user name is kept for the service itself. Choose another one.
errors-email-missing = Enter your e-mail address.
errors-email-shape = We can’t make out this address. It should look like name@example.org.
errors-email-too-long = This address is longer than mail allows. Enter another one.

# New passwords.
errors-password-new-missing = Choose a password.
errors-password-too-short =
    { $min ->
        [one] Make it at least one character long.
       *[other] Make it at least { $min } characters long.
    }
errors-password-too-short-alone = A password of at least { $min } characters is needed once it’s all there is. Change your password to a longer one first, then turn two-step verification off.
errors-password-same = That’s the password you have now. Choose another one.
errors-password-too-long = This password is too long. Enter one of at most { $max } characters.
errors-password-common = This password is on the lists that attackers try first. Choose another one.
errors-password-context = It’s mostly made of your user name, your e-mail address or the name of this service. Choose words that have nothing to do with them.
errors-password-repeated = It repeats the same characters. Choose a few unrelated words instead.
errors-password-sequence = It follows a sequence such as abcdef or 123456. Choose a few unrelated words instead.
errors-password-keyboard = It follows the keys of a keyboard. Choose a few unrelated words instead.
errors-password-date = It’s mostly a date. Choose a few unrelated words instead.
errors-password-guessable = It’s too easy to guess. Add another unrelated word.
errors-password-nul = It contains a character that can’t be part of a password (NUL). Type it again.
errors-frozen = Changes are frozen until { $until }, because a message about one was answered with “This wasn’t me”. With an app or a recovery code that was yours before that, you can change things now.
