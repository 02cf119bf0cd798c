"""Teams as a supervisor sees them: queue, risk, people and today's work."""

from datetime import datetime, timedelta

from aiohttp import web

from router.store.views.wallboard import BREAKS
from router.web.api.reading import answer
from router.web.auth import api_actor
from router.web.operations.figures import TeamState, states
from router.web.site import site_of


async def get_teams(request: web.Request) -> web.Response:
    """GET /teams"""
    api_actor(request)
    site = site_of(request)
    now = site.clock.now()
    return answer({"items": [_line(each, now) for each in await states(site, now)]})


def _line(state: TeamState, now: datetime) -> dict[str, object]:
    queue, work, calls = state.queue, state.work, state.calls
    return {
        "team": state.team,
        "waiting": queue.waiting,
        "oldestSeconds": _seconds(now - queue.oldest) if queue.oldest else None,
        "late": queue.late,
        **{f"atRisk{minutes}": count for minutes, count in zip(BREAKS, queue.breaks, strict=True)},
        "available": state.people.available,
        "atWork": state.people.at_work,
        "offersMissedToday": work.offers_missed,
        "handledToday": len(work.handled),
        "handleSecondsMedian": _seconds(work.handle_median),
        "transfersToday": work.transfers,
        "callsWaiting": calls.waiting,
        "expectedWaitSeconds": _seconds(state.expected_wait),
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
