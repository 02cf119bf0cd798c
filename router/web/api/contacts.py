"""Contacts in: one, or many as NDJSON. 202 only when durable."""

from datetime import datetime
from uuid import uuid4

import msgspec
from aiohttp import web

from router.domain.contact import CallbackWish, Inbound, Sender, contact_id
from router.domain.errors import Conflict, StoreDown
from router.domain.phone import normal_phone
from router.store.views.contact import contact_view
from router.web.api.reading import Problem, answer, body_of, parsed, raw_of
from router.web.api.repeats import REPEATS, Repeats
from router.web.api.shapes import ContactBody
from router.web.auth import api_actor
from router.web.site import Site, site_of

LARGEST_BATCH = 16 * 1024 * 1024
LARGEST_LINE = 256 * 1024
MOST_LINES = 10_000
APPEND_AT_ONCE = 1_000
_encode = msgspec.json.Encoder().encode


async def post_contact(request: web.Request) -> web.Response:
    """POST /contacts"""
    api_actor(request)
    site = site_of(request)
    key = request.headers.get("Idempotency-Key", "")[:300] or None
    contact = inbound(await body_of(request, ContactBody), site, site.clock.now(), key)
    if contact.source_id or key:
        await _not_in_conflict(request.app[REPEATS], contact)
    await site.accept([contact])
    return answer({"id": contact.id, "status": "accepted"}, 202, {"Location": f"/api/v1/contacts/{contact.id}"})


async def post_batch(request: web.Request) -> web.Response:
    """POST /contacts/batch: an answer a line, in the order of the lines."""
    api_actor(request)
    if request.content_type not in ("application/x-ndjson", "application/ndjson", "application/jsonl"):
        raise Problem(415, "Wrong media type", f"Send application/x-ndjson, not {request.content_type}.")
    site = site_of(request)
    lines = [line for line in (await raw_of(request, LARGEST_BATCH)).split(b"\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise Problem(413, "Too large", f"A batch may have {MOST_LINES} lines.")
    answers, accepted = _read_lines(lines, site, request.headers.get("X-Balie-Backlog") == "true")
    for first in range(0, len(accepted), APPEND_AT_ONCE):
        await site.accept(accepted[first : first + APPEND_AT_ONCE])
    return web.Response(
        body=b"".join(_encode(each) + b"\n" for each in answers),
        status=202 if accepted else 400,
        content_type="application/x-ndjson",
    )


def _read_lines(lines: list[bytes], site: Site, backlog: bool) -> tuple[list[dict[str, object]], list[Inbound]]:
    now = site.clock.now()
    answers: list[dict[str, object]] = []
    accepted: list[Inbound] = []
    for line in lines:
        try:
            if len(line) > LARGEST_LINE:
                raise Problem(
                    413,
                    "Too large",
                    f"A line may have {LARGEST_LINE} bytes.",
                    [{"field": "", "message": "the line is too large"}],
                )
            contact = inbound(parsed(line, ContactBody), site, now, None)
        except Problem as problem:
            answers.append({"sourceId": _source_id(line), "errors": problem.body.get("errors", [])})
        else:
            accepted.append(contact.with_(backlog=True) if backlog else contact)
            answers.append({"sourceId": contact.source_id, "id": contact.id})
    return answers, accepted


def inbound(body: ContactBody, site: Site, now: datetime, key: str | None) -> Inbound:
    """A checked body to a contact. An id derives from sourceId, else from the key, else it is random."""
    if body.product is not None and body.product not in site.municipality.products:
        raise Problem(
            400,
            "Bad request",
            "The body does not fit; see errors.",
            [{"field": "product", "message": f'there is no product "{body.product}" in the catalogue'}],
        )
    if body.received_at is not None and body.received_at > now:
        raise Problem(
            400,
            "Bad request",
            "The body does not fit; see errors.",
            [{"field": "receivedAt", "message": "this moment is in the future"}],
        )
    telling = body.source_id or key
    sender = body.sender
    return Inbound(
        id=contact_id(body.channel, "api", telling) if telling else str(uuid4()),
        channel=body.channel,
        source="api",
        received_at=body.received_at or now,
        source_id=body.source_id,
        text=body.text,
        subject=body.subject,
        sender=Sender(
            name=sender.name,
            email=sender.email.lower() if sender.email else None,
            handle=sender.handle,
            phone=normal_phone(sender.phone, site.region) if sender.phone else None,
        ),
        language=body.language,
        product=body.product,
        kind=body.kind,
        url=body.url,
        place=body.place,
        needs_assistance=body.needs_assistance,
        callback=CallbackWish(not_before=body.callback.not_before, not_after=body.callback.not_after)
        if body.callback
        else None,
    )


async def _not_in_conflict(repeats: Repeats, contact: Inbound) -> None:
    try:
        known = await repeats.digest(contact.id)
    except StoreDown:
        return  # what can be kept is taken in; the worker sets a conflict apart
    if known is not None and known != contact.digest:
        raise Conflict(
            f"Contact {contact.id} is written already with another body; the first stands. Give this one its own sourceId."
        )


def _source_id(line: bytes) -> object:
    try:
        data = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    found = data.get("sourceId") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


async def get_contact(request: web.Request) -> web.Response:
    """GET /contacts/{id}"""
    api_actor(request)
    found = await contact_view(site_of(request).reads, request.match_info["id"])
    if found is None:
        missing = Problem(404, "Not found", "This contact is not written yet, or it never came.").answer()
        missing.headers["Retry-After"] = "1"
        return missing
    return answer(found)
