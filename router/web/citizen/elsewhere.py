"""The message form for a page on another site that posts JSON: the same answers, limits and traps as our own page."""

from uuid import UUID

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from router.channels.webform.answers import Answers, wrong_message
from router.channels.webform.form import message
from router.domain.errors import BadPayload
from router.web.citizen.contact import product_of
from router.web.citizen.form import told
from router.web.embed import shared
from router.web.language import language_of
from router.web.site import site_of

LARGEST = 64 * 1024


class Sent(BaseModel):
    """`token` is made by the page: the same twice is one contact."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_max_length=20_000)

    token: UUID
    text: str
    subject: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    place: str = ""
    website: str = ""  #: a trap: no person fills it in


async def allow(request: web.Request) -> web.Response:
    """A browser asks first."""
    said = {"Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type"}
    return web.Response(status=204, headers={**shared(request), **said, "Access-Control-Max-Age": "3600"})


async def take(request: web.Request) -> web.Response:
    """202 with the contact's id once durable; 422 with every field that is wrong."""
    headers, site, product = shared(request), site_of(request), product_of(request)
    sent = await _read(request)
    answers = Answers.read({name: str(value) for name, value in sent.model_dump().items()})
    if wrong := wrong_message(answers):
        return web.json_response({"errors": told(request, wrong)}, status=422, headers=headers)
    contact = message(
        answers,
        str(sent.token),
        site.clock.now(),
        region=site.region,
        language=language_of(request),
        product=product.id if product else None,
    )
    if not answers.is_trap:
        await site.accept([contact])
    return web.json_response({"id": contact.id, "next": f"/sent/{contact.id}"}, status=202, headers=headers)


async def _read(request: web.Request) -> Sent:
    if (request.content_length or 0) > LARGEST:
        raise web.HTTPRequestEntityTooLarge(max_size=LARGEST, actual_size=request.content_length or 0)
    try:
        return Sent.model_validate_json((await request.read())[: LARGEST + 1])
    except ValidationError:
        raise BadPayload("Send JSON with token (a UUID), text, and what else the form has; no other fields.") from None
