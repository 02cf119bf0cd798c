"""POST /monitor/together/{reference}: one answer for the burst that a case is in."""

from aiohttp import web

from router.domain.errors import Refused
from router.web.auth import actor_of, staff
from router.web.desk.acts import sentence
from router.web.monitor.page import shown
from router.web.site import site_of


async def answer(request: web.Request) -> web.Response:
    user, site, reference = staff(request), site_of(request), request.match_info["reference"]
    form = {key: value.replace("\r\n", "\n") for key, value in (await request.post()).items() if isinstance(value, str)}
    form["next"] = f"/monitor?burst={reference}"
    if request.query.get("preview"):
        return await shown(request, user, "", form, asked="together", preview=True)
    try:
        assert site.together is not None, "a served site has it"
        await site.together.begin(reference, actor_of(user), form.get("text", ""))
    except Refused as error:
        return await shown(request, user, "", form, sentence(request, error), "together")
    raise web.HTTPSeeOther("/monitor?done=together")
