"""The pages of people who work here: log in, the work list, a case with its acts, quarantine, the demo's mailbox."""
