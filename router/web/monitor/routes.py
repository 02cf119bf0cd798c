"""The addresses of the social monitor."""

from aiohttp import web

from router.web.desk.routes import REFERENCE
from router.web.monitor import acts, page


def routes() -> list[web.RouteDef]:
    return [web.get("/monitor", page.page), web.post(f"/monitor/{REFERENCE}/{{act}}", acts.act)]
