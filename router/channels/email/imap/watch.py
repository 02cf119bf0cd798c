"""Watch a mailbox: visit it again and again, however a visit ends."""

import structlog

from router.channels.base import Room
from router.channels.email.imap.comparing import Comparing
from router.channels.email.imap.fetch import Lessons
from router.channels.email.imap.trouble import trouble_of
from router.channels.email.imap.visit import Visit
from router.channels.email.intake import Intake
from router.channels.email.setting import MailboxEntry
from router.domain.errors import BalieError, StoreDown

LONGEST = 300.0  #: seconds between two tries
OURS = 5.0  #: seconds, while our own side takes nothing
REFUSED = 60.0  #: at least, after a password was refused: many tries lock an account

log = structlog.get_logger(__name__)


async def watch(entry: MailboxEntry, room: Room, intake: Intake) -> None:
    """Until cancelled. A connection that broke is taken up at once; from the second time on it is a trouble."""
    lessons, comparing = Lessons(), Comparing(entry, room)
    failures = 0
    while True:
        visit = Visit(entry, room, intake, lessons, comparing)
        try:
            await visit.stay()
        except BalieError as error:  # our own side takes nothing now; the mail waits where it is
            log.warning("mailbox.waits", mailbox=entry.name, error=type(error).__name__)
            await room.sleep(OURS)
        except Exception as error:
            failures = 1 if visit.well else failures + 1
            await _told(entry, room, error, failures)
            await room.sleep(pause(failures, trouble_of(error).code))


def pause(failures: int, code: str = "") -> float:
    """Seconds before the next try: growing, and none after the first."""
    grown = 0.0 if failures <= 1 else min(LONGEST, 2.0 ** (failures - 2))
    return max(grown, REFUSED) if code == "refused" else grown


async def _told(entry: MailboxEntry, room: Room, error: Exception, failures: int) -> None:
    code = trouble_of(error).code
    log.warning("mailbox.broke", mailbox=entry.name, code=code, error=type(error).__name__)
    if failures < 2 and code == "unreachable":
        return
    try:
        await room.logbook.trouble(entry.name, code)
    except StoreDown as down:
        log.error("store.down", reason=str(down))
