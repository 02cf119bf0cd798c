"""Forward: a partner works outside our pages. They get by mail what is theirs, and we follow it (Z2, V4)."""

from datetime import datetime

from router.domain.change import Outgoing
from router.domain.contact import Inbound
from router.domain.municipality import Team
from router.domain.words import Channel

Forwarded = tuple[tuple[None, Outgoing], ...]


def forwarded(reference: str, to: Team, number: str, now: datetime, contact: str | None = None) -> Forwarded:
    """The words of `contact`, or those that the case began with; nothing for a team of our own."""
    if not to.is_partner:
        return ()
    sent = Outgoing(
        id=f"{reference}-forward-{number}",
        case=reference,
        purpose="forward",
        channel=Channel.EMAIL,
        address=to.email,
        contact=contact,
        next_at=now,
    )
    return ((None, sent),)


def forwarded_on(contact: Inbound, reference: str, to: Team, now: datetime) -> Forwarded:
    """What came in for a case of theirs. Their own word does not go back to them, nor what no person wrote."""
    theirs = _house(contact.sender.email) == _house(to.email)
    if contact.automatic or contact.backlog or theirs:
        return ()
    return forwarded(reference, to, contact.id, now, contact.id)


def _house(address: str | None) -> str:
    """What stands behind the @; nothing where there is no address."""
    return (address or "").rpartition("@")[2].casefold()
