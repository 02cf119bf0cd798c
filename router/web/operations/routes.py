"""The addresses of operations."""

from aiohttp import web

from router.web.operations import counted, sources
from router.web.operations.events import Tables


def routes() -> list[web.RouteDef]:
    tables = Tables()
    return [
        web.get("/operations", tables.page),
        web.get("/operations/events", tables.stream),
        web.get("/operations/sources", sources.page),
        web.get("/operations/counted/{figure}", counted.page),
    ]
