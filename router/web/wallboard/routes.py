"""The wallboard's addresses. Open to all: it holds counts of cases and no personal data."""

from aiohttp import web

from router.web.wallboard.events import Boards


def routes() -> list[web.RouteDef]:
    boards = Boards()
    return [web.get("/wallboard", boards.page), web.get("/wallboard/events", boards.stream)]
