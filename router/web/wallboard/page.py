"""The wallboard: risk first, then the teams in order of risk. Counts only: nothing on it is about a person."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from router.domain.moments import EPOCH
from router.domain.presence import PresenceState
from router.domain.product import in_language
from router.domain.record import Record
from router.domain.words import PromiseKind
from router.store.views.service_levels import FORMULA, service_levels, share
from router.store.views.wallboard import BREAKS, SOON, Figures, TeamFigures, wallboard
from router.web.api.queues import period, threshold_of
from router.web.operations.sources import ailing
from router.web.people import people
from router.web.site import Site

NAMED = 2  #: teams on a tile
NEARLY = 10  #: percent points under the target that are amber, not red


class Pickup(Record):
    """The telephone over the last quarter of an hour, all queues together."""

    answered: int
    within: int
    abandoned: int
    left_within: int
    threshold: int
    target: int

    @property
    def sl(self) -> int | None:
        return percent(self.within, self.answered)

    @property
    def sl2(self) -> int | None:
        return percent(self.within + self.left_within, self.answered + self.abandoned)

    @property
    def state(self) -> str:
        if self.sl is None or self.sl >= self.target:
            return "fine"
        return "soon" if self.sl >= self.target - NEARLY else "late"


class Tile(Record):
    """How many cases break within so many minutes (0: are late), and where most of them are."""

    minutes: int
    count: int
    teams: tuple[tuple[str, int], ...]

    @property
    def state(self) -> str:
        worst = {0: "late", BREAKS[0]: "soon"}.get(self.minutes, "")
        return worst if self.count else ""


def percent(part: int, whole: int) -> int | None:
    """Cut off, not rounded: 79.9 does not meet 80, and 100 means all."""
    return None if share(part, whole) is None else part * 100 // whole


class Around(Record):
    """What the work stands on: people by state, sources that need a look, and contacts that were not read yet."""

    people: dict[str, int]
    ailing: int
    lag: int


async def figures_of(site: Site, now: datetime) -> tuple[Figures, Pickup, Around]:
    figures = await wallboard(site.reads, list(site.municipality.teams), today(site, now), now)
    return figures, await _pickup(site, now), await _around(site, now)


async def _around(site: Site, now: datetime) -> Around:
    found = await people(site, now)
    shown = {state.value: found[state] for state in PresenceState if state != PresenceState.OFFLINE}
    return Around(people=shown, ailing=len(await ailing(site, now)), lag=sum(site.lags().values()))


def today(site: Site, now: datetime) -> tuple[datetime, datetime]:
    """From midnight to midnight by the clock on the wall, which is not always 24 hours."""
    zone = ZoneInfo(site.municipality.organisation.zone)
    day = now.astimezone(zone).date()
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


async def _pickup(site: Site, now: datetime) -> Pickup:
    threshold = threshold_of(site)
    start, end = period("15m", now, ZoneInfo(site.municipality.organisation.zone))
    levels = await service_levels(site.reads, start, end, threshold)
    answered, within, abandoned, left_within = (
        sum(int(str(level[name])) for level in levels)
        for name in ("answered", "answeredWithin", "abandoned", "abandonedWithin")
    )
    return Pickup(
        answered=answered,
        within=within,
        abandoned=abandoned,
        left_within=left_within,
        threshold=threshold,
        target=_target(site),
    )


def _target(site: Site) -> int:
    return next((term.target for term in site.municipality.terms.values() if term.kind == PromiseKind.PICKUP), 80)


def values(
    site: Site, figures: Figures, pickup: Pickup, around: Around, now: datetime, language: str
) -> dict[str, object]:
    """What pages/wallboard_board.html shows, in one language."""
    town, teams = site.municipality.teams, by_risk(figures.teams)
    labels = {team.id: in_language(team.label, language) for team in town.values()}
    return {
        "now": now,
        "figures": figures,
        "pickup": pickup,
        "around": around,
        "teams": teams,
        "tiles": tiles(teams),
        "name": lambda team: labels.get(team, team),
        "partners": {team.id for team in town.values() if team.is_partner},
        "steers": shares(figures.steers),
        "state": lambda due: state_of(due, now),
        "percent": percent,
        "soon_ms": int(SOON.total_seconds() * 1000),
        "is_near": lambda due: due - now < timedelta(days=1),
        "far": lambda due: far(site, due, now, language),
        "formula": FORMULA,
        "second": second_of(site, now),
        "number": lambda count: format_decimal(count, locale=language),
    }


def far(site: Site, due: datetime, now: datetime, language: str) -> str:
    """A day and a time within the week, else a date."""
    form = "EEE HH:mm" if due - now < timedelta(days=6) else "EEE d MMM"
    return format_datetime(due.astimezone(site.pages.zone), form, locale=language)


def second_of(site: Site, at: datetime) -> str:
    return at.astimezone(site.pages.zone).strftime("%H:%M:%S")


def by_risk(teams: Sequence[TeamFigures]) -> list[TeamFigures]:
    """What breaks first stands first; then the longest queue, then as configured."""
    return sorted(teams, key=lambda team: (team.breach is None, team.breach or EPOCH, -team.waiting))


def tiles(teams: Sequence[TeamFigures]) -> list[Tile]:
    counts = [(0, [(team.team, team.late) for team in teams])]
    counts += [(ahead, [(team.team, team.breaks[place]) for team in teams]) for place, ahead in enumerate(BREAKS)]
    return [_tile(minutes, found) for minutes, found in counts]


def _tile(minutes: int, counts: list[tuple[str, int]]) -> Tile:
    most = sorted((each for each in counts if each[1]), key=lambda each: -each[1])[:NAMED]
    return Tile(minutes=minutes, count=sum(count for _, count in counts), teams=tuple(most))


def shares(steers: dict[str, int]) -> list[tuple[str, int | None]]:
    return [(steer, percent(count, sum(steers.values()))) for steer, count in steers.items()]


def state_of(due: datetime | None, now: datetime) -> str:
    """late, soon or nothing, by the wallboard's own amber: the tile of five minutes."""
    if due is None or due > now + SOON:
        return ""
    return "late" if due <= now else "soon"
