# Recovery codes, after the set-up.
code-settings-title = Recovery codes
code-settings-lead = Each one signs you in once, in place of a code from your app.
code-settings-set = Your set
code-settings-place = Code { $number }
code-settings-used = used { $when }
code-settings-unused = not used
code-settings-keep-two = Always keep at least two: one may be needed to sign in, another to change something.
code-settings-low =
    { $left ->
        [0] You have no recovery codes left. If you lose your device, you could lose your account. Make new ones now.
        [one] You have one recovery code left, and turning things on or off can take two. Make new ones soon.
       *[other] You have { $left } recovery codes left. Make new ones soon.
    }
code-settings-view = See them
code-settings-view-why = Prove that it’s you, and the codes that are left are shown. We’ll tell you by mail that they were.
code-settings-view-submit = Show the codes
code-settings-shown-once = Here, codes are shown once, when they are made. If you can’t find yours, make new ones.
code-settings-lost = Can’t find your codes?
code-settings-lost-why = Make new ones. The old ones stop working, wherever they are.
code-settings-new = Make new codes
code-settings-new-lead = You’ll get a new set, to be kept in place of the old one.
code-settings-new-old = Your old codes stop working at once.
code-settings-new-mail = We’ll tell you by mail.
code-settings-new-submit = Make new codes
code-settings-shown-lead = These can still be used, each of them once.
code-settings-shown-new = Your new recovery codes
code-settings-shown-new-lead = The old ones no longer work. Save these now, apart from your device.
code-settings-only-now = They are shown only now. Save them before you leave this page.
code-settings-seen = As you’ve seen the codes, they prove nothing on this device until you sign in again. Your app still does.
code-settings-two-step-off = Two-step verification is off, so there are no recovery codes. Set it up first.
code-settings-sheet-over = That page was shown too long ago. Show the codes again, then download them.

# The notices.
code-settings-mail-viewed-subject = Your recovery codes at { $service } were shown
code-settings-mail-viewed-heading = Your recovery codes were shown
code-settings-mail-viewed = Somebody signed in to { $account } has looked at the recovery codes that are left, with the password and a code from the app.
code-settings-mail-renewed-subject = New recovery codes at { $service }
code-settings-mail-renewed-heading = There are new recovery codes
code-settings-mail-renewed = New recovery codes were made for { $account }. The old ones no longer work.
