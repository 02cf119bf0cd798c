"""The addresses of the social monitor."""

from aiohttp import web

from router.web.desk.routes import REFERENCE
from router.web.monitor import acts, page, settings, together


def routes() -> list[web.RouteDef]:
    return [
        web.get("/monitor", page.page),
        web.post("/monitor/sources", settings.mute_source),
        web.post("/monitor/lists", settings.keep),
        web.post("/monitor/lists/{id}/drop", settings.drop),
        web.post(f"/monitor/together/{REFERENCE}", together.answer),
        web.post(f"/monitor/{REFERENCE}/{{act}}", acts.act),
    ]
