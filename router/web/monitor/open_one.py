"""The mention that lies open: its thread over time, and what an answer to it may be."""

from collections.abc import Mapping

from aiohttp import web

from router.domain.mention import PUBLIC
from router.domain.municipality import Agent
from router.domain.promise import Promise
from router.domain.record import Record
from router.domain.words import PromiseKind
from router.store.views.case_page import CasePage, case_page
from router.store.views.whose import whose
from router.web.desk.answering import Way, ways
from router.web.desk.draft import draft
from router.web.desk.timeline import Done, Said, timeline
from router.web.permissions import acts, sees
from router.web.site import Site


class Open(Record):
    """`whole` is whether they see all of the case, or only what everybody can read."""

    page: CasePage
    timeline: tuple[Said | Done, ...]
    ways: tuple[Way, ...]
    text: str  #: typed, else a draft
    visibility: str
    whole: bool
    acts: bool
    first: Promise | None  #: what breaks first
    finishes: bool  #: whether an answer is likely to be all


async def beside(
    request: web.Request, site: Site, user: Agent, reference: str, typed: Mapping[str, str]
) -> Open | None:
    """None when there is no such mention, or none that they may see."""
    page = await case_page(site.reads, reference) if reference else None
    who = await whose(site.reads, reference) if page else None
    if page is None or who is None or page.case.channel != "mention":
        return None
    visibility = page.first.wire.get("visibility", "") if page.first else ""
    whole, public = sees(user, who), visibility in PUBLIC
    if not whole and not public:
        return None
    text = typed.get("text") or draft(request, site, page, user)[1]
    told = timeline(page)
    answers = all(each.goes_out or _is_public(each, True) for each in told if isinstance(each, Said))
    owed = sorted((each for each in page.promises if each.is_owed), key=lambda each: each.due)
    return Open(
        page=page,
        timeline=tuple(each for each in told if whole or _is_public(each, answers)),
        ways=tuple(ways(site, page, text)),
        text=text,
        visibility=visibility,
        whole=whole,
        acts=public or acts(user, who),
        first=owed[0] if owed else None,
        finishes=all(each.kind != PromiseKind.RESOLVE for each in owed),
    )


def _is_public(entry: Said | Done, answers: bool) -> bool:
    """Our answers are public where nothing private was asked."""
    if isinstance(entry, Done):
        return False
    return answers if entry.goes_out else entry.text.wire.get("visibility") in PUBLIC
