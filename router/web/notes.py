"""What operations tell everybody, or one team: it stands above the pages of these people until it ends."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from router.domain.lever import EVERYWHERE, Lever, LeverKind
from router.web.pages import NOTES, USER
from router.web.site import site_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def tell_notes(request: web.Request, handler: Handler) -> web.StreamResponse:
    user = request.get(USER)
    if user is not None:
        shown = {EVERYWHERE, *user.teams}
        request[NOTES] = tuple(each for each in site_of(request).rules.levers if _is_told(each, shown))
    return await handler(request)


def _is_told(lever: Lever, teams: set[str]) -> bool:
    """A notice; and that the line is closed, which everybody who answers people must know."""
    return lever.kind == LeverKind.LINE or (lever.kind == LeverKind.NOTICE and lever.subject in teams)
