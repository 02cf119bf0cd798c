"""Beside the case: earlier contacts of this person, and the same report nearby, with what may be put together."""

from router.domain.alike import SAME, Alike
from router.domain.change import Actor
from router.store.views.case_page import CasePage
from router.store.views.earlier import Earlier, earlier, nearby
from router.web.site import Site


async def beside(site: Site, page: CasePage, known: list[Alike], by: Actor) -> dict[str, object]:
    """`known` are who may be the same person; who a colleague said is the same counts as this person."""
    case = page.case
    same = {each.party for each in known if each.said == SAME}
    own = await earlier(site.reads, case.reference, [each for each in (case.party, *same) if each])
    near = await nearby(site.reads, case, site.clock.now())

    def may_join(other: Earlier) -> bool:
        """As the verb says: both open, of one person unless a lead asks, and not in a colleague's hands."""
        free = by.is_lead or case.assignee in (None, by.account)
        theirs = case.party is not None and other.party == case.party
        return other.is_open and not case.is_closed and free and (theirs or by.is_lead)

    return {"earlier": own, "nearby": near, "may_join": may_join}
