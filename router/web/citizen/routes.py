"""The citizen's addresses, on one screen. All public; posts share one limit for each address."""

from aiohttp import web

from router.web.citizen import callback, choose, contact, elsewhere, form, rate, sent, status, steer
from router.web.limits import Door


def routes() -> list[web.RouteDef]:
    door = Door()
    case = "/status/{reference}/{secret}"
    return [
        web.get("/", contact.home),
        web.get("/product/{product}", contact.product),
        web.get("/form", form.ask),
        web.get("/form/{product}", form.ask),
        web.post("/form", door(form.take)),
        web.post("/form/{product}", door(form.take)),
        web.options("/embed/form", elsewhere.allow),
        web.options("/embed/form/{product}", elsewhere.allow),
        web.post("/embed/form", door(elsewhere.take)),
        web.post("/embed/form/{product}", door(elsewhere.take)),
        web.get("/callback", callback.ask),
        web.get("/callback/{product}", callback.ask),
        web.post("/callback", door(callback.take)),
        web.post("/callback/{product}", door(callback.take)),
        web.get("/sent/{contact}", sent.show),
        web.get("/status", status.explain),
        web.get(case, status.show),
        web.get(case + "/add", status.ask),
        web.post(case + "/add", door(status.add)),
        web.get(case + "/rate", rate.ask),
        web.post(case + "/rate", door(rate.take)),
        web.post(case + "/steer", door(steer.answer)),
        web.post(case + "/callback", door(choose.choose)),
        web.post(case + "/not-called", door(status.not_called)),
    ]
