"""Signed routes: what telephone switches and other neighbours tell us."""

import msgspec
from aiohttp import web

from router.channels.found import adapters
from router.channels.phone.keypad import asked_by_key, left_by_key
from router.domain.contact import CallEvent
from router.domain.errors import BadPayload
from router.domain.phone import normal_phone
from router.web.api.reading import Problem, answer, parsed, raw_of
from router.web.api.shapes import CallEventBody
from router.web.auth import signed
from router.web.site import site_of


async def post_call_event(request: web.Request) -> web.Response:
    """POST /telephony/events: any order, repeats harmless. With a wish to be called back, its id: null for a number we never dial."""
    raw = await _signed_body(request)
    site = site_of(request)
    body = parsed(raw, CallEventBody)
    event = CallEvent(
        call=body.call_id,
        event=body.event,
        at=body.at,
        queue=body.queue,
        agent=body.agent,
        caller=normal_phone(body.caller, site.region) if body.caller else None,
    )
    if not body.callback:
        await site.accept([event])
        return answer({"status": "accepted"}, 202)
    at = min(event.at, site.clock.now())
    wish = asked_by_key(event.call, body.digits, event.caller, event.queue, event.source, site.region, at)
    await site.accept([left_by_key(event), wish] if wish else [event])
    return answer({"status": "accepted", "id": wish.id if wish else None}, 202)


async def post_channel_event(request: web.Request) -> web.Response:
    """POST /channels/{source}/events: the neighbour's own body."""
    raw = await _signed_body(request)
    site, source = site_of(request), request.match_info["source"]
    adapter = adapters().get(source) if source in site.municipality.channels else None
    if adapter is None or adapter.webhook is None:
        raise Problem(404, "Not found", "No channel of this name takes events here.")
    try:
        contacts = list(adapter.webhook(raw, site.clock.now()))
    except (BadPayload, msgspec.MsgspecError) as error:
        raise Problem(400, "Bad request", str(error)) from None
    if contacts:
        await site.accept(contacts)
    return answer({"status": "accepted", "ids": [contact.id for contact in contacts]}, 202)


async def _signed_body(request: web.Request) -> bytes:
    """What is signed is what came over the wire: a packed body would be unpacked before we know who sent it."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Problem(415, "Wrong media type", "Send a signed body as it is, without Content-Encoding.")
    raw = await raw_of(request)
    signed(request, raw)
    return raw


async def meet_neighbour(request: web.Request) -> web.StreamResponse:
    """/channels/{channel}/{tail}: a neighbour that speaks its own words, and proves its own way who it is."""
    listening = site_of(request).listening
    if listening is None:
        raise web.HTTPNotFound()
    return await listening.serve(request.match_info["channel"], request, request.match_info["tail"])
