"""Click-to-call: the agent's own phone rings, then the citizen's."""

from aiohttp import web

from router.domain.errors import Refused
from router.web.api.reading import Problem, answer
from router.web.auth import api_actor
from router.web.site import site_of


async def post_call(request: web.Request) -> web.Response:
    """POST /cases/{reference}/calls"""
    by, site = api_actor(request), site_of(request)
    reference = request.match_info["reference"]
    file = (await site.store.files({reference})).get(reference)
    if file is None:
        raise Problem(404, "Not found", "There is no case of this reference.")
    party = await site.store.party(file.case.party) if file.case.party else None
    if party is None or not party.phone:
        raise Problem(409, "Not now", "This citizen left no telephone number.")
    try:
        await site.dial(by.account, party.phone)
    except Refused as refused:
        raise Problem(409, "Not now", str(refused)) from None
    return answer({"status": "ringing"}, 202)
