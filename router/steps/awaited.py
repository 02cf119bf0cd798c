"""A reply that comes before the mail it answers: what it names is kept, so that the late one finds its case."""

from collections.abc import Collection, Iterator

from router.domain.contact import Inbound
from router.domain.words import Channel

MOST = 5  #: of the ids that a reply names, the nearest
MARK = "?"  #: before an id of a mail that we have not got: nobody takes it for one that we have


def awaited_by(contact: Inbound) -> Collection[str]:
    """What stands in the place of mails that this one answers and that did not come in yet."""
    if contact.channel != Channel.EMAIL or contact.automatic:
        return ()
    return [MARK + message for message in contact.reply_to[:MOST]]


def may_be_awaited(contact: Inbound) -> Iterator[str]:
    """What an earlier one may have said of this one, or of what both answer."""
    if contact.channel == Channel.EMAIL and not contact.automatic:
        yield from (MARK + message for message in (contact.message_id, *contact.reply_to) if message)
