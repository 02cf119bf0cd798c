"""The addresses of the social monitor."""

from aiohttp import web

from router.web.monitor import page


def routes() -> list[web.RouteDef]:
    return [web.get("/monitor", page.page)]
