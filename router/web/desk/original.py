"""What a citizen sent, as it came: read on a page, or saved whole. The case page leaves quotes out; here they are."""

import asyncio

from aiohttp import web

from router.channels.email.whole import whole
from router.store.views.original import original_of
from router.web.auth import staff
from router.web.site import site_of

GONE = "The original of this message is not kept any more."


async def page(request: web.Request) -> web.Response:
    """GET /desk/{reference}/originals/{contact}: a mail with all its text, and its layout where that is safe."""
    staff(request)
    raw = await _bytes(request)
    return site_of(request).pages.response(
        request,
        "pages/desk/original.html",
        reference=request.match_info["reference"],
        contact=request.match_info["contact"],
        mail=await asyncio.to_thread(whole, raw),
        size=len(raw),
    )


async def download(request: web.Request) -> web.Response:
    """GET /desk/{reference}/originals/{contact}/eml: the bytes, to save and never to show."""
    staff(request)
    name = f"{request.match_info['reference']}.eml"
    return web.Response(
        body=await _bytes(request),
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


async def _bytes(request: web.Request) -> bytes:
    site = site_of(request)
    sha256 = await original_of(site.reads, request.match_info["reference"], request.match_info["contact"])
    if sha256 is None:
        raise web.HTTPNotFound(text=GONE)
    try:
        return await site.read_original(sha256)
    except FileNotFoundError:
        raise web.HTTPNotFound(text=GONE) from None
