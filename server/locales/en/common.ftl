# What every page shares.
common-skip = Skip to content
common-nav = Your account
common-nav-security = Security
common-sign-out = Sign out
common-footer = Your account, behind two doors.
common-problems-title = Please look at this again:
common-show-password = Show password
common-copy = Copy
common-copied = Copied
common-step = Step { $now } of { $all }

# Where a network is, by the operator's file.
common-place = { $city }, { $country }
common-network-place = { $network } ({ $place })
