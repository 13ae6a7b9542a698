# How many wrong passwords and codes have come in.
guessing-title = Guessing at your account
guessing-lead = We count wrong passwords and codes that come from browsers you have not signed in with in the last 30 days. After { $refused }, what was guessed at counts only in browsers we know, until you change it or start the count again.
guessing-known = We know this browser: it has a count of its own, and what strangers do elsewhere doesn’t make you wait here.
guessing-not-known = We don’t know this browser, so what you mistype here is counted with the strangers’.
guessing-password = Password
guessing-app = Authenticator apps
guessing-codes = Recovery codes
guessing-failures =
    { $failures ->
        [0] No wrong tries by strangers
        [one] One wrong try by strangers
       *[other] { $failures } wrong tries by strangers
    }
guessing-refused = Only in browsers we know
guessing-password-refused = Your password signs you in only in browsers that we know. A new password counts everywhere again.
guessing-app-refused = Whoever tried this knows your password, so change it as well. The codes of your apps count only in browsers that we know; elsewhere a recovery code works. Connecting an app anew makes its codes count everywhere again.
guessing-waits = Strangers must wait until { $until } before the next try.
guessing-here =
    { $failures ->
        [one] Here, you mistyped it once.
       *[other] Here, you mistyped it { $failures } times.
    }
guessing-here-waits = Here, you must wait until { $until } before the next try.
guessing-here-refused = It was mistyped too often in this browser, and doesn’t count here any more. Change it, or use another browser.
guessing-password-anew = Change password
guessing-app-anew = Connect an app anew
guessing-codes-anew = Make new recovery codes
guessing-reset = Start the count again
guessing-tries = Latest wrong tries
guessing-no-tries = None.
guessing-yours-too = The newest 20, what you mistyped yourself among them.
guessing-done = The count starts again from nothing.

guessing-reset-title = Start the count again
guessing-reset-lead = What strangers have tried so far is forgotten, and this counts again in every browser. Do this if the wrong tries were yours.
guessing-reset-better = If they were not, it is safer to change what was guessed at.
guessing-reset-submit = Start the count again

guessing-mail-subject = Wrong tries are counted anew: { $service }
guessing-mail-heading = The count of wrong tries was started again
guessing-mail-password = The wrong passwords that strangers have tried at { $account } are no longer counted. The password counts in every browser.
guessing-mail-app = The wrong codes that strangers have tried at { $account } are no longer counted. The codes of its apps count in every browser.
guessing-mail-codes = The wrong recovery codes that strangers have tried at { $account } are no longer counted.
