"""One look at a mailbox, from a command: it changes nothing there."""

from datetime import datetime
from functools import partial

from router.channels.base import Arrivals
from router.channels.email.imap.comparing import differences
from router.channels.email.imap.differences import Differences
from router.channels.email.imap.line import Line
from router.channels.email.imap.mark import Mark
from router.channels.email.imap.trouble import trouble_of
from router.channels.email.setting import MailboxEntry
from router.domain.record import Record


class Look(Record, omit_defaults=True):
    """How a mailbox is. With a trouble the rest is as far as we came."""

    name: str
    trouble: str | None = None  #: a code of trouble.MENDS
    idle: bool = False  #: the server tells of new mail by itself
    waiting: int | None = None  #: mails in its folder
    done: int | None = None  #: mails put away; None: that folder is yet to be made
    quarantine: int | None = None
    left: int = 0  #: read, and still among the new mail
    unknown: int = 0  #: put away in the last days, and not in the register
    nowhere: tuple[str, ...] = ()  #: contacts of the last days whose mail is in none of the folders


async def looked_at(entry: MailboxEntry, password: str, register: Arrivals | None, mark: Mark, now: datetime) -> Look:
    """Without a register it is not compared."""
    look = Look(name=entry.name)
    line = Line(entry)
    try:
        session = await line.open(password)
        look = look.with_(idle=session.idles)
        await line.call(partial(session.begin, looking=True))
        waiting, done, quarantine = [
            await line.call(partial(session.count, folder)) for folder in (entry.folder, entry.done, entry.quarantine)
        ]
        look = look.with_(waiting=waiting, done=done, quarantine=quarantine)
        return look if register is None else _with(look, await differences(entry, register, mark, now, line, session))
    except Exception as error:
        return look.with_(trouble=trouble_of(error).code)
    finally:
        await line.close()


def _with(look: Look, found: Differences) -> Look:
    return look.with_(left=len(found.left), unknown=len(found.unknown), nowhere=found.nowhere)
