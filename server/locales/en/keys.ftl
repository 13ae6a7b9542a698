# Security keys: pages, what a ceremony says, refusals, notices.
keys-title = Security keys
keys-lead = A security key signs you in with a touch, together with your password. It works on the right site only, so nobody can trick you out of it.
keys-list = Your keys
keys-none = You have no security key yet.
keys-entry-unknown = Model not known
keys-entry-copied = On { $when }, something answered for this key that had fallen behind it: a copy of it may be in use. It signs nobody in any more. Remove it, and add another one.
keys-full = You have { $max } keys, and that’s as many as there can be. Remove one before you add another.
keys-add = Add a security key
keys-add-why = A second key in a safe place keeps you in if you lose the first.
keys-lost = Lost a key?
keys-lost-why = Remove it here: then it signs nobody in. Without any key or app, sign in with a recovery code.
keys-manage = See or change them
keys-row = Security keys
keys-no-app = You have no authenticator app.

keys-new-lead = Have the key at hand. First give it a name and prove that it’s you.
keys-new-name = Security key
keys-name-hint = So that you can tell your keys apart.
keys-touch-title = Now the key
keys-touch-lead = Plug it in or hold it ready, then start. Your browser tells you when to touch it.
keys-touch-twice = An older key may have to be touched twice: once to see whether it’s here already, once to add it.
keys-touch-pin = If the browser asks for a PIN, it’s the one of the key. It’s not your password here, and we never see it.
keys-touch-go = Add this key
keys-no-script = Security keys need JavaScript. Switch it on for this page, then load it again.
keys-instead = Use your security key instead

keys-rename-title = Rename a key
keys-remove-title = Remove a key
keys-remove-lead = { $name } will no longer sign you in.
keys-remove-others = Whatever else you have set up, and your recovery codes, still do.
keys-remove-last = Nothing else is set up beside this key, so two-step verification ends with it. Your password alone signs you in, and anyone who learns it can do the same.
keys-remove-submit = Remove the key

# What a page says while a key is asked, and of what went wrong.
keys-says-password = Type your password first.
keys-says-waiting = Waiting for your key. Do what your browser says.
keys-says-cancelled = That didn’t go through: it was cancelled, or the key is not one we know here. Try again, or take another key.
keys-says-timed-out = The key wasn’t touched in time. Try again.
keys-says-insecure = Security keys work on pages with https only. Ask whoever runs this service.
keys-says-unsupported = This browser can’t use security keys. Try a newer one.
keys-says-failed = The key or the browser reported an error. Take the key out, put it in again, and try once more.

# At the second step.
keys-second-lead = Your password is right. Now touch your security key.
keys-second-go = Use your security key
keys-second-other = Use another way

# In the set-up of two-step verification.
keys-set-up-choice = Rather a security key? You can start with one instead of an app.
keys-set-up-go = Use a security key
keys-set-up-title = Add your security key
keys-set-up-lead = From then on, signing in takes your password and a touch of this key.
keys-set-up-app = Use an app instead

# What has just happened.
keys-added = The key is added. It signs you in from now on.
keys-renamed = The key has its new name.
keys-removed = The key is removed. It no longer signs you in.
keys-cancelled = Cancelled. Nothing has changed.

# Refusals.
keys-ended = That took too long or was replaced by another start, and was dropped. Nothing has changed. Start again.
keys-two-step-off = Two-step verification is off. Set it up first: the first key can come with it.
keys-too-many = You have { $max } keys, and that’s as many as there can be. Remove one first.
keys-no-such-key = There’s no such key here. Reload the list and look again.
keys-too-short-alone = Nothing else is set up beside this key, and a password of at least { $min } characters is needed once it’s all there is. Change your password to a longer one first, then remove the key.
keys-name-missing = Give the key a name.
keys-not-a-credential = The key’s answer is missing. Press the button and touch the key.
keys-answer-over = The key answered too late, or its answer was used already. Try again.
keys-unknown = That key isn’t one of this account’s. Take another one, or another way.
keys-wrong-answer = The key’s answer doesn’t hold, so nothing was done. Try again, or take another key.
keys-wrong-site = The key answered for another site. Check the address in your browser, and open this page from there again.
keys-copied = Something answered for this key that has fallen behind it, so a copy of it may be in use. It signs nobody in any more. Use another way, then remove the key.
keys-yours = This key is on your list already. Take another one.
keys-others = This key can’t be added: it’s in use here already. Take another one.

# The notices.
keys-mail-added-subject = A security key was added at { $service }
keys-mail-added-heading = There is another security key
keys-mail-added = The security key “{ $name }” was added to { $account }. It signs in from now on, together with the password. All other sessions were ended.
keys-mail-renamed-subject = A security key was renamed at { $service }
keys-mail-renamed-heading = A security key has another name
keys-mail-renamed = A security key of { $account } is now called “{ $name }”.
keys-mail-removed-subject = A security key was removed at { $service }
keys-mail-removed-heading = A security key was removed
keys-mail-removed = The security key “{ $name }” no longer signs in to { $account }. All other sessions were ended.
keys-mail-removed-last = The last security key of { $account }, “{ $name }”, was removed, and nothing else was set up beside it. From now on, the password alone signs in. The recovery codes no longer count, and all other sessions were ended.
keys-mail-copied-subject = A copy of your security key may be in use at { $service }
keys-mail-copied-heading = A security key has a double
keys-mail-copied = Somebody with the password of { $account } answered with the security key “{ $name }”, but the answer was older than the last one. That happens when a key has been copied. Nobody got in that way, and this key signs nobody in any more.
keys-mail-copied-next = Sign in another way, remove the key, and add a new one. Change your password if that wasn’t you.
