"""Words to oneself are ticked off, one by one or all that are shown."""

from aiohttp import web

from router.steps.tick_off import tick_off
from router.store.views.worklist import notices
from router.web.auth import staff
from router.web.paths import safe_path
from router.web.site import site_of

PATH = "/desk/notices"


async def tick(request: web.Request) -> web.Response:
    """POST notice=<id>, again for each; back to the page that `next` names. Those of others are left alone."""
    user, site, form = staff(request), site_of(request), await request.post()
    asked = {str(each) for each in form.getall("notice", [])}
    mine = [each for each in await notices(site.reads, user.account, limit=100) if each.id in asked]
    await site.store.apply([tick_off(mine, site.clock.now())])
    raise web.HTTPSeeOther(safe_path(str(form.get("next", ""))))
