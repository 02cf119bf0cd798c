"""A file that came along with a contact. Always handed over to be saved: nothing a stranger sent is shown as a page of ours."""

from urllib.parse import quote

from aiohttp import web

from router.domain.contact import Attachment
from router.store.views.attachment import attachment_of
from router.web.auth import staff
from router.web.site import site_of


async def download(request: web.Request) -> web.Response:
    """GET /desk/{reference}/files/{sha256}: only a file of this case."""
    staff(request)
    site = site_of(request)
    found = await attachment_of(site.reads, request.match_info["reference"], request.match_info["sha256"])
    if found is None:
        raise web.HTTPNotFound(text="There is no such file in this case.")
    try:
        content = await site.read_original(found.sha256)
    except FileNotFoundError:
        raise web.HTTPNotFound(text="There is no such file in this case.") from None
    return web.Response(body=content, headers=_headers(found))


def _headers(file: Attachment) -> dict[str, str]:
    return {
        "Content-Type": "application/octet-stream",
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Cache-Control": "private, no-store",
    }
