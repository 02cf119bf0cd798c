"""The addresses of operations."""

from aiohttp import web

from router.web.operations import counted, levers, sources
from router.web.operations.events import Tables
from router.web.operations.trends import Trends


def routes() -> list[web.RouteDef]:
    tables, trends = Tables(), Trends()
    return [
        web.get("/operations", tables.page),
        web.get("/operations/events", tables.stream),
        web.get("/operations/sources", sources.page),
        web.get("/operations/counted/{figure}", counted.page),
        web.get("/operations/trends", trends.page),
        web.get("/operations/levers", levers.page),
        web.post("/operations/levers", levers.pulled),
        web.post("/operations/levers/{id}/lift", levers.lifted),
    ]
