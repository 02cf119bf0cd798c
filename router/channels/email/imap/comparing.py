"""Compare a mailbox with the register: nothing may lie put away there that we do not have."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from router.channels.base import Arrivals, Room
from router.channels.email.headers import Headers
from router.channels.email.imap.differences import Differences, nowhere
from router.channels.email.imap.line import READING, Line
from router.channels.email.imap.mail import Mail, contact_of
from router.channels.email.imap.mark import Mark
from router.channels.email.imap.session import Session
from router.channels.email.imap.trouble import Trouble
from router.channels.email.setting import MailboxEntry
from router.channels.email.threads import message_id

EVERY = timedelta(hours=1)
SOON = timedelta(minutes=10)  #: after something differed: perhaps it was only on its way
NEVER = datetime.min.replace(tzinfo=UTC)
NAMELESS = 50  #: mails without a Message-ID that are read whole to be known

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Comparing:
    """Now and then, on the mailbox's own connection. Its findings have a line of their own in the logbook."""

    entry: MailboxEntry
    room: Room
    due: datetime | None = None
    before: Differences = field(default_factory=Differences)

    @property
    def account(self) -> str:
        return f"{self.entry.name}.register"

    async def now_and_then(self, line: Line, session: Session) -> bool:
        """What differs twice in a row is told. Whether it looked: then another folder is selected now."""
        now = self.room.now()
        if self.room.register is None or not self.entry.compare or (self.due is not None and now < self.due):
            return False
        mark = Mark.read((await self.room.logbook.source(self.entry.name)).cursor)
        found = await differences(self.entry, self.room.register, mark, now, line, session)
        twice, self.before = found.again(self.before), found
        self.due = now + (SOON if found.any and not twice.any else EVERY)
        await self._tell(found, twice, line, session)
        return True

    async def not_moved(self) -> None:
        await self.room.logbook.trouble(self.account, "not-moved")

    async def _tell(self, found: Differences, twice: Differences, line: Line, session: Session) -> None:
        if twice.any or twice.nowhere:
            counts = {"left": len(twice.left), "unknown": len(twice.unknown), "nowhere": len(twice.nowhere)}
            log.warning("mailbox.differs", mailbox=self.entry.name, **counts)
        if twice.unknown:
            await self.room.logbook.trouble(self.account, "differs")
        elif found.left:
            await self._tidied(found.left, line, session)
        elif not found.any:
            await self.room.logbook.heard(self.account)

    async def _tidied(self, uids: Sequence[int], line: Line, session: Session) -> None:
        """Durable long ago, and left lying when a connection broke or the folder was closed to us."""
        try:
            await line.call(session.begin)
            await line.call(partial(session.put_away, uids, self.entry.done))
        except Trouble as trouble:
            if trouble.code != "not-moved":
                raise
            await self.not_moved()


async def differences(
    entry: MailboxEntry, register: Arrivals, mark: Mark, now: datetime, line: Line, session: Session
) -> Differences:
    """As it is now; what we accepted a moment ago may still be on its way. Changes nothing in the mailbox."""
    since = now - timedelta(days=entry.compare or 7)
    validity = await line.call(partial(session.begin, looking=True))
    waiting = await line.call(partial(session.waiting, 0))
    left = tuple(uid for uid in waiting if uid <= mark.last) if validity == mark.validity else ()
    there: dict[str, object] = {}
    for folder in (entry.folder, entry.quarantine):
        there |= dict.fromkeys(one for one in (await _ids(folder, since, line, session)).values() if one)
    done = await _ids(entry.done, since, line, session)
    known = await register.known([one for one in done.values() if one], [])
    strange = [uid for uid, one in done.items() if one not in known]
    unknown = await _strangers(strange, entry, register, line, session)
    there |= dict.fromkeys(one for one in done.values() if one)
    return Differences(left, unknown, nowhere(await register.opened(since), entry.name, there))


async def _ids(folder: str, since: datetime, line: Line, session: Session) -> dict[int, str | None]:
    """The Message-IDs of a folder, by UID. None for a mail without one."""
    found = await line.call(partial(session.ids, folder, since.date()), READING)
    return {uid: message_id(Headers.read(block)) for uid, block in found.items()}


async def _strangers(
    uids: Sequence[int], entry: MailboxEntry, register: Arrivals, line: Line, session: Session
) -> tuple[int, ...]:
    """Those whose contact is not there either; the done folder is selected. Asked for one by one: they are rare."""
    found: list[int] = []
    for uid in uids[:NAMELESS]:
        contact = await line.call(partial(_contact_id, uid, entry, session), READING)
        if contact is not None and not await register.known([], [contact]):
            found.append(uid)
    return (*found, *uids[NAMELESS:])


def _contact_id(uid: int, entry: MailboxEntry, session: Session) -> str | None:
    """The id that its contact had or would have; None when the mail is gone. On the mailbox's thread."""
    seen = session.seen([uid]).get(uid)
    if seen is None:
        return None
    cut = seen.size > entry.largest
    raw = session.beginning(uid) if cut else session.whole([uid]).get(uid)
    if raw is None:
        return None
    mail = Mail(uid=uid, size=seen.size, arrived=NEVER, raw=raw, cut=cut)
    return contact_of(mail, entry, "en").inbound.id
