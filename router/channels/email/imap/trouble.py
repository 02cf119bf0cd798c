"""What ails a mailbox, in one word for the logbook."""

import ssl
from imaplib import IMAP4

from imapclient.exceptions import LoginError

MENDS = {
    "unreachable": "see that the mail server runs, and host, port and firewall",
    "refused": "see user and password, and whether the account may use IMAP",
    "untrusted": "let host be the name in the server's certificate, or give trust: the file of its authority",
    "no-starttls": "take tls: implicit with port 993, or let the mail server offer STARTTLS",
    "no-password": "set the environment variable that password: names",
    "no-folder": "see the folder's name at the mail server, and the account's rights on it",
    "not-moved": "give the account the right to move mail, and see its quota",
    "failed": "see the log",
}  #: what to do about each


class Trouble(Exception):
    """`code` is one of MENDS, without personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class IdleRefused(Trouble):
    """It says that it knows IDLE, and does not: the connection is of no use, and the next one only polls."""


def trouble_of(error: BaseException) -> Trouble:
    """Of what a library raised while we connected or talked."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble("untrusted")
    if isinstance(error, LoginError):
        gone = isinstance(error.__context__, IMAP4.abort) or "[UNAVAILABLE]" in str(error)
        return Trouble("unreachable" if gone else "refused")
    if isinstance(error, (OSError, IMAP4.abort)):
        return Trouble("unreachable")
    return Trouble("failed")


def hung_up(error: BaseException) -> bool:
    """The connection is of no use any more."""
    return isinstance(error, (OSError, IMAP4.abort, Trouble))
