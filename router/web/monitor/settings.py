"""What people set on the monitor: mute a source and let it speak again, keep a list and throw it away."""

from aiohttp import web

from router.domain.errors import Refused
from router.steps.keep_list import drop_list, keep_list
from router.steps.mute import mute, unmute
from router.store.views.monitoring import lists_of
from router.web.auth import actor_of, staff
from router.web.desk.acts import sentence
from router.web.monitor.page import shown
from router.web.operations.sources import source_states
from router.web.site import site_of


async def mute_source(request: web.Request) -> web.Response:
    """`source` and `hours`; no hours let it speak again."""
    user, site = staff(request), site_of(request)
    form, now, by = await _form(request), site.clock.now(), actor_of(user)
    source, hours = form.get("source", ""), form.get("hours", "")
    try:
        if source not in {each.source.name for each in await source_states(site, now)}:
            raise Refused("Choose a source from the list.")
        number = int(hours) if hours.isascii() and hours.isdigit() and len(hours) < 4 else 0
        await site.store.apply([mute(source, by, number, now) if hours else unmute(source, by, now)])
    except Refused as error:
        return await shown(request, user, "", form, sentence(request, error), "mute")
    raise web.HTTPSeeOther(f"/monitor?done={'muted' if hours else 'unmuted'}")


async def keep(request: web.Request) -> web.Response:
    """`name`, and the list as the page's own address."""
    user, site, form = staff(request), site_of(request), await _form(request)
    query = form.get("next", "").partition("?")[2]
    try:
        change = keep_list(await lists_of(site.reads, user.account), user.account, form.get("name", ""), query)
    except Refused as error:
        return await shown(request, user, "", form, sentence(request, error), "keep")
    await site.store.apply([change])
    raise web.HTTPSeeOther(f"/monitor?{query}")


async def drop(request: web.Request) -> web.Response:
    user, site = staff(request), site_of(request)
    await site.store.apply([drop_list(await lists_of(site.reads, user.account), request.match_info["id"])])
    raise web.HTTPSeeOther("/monitor")


async def _form(request: web.Request) -> dict[str, str]:
    return {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
