"""Mail that is read from a mailbox: IMAP, one thread a mailbox."""
