# What every notice of a change says.
notices-fact-account = Account
notices-fact-when = When
notices-fact-where = From
notices-not-you = Wasn’t it you? Then somebody knows your password. Sign in now, change what you can, and tell whoever runs this service.
