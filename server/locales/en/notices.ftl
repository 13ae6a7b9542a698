# What every notice of a change says.
notices-fact-account = Account
notices-fact-when = When
notices-fact-where = From
notices-wasnt-me = This wasn’t me
notices-wasnt-me-does = Wasn’t it you? Follow the link. It takes the change back where that can be done, signs everybody out, asks for a new password and stops further changes for 72 hours.
notices-wasnt-me-lasts = It works once, for 7 days. It shows what it will do first, and signs nobody in.
notices-wasnt-me-also = Is somebody else in your account? The next link works once, for 7 days. It signs everybody out, asks for a new password and stops further changes for 72 hours.
notices-not-you = Wasn’t it you? Then somebody knows your password. Sign in now, change what you can, and tell whoever runs this service.
