"""The rulebook: which one is live, and making another so."""

from aiohttp import web

from router.domain.change import SYSTEM
from router.web.api.reading import Problem, answer
from router.web.auth import api_actor
from router.web.site import site_of


async def get_rulebook(request: web.Request) -> web.Response:
    """GET /rulebook"""
    api_actor(request)
    rules = site_of(request).rules
    return answer({"version": rules.loaded.version, "loadedAt": rules.loaded.at, "problems": rules.problems})


async def post_reload(request: web.Request) -> web.Response:
    """POST /rulebook/reload"""
    actor = api_actor(request)
    outcome = await site_of(request).rules.reload(actor.account if "X-Balie-Agent" in request.headers else SYSTEM)
    if outcome.problems:
        raise Problem(
            422,
            "Not possible",
            "The rules on disk have problems; the old ones stay live.",
            [
                {"field": f"{each.file}:{each.line}", "file": each.file, "line": each.line, "message": each.message}
                for each in outcome.problems
            ],
            version=outcome.version,
        )
    return answer({"version": outcome.version})
