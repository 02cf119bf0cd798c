"""The reader's language: asked for in the address, else remembered, else what the browser prefers, else Dutch."""

from collections.abc import Awaitable, Callable

from aiohttp import web

LANGUAGES = ("nl", "en", "fr", "de")
YEAR = 31_536_000  #: seconds


def language_of(request: web.Request) -> str:
    for wish in (request.query.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        if part.strip()[:2].lower() in LANGUAGES:
            return part.strip()[:2].lower()
    return "nl"


@web.middleware
async def remember_the_language(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Whoever chose a language keeps it on the next page."""
    response = await handler(request)
    wish = request.query.get("lang")
    if wish in LANGUAGES and not response.prepared and request.query.get("embed") != "1":
        response.set_cookie("lang", wish, max_age=YEAR, samesite="Lax", httponly=True)
    return response
