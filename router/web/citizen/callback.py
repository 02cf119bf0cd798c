""" "Call me back": a number, a part of a day, and at once the moment before which we call."""

from aiohttp import web

from router.channels.webform.answers import Answers, Wrong, wrong_callback
from router.channels.webform.form import callback
from router.domain.contact import CallbackWish, contact_id
from router.domain.phone import region_of
from router.domain.product import in_language
from router.web.citizen.contact import product_of
from router.web.citizen.form import to_sent, told
from router.web.citizen.hours import Window, called_by, line, windows
from router.web.citizen.posted import new_token, posted
from router.web.language import language_of
from router.web.site import site_of


async def ask(request: web.Request) -> web.Response:
    return _page(request, {}, new_token())


async def take(request: web.Request) -> web.Response:
    site, form = site_of(request), await posted(request)
    product, answers, token = product_of(request), Answers.read(form.fields), form.token
    region = region_of(site.municipality.organisation.zone)
    if answers.is_trap:
        raise to_sent(request, contact_id("phone", "callback", token))
    if wrong := wrong_callback(answers, region):
        return _page(request, form.fields, token, wrong)
    contact = callback(
        answers,
        token,
        site.clock.now(),
        region=region,
        language=language_of(request),
        product=product.id if product else None,
        wish=_wish(form.fields.get("preferred", ""), _windows(request)),
    )
    await site.accept([contact])
    raise to_sent(request, contact.id)


def _page(request: web.Request, values: dict[str, str], token: str, wrong: Wrong | None = None) -> web.Response:
    site, product, language = site_of(request), product_of(request), language_of(request)
    due = called_by(site.municipality, product.team if product else None, site.clock.now(), language)
    return site.pages.response(
        request,
        "pages/citizen/callback.html",
        status=422 if wrong else 200,
        token=token,
        values=values,
        product=product,
        errors=told(request, wrong or []),
        name=in_language(product.name, language) if product else "",
        called=due,
        windows=_windows(request),
    )


def _windows(request: web.Request) -> list[Window]:
    site, product = site_of(request), product_of(request)
    now = site.clock.now()
    due = called_by(site.municipality, product.team if product else None, now, "nl")
    return windows(line(site.municipality), now, due[0]) if due else []


def _wish(key: str, choices: list[Window]) -> CallbackWish:
    """A part of a day that has passed since the page was opened is no wish any more; we call all the same."""
    chosen = next((each for each in choices if each.key == key), None)
    return CallbackWish(not_before=chosen.opens, not_after=chosen.closes) if chosen else CallbackWish()
