"""Accounts and sessions: what the register knows of who may log in, and where somebody is logged in.

Name, role and teams stand in agents.yaml. Here is nothing about the person but the account itself.
"""

from datetime import datetime, timedelta

from router.domain.record import Record

FREE = 5  #: wrong tries before the first pause: people mistype
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)  #: longer would let a stranger keep somebody from their work
LASTS = timedelta(hours=12)  #: a session ends after a long day of work
KEPT = timedelta(days=30)  #: sessions that are over stay as long in the register


class Account(Record, kw_only=True):
    """A log-in. Without `hash` it has only the demo's password, and its row counts tries."""

    account: str
    version: int = 1
    hash: str | None = None  #: argon2id with its parameters
    must_change: bool = False  #: somebody else knows the password: it is good for choosing another
    totp: str | None = None  #: the secret of the second step, base32; None while there is none
    totp_step: int = 0  #: the last half minute whose code was used: a code works once
    failed: int = 0  #: wrong tries since the last right one
    paused_until: datetime | None = None
    shut_at: datetime | None = None  #: an administrator closed it
    created_at: datetime
    changed_at: datetime

    def changed(self, now: datetime, **changes: object) -> "Account":
        return self.with_(**{"version": self.version + 1, "changed_at": now, **changes})

    def missed(self, now: datetime) -> "Account":
        """After a wrong password or code: a pause that grows."""
        failed = self.failed + 1
        pause = pause_after(failed)
        return self.changed(now, failed=failed, paused_until=now + pause if pause else None)

    def right(self, now: datetime, **changes: object) -> "Account":
        """After the last right answer: nothing counts any more."""
        return self.changed(now, failed=0, paused_until=None, **changes)

    def pause(self, now: datetime) -> timedelta:
        """How long it takes no password now."""
        return max(self.paused_until - now, timedelta(0)) if self.paused_until else timedelta(0)


class Session(Record):
    """Somebody is logged in, in one browser. Where from is not kept."""

    id: str  #: sha256 of what the cookie holds, hex: who reads the register cannot log in with it
    account: str
    created_at: datetime
    seen_at: datetime
    browser: str  #: "Firefox, Linux"
    ended_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        return self.ended_at is None and now - self.created_at < LASTS


def first_of(account: str, now: datetime, **fields: object) -> Account:
    return Account(account=account, created_at=now, changed_at=now).with_(**fields)


def pause_after(failed: int) -> timedelta:
    """Nothing for the first four wrong tries, then half a minute, one, two, four, up to a quarter of an hour."""
    if failed < FREE:
        return timedelta(0)
    doubled: int = 2 ** min(failed - FREE, 10)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
