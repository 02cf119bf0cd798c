"""Over which channels this case can be answered, and how long an answer may be there."""

from typing import NamedTuple

from router.channels.outgoing import Length
from router.domain.change import Outgoing
from router.steps.ways import MAIL, ways_of
from router.store.views.case_page import CasePage
from router.web.site import Site


class Way(NamedTuple):
    """One channel that an answer may go over."""

    name: str
    to: str  #: the address of theirs that it goes to
    length: Length | None  #: of what was typed; None where nothing limits it

    @property
    def is_mail(self) -> bool:
        return self.name == MAIL


WHY = (
    (("5.1.", "550", "permanent-failure", "wrong-number"), "unknown"),
    (("5.2.2", "552", "4.2.2"), "full"),
    (("5.7.", "554", "5.5.", "blocked"), "refused"),
    (("5.3.4", "5.2.3"), "large"),
    (("4.", "temporary-failure", "relay-timeout", "relay-unreachable"), "unreachable"),
    (("no-address",), "no-address"),
    (("relay-", "channel-", "technical-failure"), "ours"),
)


def why_not(code: str | None) -> str:
    """Why a message did not arrive: unknown, full, refused, large, unreachable, no-address, ours; empty when nobody knows."""
    plain = (code or "").removeprefix("smtp-")
    return next((why for beginnings, why in WHY if plain.startswith(beginnings)), "")


def lost_answer(page: CasePage) -> Outgoing | None:
    """The last answer, where it did not arrive."""
    at = {each.id: each.received_at for each in page.contacts}
    replies = [each for each in page.outgoing if each.purpose == "reply" and each.contact in at]
    last = max(replies, key=lambda each: (at[each.contact or ""], each.id), default=None)
    return last if last is not None and last.state in ("bounced", "failed") else None


def ways(site: Site, page: CasePage, text: str) -> list[Way]:
    """The likeliest first; none when nothing reaches them."""
    party, town = page.party, site.municipality
    if party is None:
        return []
    told = {MAIL: party.email, page.case.source: party.handle}
    return [
        Way(name, told.get(name) or party.phone or "", site.acts.length(name, text))
        for name in ways_of(page.case, party, town)
    ]
