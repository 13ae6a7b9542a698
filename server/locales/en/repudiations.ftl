# “This wasn’t me”: the pages of the link in a notice.
repudiations-title = Wasn’t it you?
repudiations-if = If you press the button:
repudiations-if-sessions = Everybody is signed out, you too.
repudiations-if-password = The password stops working. You choose a new one by mail.
repudiations-if-frozen =
    { $hours ->
        [one] For one hour, nothing about signing in can be changed, except with an app, a key or a recovery code that was yours before this.
       *[other] For { $hours } hours, nothing about signing in can be changed, except with an app, a key or a recovery code that was yours before this.
    }
repudiations-if-access = It signs nobody in. We’ll write to all addresses of the account.
repudiations-password = The password you had then
repudiations-password-hint = The one from before two-step verification was turned on. Leave it empty if you don’t know it: then two-step verification stays on, and the rest is done.
repudiations-submit = This wasn’t me
repudiations-was-you = Was it you? Close this page and everything stays as it is.
repudiations-wrong-password = That’s not the password the account had then. Try again, or leave the field empty.

# What happened.
repudiations-what-two-step-on = Two-step verification was turned on for { $account }, with “{ $name }”.
repudiations-what-two-step-off = Two-step verification was turned off for { $account }.
repudiations-what-app-added = The authenticator app “{ $name }” was added to { $account }.
repudiations-what-app-replaced = In { $account }, the authenticator app “{ $name }” took the place of an older one.
repudiations-what-app-removed = The authenticator app “{ $name }” was removed from { $account }.
repudiations-what-key-added = The security key “{ $name }” was added to { $account }.
repudiations-what-key-removed = The security key “{ $name }” was removed from { $account }.
repudiations-what-device-replaced = Somebody signed in to { $account } with the password and a recovery code, and replaced a lost device by the authenticator app “{ $name }”.
repudiations-what-codes-viewed = The recovery codes of { $account } were shown.
repudiations-what-codes-renewed = New recovery codes were made for { $account }.
repudiations-what-password = The password of { $account } was changed.
repudiations-what-address-added = The address { $name } was added to { $account }.
repudiations-what-address-confirmed = The address { $name } was confirmed for { $account }.
repudiations-what-address-primary = The address { $name } became the primary one of { $account }.
repudiations-what-address-removed = The address { $name } was removed from { $account }.
repudiations-what-sign-in = { $account } was signed in to from a device that we don’t know: { $name }, by what it says of itself.

# What becomes of it.
repudiations-does-two-step-on = “{ $name }” and the recovery codes made since stop working.
repudiations-does-two-step-on-last = Two-step verification is turned off again, if you enter the password from before.
repudiations-does-two-step-off = Two-step verification is on again, with what was there before, and the recovery codes.
repudiations-does-app-added = The app “{ $name }” stops working, unless it’s the only one left.
repudiations-does-app-replaced = The app “{ $name }” stops working, and the one from before signs in again.
repudiations-does-app-removed = The app “{ $name }” signs in again.
repudiations-does-key-added = The key “{ $name }” stops working, unless it’s the only factor left.
repudiations-does-key-removed = The key “{ $name }” signs in again.
repudiations-does-device-replaced = The app “{ $name }” and the new recovery codes stay for now. To bring what was replaced back, use the other link in the same mail, within 72 hours. It takes a code of the app from before, if there was one.
repudiations-does-codes-viewed = The codes that were shown stop working.
repudiations-does-codes-renewed = The new codes stop working, and the ones from before work again.
repudiations-does-address-added = The address { $name } is removed, unless it’s the only confirmed one.
repudiations-does-address-primary = The primary address from before is it again.
repudiations-does-address-removed = The address { $name } belongs to the account again.

# What has become of it, and what to do next.
repudiations-done-title = We’ve stopped it
repudiations-done-all = Everybody is signed out, and the password no longer works.
repudiations-done-frozen = Until { $until }, nothing about signing in can be changed, except with an app, a key or a recovery code that was yours before.
repudiations-done-activation = Two-step verification is off again, and “{ $name }” no longer works.
repudiations-done-two-step-off = Two-step verification is on again, with what was there before, and the recovery codes.
repudiations-done-app-added = The app “{ $name }” no longer works.
repudiations-done-app-replaced = The app “{ $name }” no longer works, and the one from before signs in again.
repudiations-done-app-removed = The app “{ $name }” signs in again.
repudiations-done-key-added = The key “{ $name }” no longer works.
repudiations-done-key-removed = The key “{ $name }” signs in again.
repudiations-done-codes-viewed = The codes that were shown no longer work. Make new ones once you’ve signed in.
repudiations-done-codes-renewed = The new codes no longer work, and the ones from before do again.
repudiations-done-address-added = The address { $name } is no longer one of this account.
repudiations-done-address-primary = The primary address from before is it again.
repudiations-done-address-removed = The address { $name } belongs to the account again.
repudiations-nothing = Whoever it was is signed out.
repudiations-gone = The change itself had been undone or overtaken before, so we left that as it is.
repudiations-kept-two-step-on = Two-step verification is still on, with “{ $name }”. Without the password from before we can’t turn it off: tell whoever runs this service.
repudiations-kept-device-replaced = The app “{ $name }” and the new recovery codes still count. To bring what was replaced back, use the other link in the same mail, within 72 hours. It takes a code of the app from before, if there was one.
repudiations-kept-app = The app “{ $name }” is the only one left, so it stays. If it isn’t yours, tell whoever runs this service.
repudiations-kept-key = The key “{ $name }” is the only factor left, so it stays. Who has it still needs the password, which no longer works.
repudiations-kept-address-added = The address { $name } is the only confirmed one, so it stays. If it isn’t yours, tell whoever runs this service.
repudiations-kept-address-primary = The primary address from before was removed since. Look for the message about that, and put it back first.
repudiations-kept-address-removed = The address { $name } can’t come back: another account has it now, or the list is full. Tell whoever runs this service.
repudiations-next = What to do now
repudiations-next-password = Choose a new password. We send you a link for it.
repudiations-next-sign-in = Sign in with it and, if two-step verification is on, with an app or a recovery code that was yours before.
repudiations-next-look = Look at your apps, your addresses and your activity. Each change that you don’t know has a message with a link of its own.
repudiations-next-help = Can’t get in, or is something still wrong? Tell whoever runs this service.
repudiations-choose-password = Choose a new password
repudiations-over-title = This link no longer works
repudiations-over = It works once, for 7 days. If it was used already, what it could do is done. If somebody else is in your account, choose a new password, and tell whoever runs this service.

# Settings › Security, while changes are frozen.
repudiations-frozen-title = Changes are frozen until { $until }
repudiations-frozen = You, or somebody who reads your mail, said that a change of { $since } wasn’t you. Until then, passwords, apps, codes and addresses can be changed only with an app or a recovery code that was yours before it.

# The notice.
repudiations-mail-subject = A change at { $service } was taken back
repudiations-mail-heading = Somebody said: this wasn’t me
repudiations-mail-done = By the link in our message about it, somebody who reads your mail said that it wasn’t them. We took back what could be taken back. Everybody is signed out, the password no longer works, and until { $until } nothing about signing in can be changed, except with an app or a recovery code from before.
repudiations-mail-next = Choose a new password: on the sign-in page, follow “Forgot your password?”. If it wasn’t you who said this, somebody reads your mail. Make that safe first.
