# Somebody keeps guessing.
guess-alarm-subject = Somebody is trying to get into your account at { $service }
guess-alarm-heading = Somebody keeps guessing
guess-alarm-page = To see what was tried and from where, sign in as you always do and open { $page }.
guess-alarm-password = The password of { $account } was mistyped { $told } times in browsers that you have never signed in with. Nobody got in that way.
guess-alarm-password-next = If that was not you, there is nothing you must do. After { $refused } times the password counts only in browsers you have signed in with in the last 30 days. To use it in another one again, set a new password: choose “Forgot your password?” on the sign-in page.
guess-alarm-app = Somebody who knows the password of { $account } has entered { $told } wrong codes in browsers that you have never signed in with. Nobody got in that way.
guess-alarm-app-next = If that was not you, change your password now. After { $refused } times the codes of your app count only in browsers you have signed in with in the last 30 days. Elsewhere a recovery code still works, and setting your app up again makes its codes count everywhere.
guess-alarm-key = Somebody who knows the password of { $account } has tried { $told } times to pass as one of your security keys, in browsers that you have never signed in with. Nobody got in that way.
guess-alarm-key-next = If that was not you, change your password now. Your security keys keep working: their answers can’t be guessed.
guess-alarm-code = Somebody who knows the password of { $account } has entered { $told } wrong recovery codes in browsers that you have never signed in with. Nobody got in that way.
guess-alarm-code-next = If that was not you, change your password now. Your recovery codes keep working: they are too long to be guessed.
