# What is weak about an account, and what is fine.
check-up-title = Security check-up
check-up-back = Back to the check-up
check-up-lead =
    { $count ->
        [0] We’ve looked at everything, and there is nothing to put right.
        [one] There is one thing that you can put right.
       *[other] There are { $count } things that you can put right, the most important first.
    }
check-up-important = Important
check-up-row = Check-up
check-up-summary =
    { $count ->
        [0] Nothing to put right.
        [one] One thing to put right.
       *[other] { $count } things to put right.
    }
check-up-go = See the check-up

check-up-two-step = Your password is all there is
check-up-two-step-why = Whoever learns your password is in; with two-step verification they’d need a code from your device as well.
check-up-refused = Too many wrong tries
check-up-refused-why = Strangers have failed so often that what they guessed at now counts only in browsers we know, and you could be kept out of a new one.
check-up-guessing-go = See what was tried
check-up-no-codes = No recovery codes left
check-up-no-codes-why = If you lose the device with your app, nothing else lets you in.
check-up-codes-go = Make new recovery codes
check-up-no-address = No confirmed address
check-up-no-address-why = We can’t tell you when something changes, and you couldn’t set a new password if you forgot yours.
check-up-guessed = Somebody keeps guessing
check-up-guessed-why = Strangers have tried wrong passwords or codes lately; nobody got in that way, but a look is worth it.
check-up-few-codes =
    { $count ->
        [one] One recovery code left
       *[other] { $count } recovery codes left
    }
check-up-few-codes-why = One may be needed to sign in and another to change something, so make new ones before they run out.
check-up-one-app = Only one second factor
check-up-one-app-why = With your app on a second device, one lost phone doesn’t keep you out.
check-up-drill-why = An app that has stopped working is found out best while you’re still signed in.
check-up-unused =
    { $count ->
        [one] One session unused for long
       *[other] { $count } sessions unused for long
    }
check-up-unused-why = A device that you haven’t used for two weeks may be in other hands, and it is still signed in.
check-up-unconfirmed =
    { $count ->
        [one] One address not confirmed
       *[other] { $count } addresses not confirmed
    }
check-up-unconfirmed-why = It gets none of our mails until you follow the link in the one that we sent there.
check-up-one-address = Only one address
check-up-one-address-why = If you lose that mailbox, no mail about your account reaches you, and you can’t set a new password.
check-up-address-go = Add an address

check-up-fine = What is fine
check-up-fine-two-step = Two-step verification is on.
check-up-fine-factors = You have { $count } second factors, so one lost device doesn’t keep you out.
check-up-fine-codes = { $count } recovery codes are left.
check-up-fine-tried = You tried your second factor on { $date }, and it worked.
check-up-fine-guessing = Nobody keeps guessing at your account.
check-up-fine-sessions =
    { $count ->
        [one] You’re signed in here and nowhere else.
       *[other] You have { $count } open sessions, and all of them were used lately.
    }
check-up-fine-addresses = You have { $count } addresses, and all of them are confirmed.
