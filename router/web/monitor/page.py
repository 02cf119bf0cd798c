"""GET /monitor: mentions in order of hurry, bursts of them as one, and the one that lies open beside them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from router.channels.outgoing import Length
from router.domain.burst import bursts
from router.domain.municipality import Agent
from router.domain.product import in_language
from router.domain.record import Record
from router.steps.mute import HOURS
from router.store.views.gatherings import live, progress
from router.store.views.monitor import Seen, by_hour, deciding, earlier, mentions, promised
from router.store.views.monitoring import lists_of, muted
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.monitor.lists import Asked, lists
from router.web.monitor.marking import marked
from router.web.monitor.open_one import beside
from router.web.monitor.reasons import REASONS
from router.web.monitor.usual import Course, courses, spans
from router.web.operations.sources import source_states
from router.web.permissions import CARERS, teams_for
from router.web.site import Site, site_of

SHOWN = 40  #: cards on a page
NOT_SOCIAL = ("email", "phone", "notify", "webform")
ABOUT = 8  #: subjects in the list


class Together(Record):
    """A burst on the page: its cases, and what most of them are about."""

    seen: tuple[Seen, ...]
    minutes: int
    reach: int

    @property
    def head(self) -> Seen:
        return self.seen[0]

    @property
    def product(self) -> str | None:
        return self.head.product


async def page(request: web.Request) -> web.Response:
    return await shown(request, staff(request), request.query.get("case", ""), {})


async def shown(
    request: web.Request,
    user: Agent,
    reference: str,
    typed: Mapping[str, str],
    refused: str = "",
    asked: str = "",
    preview: bool = False,
) -> web.Response:
    """The page as it is now; after a refusal with the sentence and everything that was typed."""
    site = site_of(request)
    wish = Asked.read(_query(request, typed)).with_(case=reference)
    found = await stream(site, user, wish)
    open_one = await beside(request, site, user, reference, typed)
    burst = next((each for each in found["bursts"] if wish.burst in {one.reference for one in each.seen}), None)
    return site.pages.response(
        request,
        "pages/monitor/page.html",
        status=409 if refused else 200,
        **found,
        **wording(site),
        open=open_one,
        burst=burst if open_one is None else None,
        room=_room(site, burst, typed.get("text", "")) if burst else None,
        **chosen_from(site, found),
        live=[
            ("view", "monitor"),
            *wish.with_(case="", burst="").pairs(),
            ("since", str(int(found["now"].timestamp() * 1000))),
        ],
        typed=typed,
        refused=refused,
        open_act=asked or "reply",
        preview=preview,
        done=request.query.get("done", ""),
        **_choices(request, site),
    )


def _room(site: Site, burst: Together, text: str) -> tuple[str, Length] | None:
    """The channel of the burst that takes the shortest text, and how long this one is there."""
    told = [(name, site.acts.length(name, text)) for name in sorted({each.source for each in burst.seen})]
    limits = [(name, length) for name, length in told if length is not None]
    return min(limits, key=lambda each: each[1].most) if limits else None


def chosen_from(site: Site, found: Mapping[str, Any]) -> dict[str, object]:
    """Sources and hours of muting."""
    names = [each.source.name for each in found["states"] if each.source.channel not in NOT_SOCIAL]
    return {"listening": names, "hours": HOURS}


def _choices(request: web.Request, site: Site) -> dict[str, object]:
    """What can be chosen from on this page."""
    language, town = language_of(request), site.municipality
    return {
        "teams": [(each.id, in_language(each.label, language)) for each in town.teams.values()],
        "reasons": [(id, site.pages.gettext(language, words)) for id, (words, _) in REASONS.items()],
        "communication": town.organisation.communication,
    }


async def stream(site: Site, user: Agent, wish: Asked) -> dict[str, Any]:
    """All of the page but what lies open: a handful of queries, whatever stands on it."""
    now = site.clock.now()
    seen, since = teams_for(user, site.municipality), midnight(now, site.municipality.organisation.zone)
    every = await mentions(site.reads, seen, since)
    mutes, going = await muted(site.reads, now), await live(site.reads)
    heads = {each.head for each in going}
    told = await promised(site.reads, since)
    by_list = lists(every, user.account, user.teams, since, {each.source for each in mutes}, heads, told)
    todo = {each.reference for each in by_list["todo"]}
    whole = _together([each for each in every if each.is_open])
    together = [each for each in whole if not heads & {one.reference for one in each.seen}]
    folded = {each.reference for burst in whole for each in burst.seen if each.urgency != "danger"} & todo
    chosen = [each for each in by_list.get(wish.show, []) if wish.fits(each)]
    cards = [each for each in chosen if each.reference not in folded or wish.show != "todo"][:SHOWN]
    return {
        "now": now,
        "wish": wish,
        "lists": by_list,
        "about": _about(by_list["todo"]),
        "bursts": together if wish.show == "todo" else [],
        "cards": cards,
        "more": len(chosen)
        - len(cards)
        - (len(folded & {each.reference for each in chosen}) if wish.show == "todo" else 0),
        "going": going,
        "progress": await progress(site.reads, heads) if heads else {},
        "mutes": mutes,
        "saved": await lists_of(site.reads, user.account),
        "share": _share(by_list),
        "courses": await today_and_usual(site, now),
        "words": await _words(site, cards),
        "earlier": await earlier(site.reads, {each.party for each in cards if each.party}),
        "seen": seen,
        "cares": user.role in CARERS,
        "states": await source_states(site, now),
    }


async def today_and_usual(site: Site, now: datetime) -> list[Course]:
    begun = midnight(now, site.municipality.organisation.zone).astimezone(site.pages.zone)
    return courses(await by_hour(site.reads, spans(begun, now)), begun, now)


def _share(by_list: Mapping[str, Sequence[Seen]]) -> int | None:
    """Of today's answers that had their moment the part that was in time, in percent, never rounded up to all."""
    kept, broken = len(by_list["kept"]), len(by_list["broken"])
    return 100 * kept // (kept + broken) if kept + broken else None


def midnight(now: datetime, zone: str) -> datetime:
    """When this day began there."""
    return now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


async def _words(site: Site, cards: Sequence[Seen]) -> Mapping[str, list[tuple[str, bool]]]:
    """Reference to the text in pieces, each with whether it decided."""
    found = await deciding(site.reads, [each.mention.contact for each in cards])
    return {each.reference: marked(each.said, found.get(each.mention.contact, ())) for each in cards}


def _about(todo: Collection[Seen]) -> list[tuple[str, int]]:
    """Product ("-" is none) and how many, the most first."""
    return Counter(each.product or "-" for each in todo).most_common(ABOUT)


def _query(request: web.Request, typed: Mapping[str, str]) -> Mapping[str, str]:
    """What the list was, also after a form of the page."""
    if request.method == "GET":
        return request.query
    return request.rel_url.with_query(typed.get("next", "").partition("?")[2]).query


def _together(every: Sequence[Seen]) -> list[Together]:
    """Those in which there is still more than one case."""
    by_contact: Mapping[str, Seen] = {each.mention.contact: each for each in every}
    found = []
    for burst in bursts(each.mention for each in every):
        seen = tuple(by_contact[each.contact] for each in burst.mentions)
        minutes = int((burst.last - burst.first) / timedelta(minutes=1)) + 1
        found.append(Together(seen=seen, minutes=minutes, reach=burst.reach))
    return found
