# Authenticator apps, after the set-up.
app-settings-title = Authenticator apps
app-settings-lead = Any one of these signs you in, together with your password.
app-settings-list = Your apps
app-settings-entry-added = Added { $date }
app-settings-entry-used = Last used { $when }
app-settings-entry-never = Not used yet
app-settings-rename = Rename
app-settings-rename-which = Rename { $name }
app-settings-remove = Remove
app-settings-remove-which = Remove { $name }
app-settings-full = You have { $max } apps, and that’s as many as there can be. Remove one before you add another.
app-settings-add = Add another app
app-settings-add-why = A second device, so that one lost phone doesn’t keep you out.
app-settings-replace = Replace a device
app-settings-replace-why = A new phone? Connect it here first. The old one works until the new one does.
app-settings-lost-link = Lost your device?
app-settings-lost-why = Sign in with a recovery code. You can then replace the device without it.
app-settings-manage = See or change them

app-settings-new-title = Add another app
app-settings-new-lead = It will sign you in just like the one you have. First prove that it’s you.
app-settings-replace-title = Replace a device
app-settings-replace-lead = First prove that it’s you, with the old app or a recovery code. Then connect the new device.
app-settings-app-title = Connect the new app
app-settings-app-lead = Open the authenticator app on the new device, add an entry, and point the camera at this square.
app-settings-name = Name
app-settings-name-hint = So that you can tell your apps apart.
app-settings-new-name = New device
app-settings-old-title = What about the old app?
app-settings-old-lead = The code was right. Nothing changes until you choose.
app-settings-old-choice = The apps you had
app-settings-old-none = Keep them as a backup
app-settings-old-one = Remove { $name }
app-settings-old-all = Remove all of them
app-settings-old-submit = Finish

app-settings-rename-title = Rename an app
app-settings-rename-submit = Rename

app-settings-remove-title = Remove an app
app-settings-remove-lead = { $name } will no longer sign you in.
app-settings-remove-others = Your other apps and your recovery codes still do.
app-settings-remove-last = This is your last app, so two-step verification ends with it. Your password alone signs you in, and anyone who learns it can do the same.
app-settings-remove-last-codes = Your recovery codes stop working.
app-settings-remove-last-password = Your password must have at least { $min } characters once it’s all there is. If it’s shorter, change it first.
app-settings-remove-sessions = You’re signed out everywhere else, and we’ll tell you by mail.
app-settings-remove-submit = Remove the app
app-settings-remove-last-submit = Remove it and turn off two-step verification
app-settings-keep = Keep it

app-settings-lost-title = Have you lost your device?
app-settings-lost-lead = You’ve signed in with a recovery code.
app-settings-lost-left =
    { $left ->
        [0] That was your last recovery code. Without your app, you couldn’t sign in again.
        [one] You have one recovery code left. One may be needed to sign in, another to change something, so keep at least two.
       *[other] You have { $left } recovery codes left. One may be needed to sign in, another to change something, so keep at least two.
    }
app-settings-lost-offer =
    { $minutes ->
        [one] If the device with your app is gone, connect a new one now. For one minute after you’ve signed in, that needs nothing more.
       *[other] If the device with your app is gone, connect a new one now. For { $minutes } minutes after you’ve signed in, that needs nothing more.
    }
app-settings-lost-new-codes = You’ll get new recovery codes. The old ones stop working.
app-settings-lost-suspended = The old app stops working at once. For 72 hours, a link in our mail can bring it back.
app-settings-lost-submit = Replace the lost device
app-settings-lost-not-now = Not now
app-settings-lost-again = To replace a device now, prove again that it’s you: with your password and another recovery code, or with the app.
app-settings-codes-lead = The new app works. These codes take the place of your old ones. Save them before you finish.
app-settings-codes-not-yet = Nothing has changed yet. The new app counts when you finish here.
app-settings-codes-submit = Finish and replace the old app

app-settings-restore-title = Bring the old app back
app-settings-restore-lead = Somebody signed in to this account with the password and a recovery code, and replaced its authenticator app on { $when }. If it wasn’t you, take that back.
app-settings-restore-apps = These sign you in again:
app-settings-restore-added = The app that was added then is removed, with any added since.
app-settings-restore-codes = All recovery codes stop working. Make new ones afterwards.
app-settings-restore-sessions = Everybody is signed out, you too.
app-settings-restore-device = This takes the device with the old app. You’ll need it to sign in afterwards, too.
app-settings-restore-code = Code from the old app
app-settings-restore-code-hint = The six digits that it now shows. A recovery code or the new app doesn’t count here.
app-settings-restore-submit = Bring the old app back
app-settings-restored-title = The old app is back
app-settings-restored-lead = Somebody knew your password. Set a new one now, then sign in with your old app and make new recovery codes.
app-settings-restored-password = Set a new password
app-settings-restored-sign-in = Sign in
app-settings-restore-off-title = Nothing to bring back
app-settings-restore-off = Two-step verification of this account was turned off since, so no app signs anybody in. This link doesn’t turn it on again.
app-settings-restore-off-next = If you turned it off yourself, all is well. If not, use “This wasn’t me” in the mail that told you so.
app-settings-restore-over-title = This link no longer works
app-settings-restore-over = It was used already, or more than 72 hours have passed. If somebody else is in your account, tell whoever runs this service.

# What has just happened.
app-settings-added = The new app is added. It signs you in from now on.
app-settings-renamed = The app has its new name.
app-settings-removed = The app is removed. It no longer signs you in.
app-settings-replaced = The new app has taken the place of the old one.
app-settings-recovered = Your new app and your new recovery codes work from now on. The old ones don’t.
app-settings-cancelled = Cancelled. Nothing has changed.

# Refusals.
app-settings-ended = That took too long or was replaced by another start, and was dropped. Nothing has changed. Start again.
app-settings-two-step-off = Two-step verification is off. Set it up first: the first app comes with it.
app-settings-too-many = You have { $max } apps, and that’s as many as there can be. Remove one first.
app-settings-no-such-app = There’s no such app here. Reload the list and look again.
app-settings-prove-again = It’s too long since you signed in with a recovery code, or you’ve used that already. Prove again that it’s you.
app-settings-too-short-alone = This is your last app, and a password of at least { $min } characters is needed once it’s all there is. Change your password to a longer one first, then remove the app.
app-settings-not-chosen = Choose what to do with the apps you had.
app-settings-name-missing = Give the app a name.
app-settings-name-too-long = This name is too long. Enter one of at most { $max } characters.
app-settings-name-control = The name contains a character that can’t be shown. Type it again.

# The notices.
app-settings-mail-added-subject = An authenticator app was added at { $service }
app-settings-mail-added-heading = There is another authenticator app
app-settings-mail-added = The authenticator app “{ $name }” was added to { $account }. It signs in from now on, together with the password. All other sessions were ended.
app-settings-mail-renamed-subject = An authenticator app was renamed at { $service }
app-settings-mail-renamed-heading = An authenticator app has another name
app-settings-mail-renamed = An authenticator app of { $account } is now called “{ $name }”.
app-settings-mail-removed-subject = An authenticator app was removed at { $service }
app-settings-mail-removed-heading = An authenticator app was removed
app-settings-mail-removed = The authenticator app “{ $name }” no longer signs in to { $account }. All other sessions were ended.
app-settings-mail-removed-last = The last authenticator app of { $account }, “{ $name }”, was removed. From now on, the password alone signs in. The recovery codes no longer count, and all other sessions were ended.
app-settings-mail-replaced-subject = An authenticator app was replaced at { $service }
app-settings-mail-replaced-heading = An authenticator app was replaced
app-settings-mail-replaced = The authenticator app “{ $name }” has taken the place of an older one in { $account }, which no longer signs in. All other sessions were ended.
app-settings-mail-recovered-subject = Your lost device was replaced at { $service }
app-settings-mail-recovered-heading = A lost device was replaced
app-settings-mail-recovered = Somebody signed in to { $account } with the password and a recovery code, and added the authenticator app “{ $name }”. The apps and the recovery codes from before no longer sign in. All other sessions were ended.
app-settings-mail-recovered-back = If it wasn’t you and you still have your device, bring the old app back within 72 hours. Afterwards that’s no longer possible.
app-settings-mail-recovered-button = Bring the old app back
app-settings-mail-restored-subject = Your old authenticator app is back at { $service }
app-settings-mail-restored-heading = The old authenticator app is back
app-settings-mail-restored = In { $account }, the replacement of a lost device was taken back: “{ $name }” signs in again. The app that was added then is removed, all recovery codes have stopped working, and all sessions were ended. Set a new password now.
