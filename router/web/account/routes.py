"""Every address of one's own account."""

from aiohttp import web

from router.web.account import code, page, second_step


def routes() -> list[web.RouteDef]:
    return [
        web.get("/login/code", code.ask),
        web.post("/login/code", code.take),
        web.get("/account", page.show),
        web.post("/account/password", page.change_password),
        web.post("/account/sessions/end", page.end_session),
        web.post("/account/sessions/end-all", page.end_all),
        web.get("/account/second-step", second_step.ask),
        web.post("/account/second-step", second_step.confirm),
        web.post("/account/second-step/drop", second_step.drop),
    ]
