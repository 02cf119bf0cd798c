"""We could not reach them by phone: how to go on, on their own page. A moment, a number, by mail, or not at all; no script."""

from collections.abc import Callable, Mapping

from aiohttp import web

from router.domain.attempts import Span
from router.domain.errors import Refused
from router.domain.phone import may_be_dialled
from router.steps.choose_callback import CallbackChoice, Choice
from router.store.views.status import Followed
from router.web.citizen import status
from router.web.citizen.posted import posted
from router.web.language import language_of
from router.web.site import Site, site_of

Fields = Mapping[str, str]


async def choose(request: web.Request) -> web.Response:
    """303 back to the page. Without a moment or a number that we can dial it asks again, and what was typed stays."""
    file = await status.file_of(request)
    if file is None:
        return status.unknown(request)
    site, fields = site_of(request), (await posted(request)).fields
    said, errors = _said(site, file, fields, lambda text: site.pages.gettext(language_of(request), text))
    if said is None:
        return await status.page(request, "status", file, status=422, missed=errors, values=fields)
    try:
        await site.acts.choose_callback(file.case.reference, said)
    except Refused:
        raise status.back(request, "") from None  # answered already: the page shows how it stands
    raise status.back(request, said.choice)


def _said(site: Site, file: Followed, fields: Fields, _: Callable[[str], str]) -> tuple[Choice | None, dict[str, str]]:
    """What they chose, or what is missing, by field."""
    choice = fields.get("choice", "")
    if choice == CallbackChoice.MOMENT:
        window = next((each for each in status.moments(site, file) if each.key == fields.get("preferred")), None)
        if window is None:
            return None, {"preferred": _("Choose a moment.")}
        return Choice(choice=CallbackChoice.MOMENT, wish=Span(start=window.opens, end=window.closes)), {}
    if choice == CallbackChoice.NUMBER:
        number = may_be_dialled(fields.get("phone", ""), site.region)
        if number is None:
            return None, {"phone": _("Fill in a full phone number, for example 06 12345678.")}
        return Choice(choice=CallbackChoice.NUMBER, number=number), {}
    if choice == CallbackChoice.MAIL and file.party is not None and file.party.email:
        return Choice(choice=CallbackChoice.MAIL), {}
    if choice == CallbackChoice.STOP:
        return Choice(choice=CallbackChoice.STOP), {}
    return None, {"preferred": _("Choose what suits you best.")}
