"""Queues and service levels, as operations and wallboards elsewhere read them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from router.domain.words import PromiseKind
from router.store.views.queues import queue_states
from router.store.views.service_levels import service_levels
from router.web.api.reading import Problem, answer
from router.web.auth import api_actor
from router.web.site import Site, site_of

PERIODS = ("15m", "today", "week", "month")


async def get_queues(request: web.Request) -> web.Response:
    """GET /queues"""
    api_actor(request)
    site = site_of(request)
    return answer({"items": await queue_states(site.reads, list(site.municipality.teams), site.clock.now())})


async def get_service_levels(request: web.Request) -> web.Response:
    """GET /service-levels"""
    api_actor(request)
    site = site_of(request)
    start, end = _period(request, site)
    return answer(
        {"items": await service_levels(site.reads, start, end, threshold_of(site), request.query.get("queue"))}
    )


def threshold_of(site: Site) -> int:
    """Seconds within which a call must be answered: the municipality's own pickup promise, else 25."""
    terms = (each.term for each in site.municipality.terms.values() if each.kind == PromiseKind.PICKUP)
    return int(next(terms, "25 seconds").split()[0])


def period(name: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The beginning and end of a named period, by the clock on the wall there."""
    if name == "15m":
        return now - timedelta(minutes=15), now + timedelta(microseconds=1)
    local = now.astimezone(zone)
    day = {
        "today": local.date(),
        "week": local.date() - timedelta(days=local.weekday()),
        "month": local.date().replace(day=1),
    }[name]
    return datetime.combine(day, time(), zone), now + timedelta(microseconds=1)


def _period(request: web.Request, site: Site) -> tuple[datetime, datetime]:
    now, zone = site.clock.now(), ZoneInfo(site.municipality.organisation.zone)
    if "from" in request.query or "to" in request.query:
        return _moment(request, "from"), _moment(request, "to")
    name = request.query.get("period", "today")
    if name not in PERIODS:
        raise Problem(
            400, "Bad request", "See errors.", [{"field": "period", "message": f"one of {', '.join(PERIODS)}"}]
        )
    return period(name, now, zone)


def _moment(request: web.Request, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(request.query.get(name, "").replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Problem(
            400,
            "Bad request",
            "See errors.",
            [{"field": name, "message": "a moment with its zone, as 2026-11-23T09:00:00+01:00"}],
        )
    return moment
