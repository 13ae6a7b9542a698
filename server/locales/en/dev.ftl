# The mailbox of development mode.
dev-banner = Development mode: mail isn’t sent anywhere. It stays on this machine, and here.
dev-title = Mailbox
dev-empty = No mail yet. Sign up for an account, and its message will be here.
dev-back = All mail
dev-from = From
dev-to = To
dev-when = Date
dev-links = Links in this message
dev-text = Message
