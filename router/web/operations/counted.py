"""Counted: the cases or calls behind a figure of the boards, so that everybody can count them again."""

from zoneinfo import ZoneInfo

from aiohttp import web

from router.domain.municipality import Agent
from router.domain.product import in_language
from router.store.views.counted import CALLS, FIGURES, PAGE, Counted, Span, counted, counted_calls
from router.web.api.queues import period, threshold_of
from router.web.auth import staff
from router.web.language import language_of
from router.web.permissions import teams_for
from router.web.site import Site, site_of
from router.web.wallboard.page import second_of, today

LAST_PAGE = 2_000


async def page(request: web.Request) -> web.Response:
    """GET /operations/counted/{figure}?team=&page="""
    user, site, figure = staff(request), site_of(request), request.match_info["figure"]
    team = request.query.get("team") or None
    if figure not in FIGURES or (team is not None and team not in site.municipality.teams):
        raise web.HTTPNotFound(text="There is no such figure. Go back to the board and choose one there.")
    number, now = _page(request), site.clock.now()
    found = await _counted(site, figure, team, number)
    language = language_of(request)
    return site.pages.response(
        request,
        "pages/operations/counted.html",
        now=now,
        second=second_of(site, now),
        figure=figure,
        team=team,
        calls=figure in CALLS,
        found=found,
        number=number,
        pages=max(1, -(-found.total // PAGE)),
        threshold=threshold_of(site),
        opens=lambda line: _opens(user, site, line.team),
        name=lambda each: _label(site, each, language),
        product=lambda each: _product(site, each, language),
    )


async def _counted(site: Site, figure: str, team: str | None, number: int) -> Counted:
    now = site.clock.now()
    if figure in CALLS:
        start, end = period("15m", now, ZoneInfo(site.municipality.organisation.zone))
        return await counted_calls(site.reads, figure, start, end, number)
    return await counted(site.reads, figure, Span(now, *today(site, now)), team, number)


def _page(request: web.Request) -> int:
    told = request.query.get("page", "0")
    return min(int(told), LAST_PAGE) if told.isascii() and told.isdigit() and len(told) < 6 else 0


def _opens(user: Agent, site: Site, team: str) -> bool:
    """Whether this person may look into a case of that team; that it was counted everybody here may know."""
    return team in teams_for(user, site.municipality)


def _label(site: Site, team: str, language: str) -> str:
    found = site.municipality.teams.get(team)
    return in_language(found.label, language) if found else team


def _product(site: Site, product: str | None, language: str) -> str:
    found = site.municipality.products.get(product or "")
    return in_language(found.name, language) if found else "–"
