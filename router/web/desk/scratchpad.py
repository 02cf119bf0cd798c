"""The scratchpad beside the case: kept while it is typed, and without a script by its own button."""

from aiohttp import web

from router.steps.scratch import keep_scratch, scratch_id
from router.store.views.scratch import scratch
from router.web.auth import staff
from router.web.paths import safe_path
from router.web.site import Site, site_of

PATH = "/desk/scratch"


async def keep(request: web.Request) -> web.Response:
    """POST text=…; with quiet=1 the page stays as it is."""
    user, form = staff(request), await request.post()
    text = str(form.get("text", "")).replace("\r\n", "\n")
    await keep_scratch(user.account, text, store=site_of(request).store)
    if form.get("quiet"):
        return web.Response(status=204)
    raise web.HTTPSeeOther(safe_path(str(form.get("next", ""))))


async def written(site: Site, account: str) -> str:
    return await scratch(site.reads, scratch_id(account))
