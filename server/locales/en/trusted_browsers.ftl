# Browsers that need no second step for some days.
trusted-browsers-tick =
    { $days ->
        [one] Don’t ask for a code in this browser for a day
       *[other] Don’t ask for a code in this browser for { $days } days
    }
trusted-browsers-tick-hint = Only on a device that is yours alone, and only with a code from your app. We’ll still ask for your password, and for a code before anything is changed.
trusted-browsers-title = Browsers that need no code
trusted-browsers-lead = They sign in with your password alone, until the day that stands there.
trusted-browsers-until = Until
trusted-browsers-since = Since
trusted-browsers-here = This browser
trusted-browsers-end = Ask for a code again
trusted-browsers-ended = That browser is asked for a code again.
trusted-browsers-opened = Password, in a browser that needs no code

# The notice that a copy of a trust was used.
trusted-browsers-mail-subject = A copied sign-in at { $service } was stopped
trusted-browsers-mail-heading = Somebody may have copied data from one of your browsers
trusted-browsers-mail = A browser signed in to { $account } with your password and with an old copy of what spares one of your browsers the code. We ended that, signed out everything it had opened, and asked for a code.
trusted-browsers-mail-next = Change your password: somebody else may know it. Then look for unknown programs on the device that you had spared the code.
