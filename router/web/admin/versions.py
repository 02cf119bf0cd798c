"""A rulebook that was live: its files as they were, for whoever reads an old decision."""

from aiohttp import web

from router.domain.errors import NotFound
from router.rules.content import unpacked
from router.store.views.rulebooks import kept
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.site import site_of

FIRST = "rules/routing.yaml"


async def page(request: web.Request) -> web.Response:
    staff(request)
    site = site_of(request)
    found = await kept(site.reads, request.match_info["version"])
    if found is None:
        raise NotFound("This version of the rules was never live here.")
    files = unpacked(found.files)
    name = request.query.get("file", FIRST if FIRST in files else next(iter(files), ""))
    if files and name not in files:
        raise NotFound("This version of the rules has no such file.")
    return site.pages.response(
        request,
        "pages/admin/version.html",
        kept=found,
        live=site.rules.loaded.version,
        names=sorted(files, key=lambda each: (not each.startswith("rules/"), each)),
        name=name,
        text=_text(files.get(name, b"")),
        **wording(site),
    )


def _text(data: bytes) -> str | None:
    """None for a file that is not to be read by people."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
