"""From a mail's bytes to a durable contact: the same for every way in."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence

import structlog
from msgspec.structs import replace

from router.channels.base import Accept, KeepOriginal
from router.channels.email.parse import Parsed
from router.domain.contact import INLINE_ORIGINAL, Inbound, Sender
from router.domain.errors import BalieError

READERS = 4  #: mails parsed at once: what they take of memory and processor stays bounded
UNWRITABLE = "this mail holds what cannot be written down; its bytes are kept"

log = structlog.get_logger(__name__)


class Intake:
    """What mail becomes. Raises StreamFull, StreamDown, StoreDown: nothing was taken."""

    def __init__(self, accept: Accept, keep_original: KeepOriginal) -> None:
        self._accept, self._keep = accept, keep_original
        self._readers = asyncio.Semaphore(READERS)

    async def read(self, raw: bytes, parse: Callable[[], Parsed]) -> Inbound:
        """Parsed on a thread. Files and the original are durable before the contact that names them."""
        async with self._readers:
            parsed = await asyncio.to_thread(parse)
            for _, data in parsed.files:
                await self._keep(data)
            return replace(parsed.inbound, original_sha256=await self._keep(raw))

    async def take(self, contacts: Sequence[Inbound]) -> None:
        """Return when all are durable. One that cannot be written goes on without its words, and holds up nobody."""
        try:
            await self._accept(contacts)
        except BalieError:
            raise
        except Exception as error:
            log.error("mail.unwritable", error=type(error).__name__, mails=len(contacts))
            for contact in contacts:
                await self._take_one(contact)

    async def _take_one(self, contact: Inbound) -> None:
        try:
            await self._accept([contact])
        except BalieError:
            raise
        except Exception:
            await self._accept([bare(contact)])


def bare(contact: Inbound) -> Inbound:
    """The same mail without what somebody wrote in it: who looks at it in quarantine has the original."""
    key = hashlib.sha256((contact.source_id or "").encode("utf-8", "surrogatepass")).hexdigest()
    return Inbound(
        id=contact.id,
        channel=contact.channel,
        source=contact.source,
        source_id=f"{contact.entrance}\n\n{key}",
        received_at=contact.received_at,
        sender=Sender(),
        entrance=contact.entrance,
        original=contact.original if len(contact.original or b"") <= INLINE_ORIGINAL else None,
        original_sha256=contact.original_sha256,
        unreadable=UNWRITABLE,
    )
