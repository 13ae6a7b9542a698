# How an account is protected.
security-title = Security
security-lead = How you get in, and what keeps others out.
security-two-step = Two-step verification
security-on = On
security-off = Off
security-since = since { $date }
security-two-step-on = Signing in takes your password and a second step: a code, or a touch of your key.
security-two-step-invitation = Add a second door
security-two-step-why = Right now, your password is all that anyone needs to get in. With two-step verification they’d need a code from your authenticator app as well.
security-two-step-set-up = Set up two-step verification
security-apps = Authenticator apps
security-app-added = Added { $date }
security-codes = Recovery codes
security-codes-left = { $left } of { $total } left
security-codes-low =
    { $left ->
        [0] You have no recovery codes left. If you lose your device, you could lose your account. Make new ones now.
        [one] You have one recovery code left, and turning things on or off can take two. Make new ones soon.
       *[other] You have { $left } recovery codes left. Make new ones soon.
    }
security-codes-go = See or replace them
security-codes-why = Each one signs you in once, should your device be lost.
security-password = Password
security-password-set = Set
security-password-change = Change password
security-password-not-set = Not set
security-addresses = E-mail addresses
security-address-confirmed = Confirmed
security-address-not-confirmed = Not confirmed
security-address-primary = Primary
security-addresses-why = We write to every confirmed address whenever something here changes.
security-addresses-go = Change addresses
security-turn-off-heading = Turn off
security-turn-off-why = You’ll need your password and a code.
security-turn-off = Turn off two-step verification
