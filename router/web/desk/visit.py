"""A walk-in at the counter, registered in seconds by the clerk."""

from aiohttp import web

from router.channels.webform.answers import Answers, wrong_email, wrong_text
from router.channels.webform.form import visit
from router.domain.phone import region_of
from router.domain.product import in_language
from router.store.views.status import arrival
from router.web.auth import staff
from router.web.citizen.contact import named
from router.web.citizen.form import told
from router.web.citizen.posted import new_token, posted
from router.web.citizen.sent import TRIES, number
from router.web.language import language_of
from router.web.site import site_of

PATH = "/desk/visit"


def routes() -> list[web.RouteDef]:
    return [web.get(PATH, ask), web.post(PATH, take), web.get("/visit", elsewhere), web.post("/visit", take)]


async def elsewhere(request: web.Request) -> web.Response:
    raise web.HTTPSeeOther(PATH)


async def ask(request: web.Request) -> web.Response:
    staff(request)
    return await _page(request, {"desk": request.query.get("desk", "")}, new_token(), {})


async def take(request: web.Request) -> web.Response:
    staff(request)
    site, form = site_of(request), await posted(request)
    town, answers = site.municipality, Answers.read(form.fields)
    desk, product = form.fields.get("desk", ""), form.fields.get("product", "")
    wrong = [
        *([] if desk in town.desks else [("desk", "Choose the desk where you are.")]),
        *wrong_text(answers),
        *wrong_email(answers),
    ]
    if wrong:
        return await _page(request, form.fields, form.token, told(request, wrong))
    contact = visit(
        answers,
        form.token,
        site.clock.now(),
        region=region_of(town.organisation.zone),
        language=_spoken(request, form.fields),
        desk=desk,
        product=product if product in town.products else None,
    )
    await site.accept([contact])
    raise web.HTTPSeeOther(f"{PATH}?done={contact.id}&desk={desk}")


async def _page(request: web.Request, values: dict[str, str], token: str, errors: dict[str, str]) -> web.Response:
    site, language, done = site_of(request), language_of(request), request.query.get("done", "")
    found, tried = await arrival(site.reads, done) if done else None, number(request.query.get("n", ""))
    again = (
        f"{PATH}?done={done}&desk={values['desk']}&n={tried + 1}" if done and found is None and tried < TRIES else None
    )
    return site.pages.response(
        request,
        "pages/visit.html",
        status=422 if errors else 200,
        values=values,
        token=token,
        errors=errors,
        found=found,
        done=done,
        again=again,
        desks=[(desk.id, in_language(desk.label, language)) for desk in site.municipality.desks.values()],
        products=[
            (each, name) for each, name, _ in named(site.municipality.products.values(), language, in_order=True)
        ],
    )


def _spoken(request: web.Request, fields: dict[str, str]) -> str:
    """The visitor's language, else that of the page."""
    spoken = fields.get("language", "")
    return spoken if spoken in site_of(request).municipality.organisation.languages else language_of(request)
