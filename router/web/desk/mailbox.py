"""The demo's mailbox: every letter Balie sent, so that a newcomer sees what a citizen gets. Not for production."""

from collections.abc import Mapping

from aiohttp import web

from router.web.site import site_of

SHOWN = 200
FIELDS = ("to", "subject", "text", "headers")


async def page(request: web.Request) -> web.Response:
    site = site_of(request)
    letters = await site.letters(SHOWN)
    if request.query.get("format") == "json":
        items = [_plain(letter) for letter in letters]
        return web.json_response({"items": items}, headers={"Cache-Control": "no-store"})
    return site.pages.response(request, "pages/mailbox.html", letters=letters)


def _plain(letter: Mapping[str, object]) -> dict[str, object]:
    return {field: letter.get(field, {} if field == "headers" else "") for field in FIELDS}
