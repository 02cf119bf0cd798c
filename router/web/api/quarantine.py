"""Quarantine: what could not be handled, and another try."""

from aiohttp import web
from sqlalchemy import select

from router.store import tables as t
from router.store.rows import QUARANTINED
from router.web.api.reading import answer
from router.web.auth import api_actor
from router.web.site import site_of


async def get_quarantine(request: web.Request) -> web.Response:
    """GET /quarantine"""
    api_actor(request)
    query = select(t.quarantine).where(t.quarantine.c.state == "held").order_by(t.quarantine.c.at).limit(1000)
    async with site_of(request).reads.connect() as connection:
        rows = (await connection.execute(query)).all()
    return answer(
        {
            "items": [
                {"id": each.id, "stage": each.stage, "reason": each.reason, "at": each.at, "attempts": each.attempts}
                for each in QUARANTINED.all_of(rows)
            ]
        }
    )


async def post_replay(request: web.Request) -> web.Response:
    """POST /quarantine/{id}/replays"""
    api_actor(request)
    change = await site_of(request).replay(request.match_info["id"])
    return answer(
        {"id": request.match_info["id"], "caseReference": change.cases[0][1].reference if change.cases else None}
    )
