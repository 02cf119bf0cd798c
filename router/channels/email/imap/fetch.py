"""Fetch mails, so that one which the server cannot give never holds up the next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from imaplib import IMAP4

import structlog

from router.channels.email.imap.line import READING, Line
from router.channels.email.imap.mail import Mail
from router.channels.email.imap.session import Seen, Session
from router.channels.email.imap.trouble import hung_up
from router.channels.email.setting import MEGABYTE, MailboxEntry

BATCH = 50  #: mails fetched, made durable and put away together
TOGETHER = 8 * MEGABYTE  #: bytes of one batch, unless a single mail is larger
PATIENCE = 3  #: connections that a mail may cost us before it is taken for unreadable
NOT_GIVEN = "the mail server cannot give this mail; it lies in the mailbox, in the folder for quarantine"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Lessons:
    """What one connection to a mailbox teaches the next."""

    broke: dict[int, int] = field(default_factory=dict)  #: mails asked for when a connection broke: UID -> how often
    idle_refused: int = 0  #: how often the server said no to the IDLE that it offers

    @property
    def idle_helps(self) -> bool:
        return self.idle_refused < PATIENCE

    def blame(self, uids: Sequence[int]) -> None:
        for uid in uids:
            self.broke[uid] = self.broke.get(uid, 0) + 1

    def clear(self, uids: Sequence[int]) -> None:
        for uid in uids:
            self.broke.pop(uid, None)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Reads mails over one connection. Raises what the connection raises when it broke."""

    line: Line
    session: Session
    entry: MailboxEntry
    lessons: Lessons

    async def batches(self, uids: Sequence[int]) -> list[dict[int, Seen]]:
        """These mails in groups to be fetched together; those that are gone are in none."""
        seen = await self.line.call(lambda: self.session.seen(uids))
        return list(_grouped(seen, self.entry.largest, self.lessons))

    async def mails(self, group: dict[int, Seen], now: datetime) -> list[Mail]:
        """In their order; without those that somebody else took meanwhile."""
        uids = list(group)
        try:
            found = await self._fetched(group, now)
        except Exception as error:
            if hung_up(error):
                self.lessons.blame(uids)
            raise
        self.lessons.clear(uids)
        return found

    async def _fetched(self, group: dict[int, Seen], now: datetime) -> list[Mail]:
        if len(group) == 1:
            ((uid, seen),) = group.items()
            mail = await self._one(uid, seen, now)
            return [mail] if mail else []
        try:
            raws = await self.line.call(lambda: self.session.whole(list(group)), READING)
        except IMAP4.abort:
            raise
        except IMAP4.error:  # one of them cannot be given: which one shows when each is asked for by itself
            found = [await self._one(uid, seen, now) for uid, seen in group.items()]
            return [mail for mail in found if mail]
        return [_mail(uid, seen, now, raws[uid]) for uid, seen in group.items() if uid in raws]

    async def _one(self, uid: int, seen: Seen, now: datetime) -> Mail | None:
        if self.lessons.broke.get(uid, 0) >= PATIENCE:
            return await self._poison(uid, seen, now)
        try:
            if seen.size > self.entry.largest:
                raw = await self.line.call(lambda: self.session.beginning(uid), READING)
            else:
                raw = (await self.line.call(lambda: self.session.whole([uid]), READING)).get(uid)
        except IMAP4.abort:
            raise
        except IMAP4.error:
            return await self._poison(uid, seen, now)
        return None if raw is None else _mail(uid, seen, now, raw, cut=seen.size > self.entry.largest)

    async def _poison(self, uid: int, seen: Seen, now: datetime) -> Mail:
        """Its headers, if even those can be had."""
        log.error("mail.not_given", mailbox=self.entry.name, uid=uid)
        raw: bytes | None = None
        if self.lessons.broke.get(uid, 0) <= PATIENCE:
            try:
                raw = await self.line.call(lambda: self.session.headers(uid))
            except IMAP4.abort:
                raise
            except IMAP4.error:
                pass
        return _mail(uid, seen, now, raw or b"", unreadable=NOT_GIVEN)


def _mail(uid: int, seen: Seen, now: datetime, raw: bytes, *, cut: bool = False, unreadable: str = "") -> Mail:
    arrived = min(seen.arrived.astimezone(UTC), now) if seen.arrived else now
    return Mail(uid=uid, size=seen.size, arrived=arrived, raw=raw, cut=cut, unreadable=unreadable)


def _grouped(seen: dict[int, Seen], largest: int, lessons: Lessons) -> Iterator[dict[int, Seen]]:
    """What is too large, or broke a connection before, goes alone."""
    group: dict[int, Seen] = {}
    held = 0
    for uid, each in seen.items():
        alone = each.size > largest or uid in lessons.broke
        if group and (alone or held + each.size > TOGETHER or len(group) >= BATCH):
            yield group
            group, held = {}, 0
        group[uid] = each
        held += each.size
        if alone:
            yield group
            group, held = {}, 0
    if group:
        yield group
