"""The message form: one for everything, and one a product. No script; what was typed stays when something is wrong."""

from aiohttp import web

from router.channels.webform.answers import Answers, Wrong, wrong_message
from router.channels.webform.form import message
from router.domain.contact import contact_id
from router.domain.phone import region_of
from router.domain.product import in_language
from router.web.citizen.contact import product_of
from router.web.citizen.posted import Posted, keep, new_token, posted
from router.web.embed import query
from router.web.language import language_of
from router.web.site import site_of


async def ask(request: web.Request) -> web.Response:
    return _page(request, {}, new_token())


async def take(request: web.Request) -> web.Response:
    """JSON comes from a page elsewhere. Every error at once, or 303 to what comes next. A robot that fills in the hidden field hears the same thanks."""
    site, form = site_of(request), await posted(request)
    product, answers, token = product_of(request), Answers.read(form.fields), form.token
    if answers.is_trap:
        raise to_sent(request, contact_id("webform", "webform", token))
    if wrong := wrong_message(answers, form.uploads):
        return _page(request, form.fields, token, wrong, form)
    contact = message(
        answers,
        token,
        site.clock.now(),
        region=region_of(site.municipality.organisation.zone),
        language=language_of(request),
        product=product.id if product else None,
        attachments=await keep(site, form.files),
    )
    await site.accept([contact])
    raise to_sent(request, contact.id)


def to_sent(request: web.Request, contact: str) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"/sent/{contact}?lang={language_of(request)}{query(request)}")


def told(request: web.Request, wrong: Wrong) -> dict[str, str]:
    """Field to sentence in the reader's language; a field with two faults says both."""
    pages, language = site_of(request).pages, language_of(request)
    said: dict[str, str] = {}
    for field, key in wrong:
        said[field] = " ".join(filter(None, (said.get(field), pages.gettext(language, key))))
    return said


def _page(
    request: web.Request, values: dict[str, str], token: str, wrong: Wrong | None = None, form: Posted | None = None
) -> web.Response:
    site, product = site_of(request), product_of(request)
    return site.pages.response(
        request,
        "pages/citizen/form.html",
        status=422 if wrong else 200,
        token=token,
        values=values,
        errors=told(request, wrong or []),
        product=product,
        name=in_language(product.name, language_of(request)) if product else "",
        had_files=bool(form and form.files),
    )
