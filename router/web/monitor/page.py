"""GET /monitor: mentions in order of hurry, bursts of them as one, and how the sources are."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from router.domain.burst import bursts
from router.domain.record import Record
from router.domain.words import CaseStatus
from router.store.views.monitor import Seen, mentions
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.operations.sources import source_states
from router.web.permissions import teams_for
from router.web.site import site_of

TO_DO = (CaseStatus.QUEUED.value, CaseStatus.OFFERED.value)


class Together(Record):
    """A burst on the page: its cases, and what most of them are about."""

    seen: tuple[Seen, ...]
    minutes: int
    reach: int

    @property
    def product(self) -> str | None:
        return self.seen[0].product


async def page(request: web.Request) -> web.Response:
    user, site = staff(request), site_of(request)
    now = site.clock.now()
    seen = teams_for(user, site.municipality)
    every = await mentions(site.reads, seen)
    lists = {
        "todo": [each for each in every if each.status in TO_DO],
        "mine": [each for each in every if each.assignee == user.account],
        "waiting": [each for each in every if each.status == CaseStatus.WAITING.value],
        "all": every,
    }
    chosen = request.query.get("show", "todo")
    return site.pages.response(
        request,
        "pages/monitor/page.html",
        now=now,
        lists=lists,
        chosen=chosen if chosen in lists else "todo",
        bursts=_together(every),
        seen=seen,
        states=await source_states(site, now),
        **wording(site),
    )


def _together(every: Sequence[Seen]) -> list[Together]:
    """Those in which there is still more than one case."""
    by_contact: Mapping[str, Seen] = {each.mention.contact: each for each in every}
    found = []
    for burst in bursts(each.mention for each in every):
        seen = tuple(by_contact[each.contact] for each in burst.mentions)
        minutes = int((burst.last - burst.first).total_seconds() // 60) + 1
        found.append(Together(seen=seen, minutes=minutes, reach=burst.reach))
    return found
