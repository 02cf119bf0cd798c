"""Trends: today against what is usual on this weekday, per team and by the hour."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from babel.numbers import format_decimal

from router.domain.product import in_language
from router.domain.record import Record
from router.domain.satisfaction import LEAST, Satisfaction, satisfaction
from router.domain.usual import WEEKS, Trend, added, by_hour, days_like, span_of, trend
from router.store.views.ratings import ratings
from router.store.views.trends import Counts, Days, days
from router.web.api.queues import threshold_of
from router.web.auth import staff
from router.web.language import language_of
from router.web.permissions import teams_for
from router.web.plot import plot
from router.web.site import Site, site_of
from router.web.wallboard.page import percent, second_of

KEPT_FOR = 5.0  #: seconds that today's figures are shown before they are read again


class TeamTrend(Record):
    """One team's day."""

    team: str
    arrived: Trend
    kept: int | None  #: percent of the promises that ended today
    kept_usual: int | None


class Trends:
    """Today is read again every few seconds; what is usual once a day. Shared by every screen."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._usual: tuple[date, Days] | None = None
        self._today: tuple[float, Days] | None = None

    async def page(self, request: web.Request) -> web.Response:
        """GET /operations/trends"""
        user, site, language = staff(request), site_of(request), language_of(request)
        now = site.clock.now()
        today, before = await self._read(site, now)
        teams = [_team(each, today, before, site.pages.zone) for each in teams_for(user, site.municipality)]
        at = now.astimezone(site.pages.zone).time()
        every = added(each.arrived for each in teams)
        return site.pages.response(
            request,
            "pages/operations/trends.html",
            now=now,
            second=second_of(site, now),
            weeks=WEEKS,
            at=at,
            teams=teams,
            every=every,
            arrived=plot(every.today, every.usual),
            calls=_calls(today, before, site.pages.zone),
            threshold=threshold_of(site),
            plot=plot,
            liked=await _liked(site, now, [each.team for each in teams]),
            least=LEAST,
            decimal=lambda mean: format_decimal(round(mean, 1), locale=language),
            name=lambda team: in_language(site.municipality.teams[team].label, language),
        )

    async def _read(self, site: Site, now: datetime) -> tuple[Days, Days]:
        zone = ZoneInfo(site.municipality.organisation.zone)
        day, threshold = now.astimezone(zone).date(), threshold_of(site)
        async with self._lock:
            if self._usual is None or self._usual[0] != day:
                spans = [span_of(each, zone) for each in days_like(day)]
                self._usual = day, await days(site.reads, spans, threshold)
                self._today = None
            read = site.clock.monotonic()
            if self._today is None or read - self._today[0] >= KEPT_FOR:
                self._today = read, await days(site.reads, [span_of(day, zone)], threshold)
            return self._today[1], self._usual[1]


async def _liked(site: Site, now: datetime, teams: Sequence[str]) -> list[tuple[str, Satisfaction]]:
    """Teams of which citizens said something, in the order of the page."""
    every = await ratings(site.reads, now)
    found = ((team, satisfaction(each.score for each in every if each.team == team)) for team in teams)
    return [(team, said) for team, said in found if said.total]


def _team(team: str, today: Days, before: Days, zone: ZoneInfo) -> TeamTrend:
    return TeamTrend(
        team=team,
        arrived=trend(_of(today.arrived, team), _of(before.arrived, team), WEEKS, zone),
        kept=_share(today, team),
        kept_usual=_share(before, team),
    )


def _of(counts: Counts, team: str) -> Counter[int]:
    return Counter({hour: number for (each, hour), number in counts.items() if each == team})


def _share(found: Days, team: str) -> int | None:
    return percent(_of(found.kept, team).total(), _of(found.ended, team).total())


class CallTrend(Record):
    """Service level by the hour, in percent; None where no call was answered."""

    today: tuple[int | None, ...]
    usual: tuple[int | None, ...]
    answered: tuple[int, ...]

    @property
    def is_there(self) -> bool:
        return any(each is not None for each in (*self.today, *self.usual))

    @property
    def plot(self) -> object:
        return plot([each or 0 for each in self.today], [each or 0 for each in self.usual], top=100)


def _calls(today: Days, before: Days, zone: ZoneInfo) -> CallTrend:
    answered = by_hour(_of(today.answered, ""), zone)
    return CallTrend(
        today=_levels(by_hour(_of(today.within, ""), zone), answered),
        usual=_levels(by_hour(_of(before.within, ""), zone), by_hour(_of(before.answered, ""), zone)),
        answered=answered,
    )


def _levels(within: Collection[int], answered: Collection[int]) -> tuple[int | None, ...]:
    return tuple(percent(*both) for both in zip(within, answered, strict=True))
