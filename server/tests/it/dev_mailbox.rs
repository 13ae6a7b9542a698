//! `/dev/mailbox`
