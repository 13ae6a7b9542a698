# The mailbox of development mode.
dev-banner = Development mode: mail isn’t sent anywhere. It stays on this machine, and here.
dev-sent = This server has no mail server yet. The message is in its mailbox: open that with the link from the server’s start.
dev-sent-if = This server has no mail server yet. If there is a message, it is in its mailbox: open that with the link from the server’s start.
dev-title = Mailbox
dev-empty = No mail yet. Sign up for an account, and its message will be here.
dev-back = All mail
dev-from = From
dev-to = To
dev-when = Date
dev-links = Links in this message
dev-text = Message
