"""Over which channels this case can be answered, and how long an answer may be there."""

from typing import NamedTuple

from router.channels.outgoing import Length
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
