"""/channels/open311/v2/...: every answer, and every error, in the format that its address asks for."""

import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import structlog
from aiohttp import web

from router.channels.base import Room
from router.channels.open311.report import contact
from router.channels.open311.shown import request as request_row
from router.channels.open311.shown import service, services, status
from router.channels.open311.written import TYPES, Refusal, Table, errors, written
from router.domain.errors import StreamDown, StreamFull
from router.domain.taken import Reported

log = structlog.get_logger()
MOST, FIELDS = 64 * 1024, 100
WINDOW = timedelta(days=90)
FIRST = datetime(2000, 1, 1, tzinfo=UTC)


async def serve(room: Room, request: web.Request, tail: str) -> web.Response:
    """404 for what GeoReport does not have."""
    path, _, form = tail.removeprefix("v2/").rpartition(".")
    if not tail.startswith("v2/") or form not in TYPES:
        raise web.HTTPNotFound()
    code, more = 200, {}
    try:
        table = await asked(room, request, path)
    except Refusal as refusal:
        code, table = refusal.status, errors(refusal.status, refusal.said)
    except (StreamFull, StreamDown) as error:
        log.warning("open311.later", reason=type(error).__name__)
        code, table, more = 503, errors(503, "We cannot take it now; come again."), {"Retry-After": "30"}
    return web.Response(body=written(table, form), status=code, content_type=TYPES[form], charset="utf-8", headers=more)


async def asked(room: Room, request: web.Request, path: str) -> Table:
    """Raises Refusal, StreamFull, StreamDown."""
    kind, _, name = path.partition("/")
    if request.method == "POST" and path == "requests":
        return await report(room, request)
    if request.method not in ("GET", "HEAD"):
        raise Refusal(405, "Only GET, and POST to requests.")
    in_ours(room, request.query.get("jurisdiction_id"))
    if kind == "services":
        return definition(room, name) if name else all_services(room)
    if kind == "tokens" and name:
        return await token(room, name)
    if kind == "requests":
        return await requests(room, request, name)
    raise Refusal(404, "There is services, requests and tokens.")


def in_ours(room: Room, jurisdiction: str | None) -> None:
    if jurisdiction and room.setting.jurisdiction and jurisdiction != room.setting.jurisdiction:
        raise Refusal(404, f"jurisdiction_id is another; ours is {room.setting.jurisdiction}.")


def all_services(room: Room) -> Table:
    return Table("services", "service", [service(each) for each in services(room.municipality()).values()])


def definition(room: Room, code: str) -> Table:
    if code not in services(room.municipality()):
        raise Refusal(404, "No service has this service_code; see services.")
    return Table("service_definition", "", [{"service_code": code, "attributes": []}], alone=True)


async def report(room: Room, request: web.Request) -> Table:
    fields = await fields_of(request)
    in_ours(room, fields.get("jurisdiction_id") or request.query.get("jurisdiction_id"))
    shown = fields.get("api_key", "").encode("utf-8", "replace")
    if not any(
        [hmac.compare_digest(shown, room.secret(each).encode()) for each in room.setting.keys if room.secret(each)]
    ):
        raise Refusal(403, "The api_key is missing, or none of ours.")
    if fields.get("service_code", "") not in services(room.municipality()):
        raise Refusal(400 if not fields.get("service_code") else 404, "Give a service_code out of services.")
    made = contact(fields, room.now(), room.region, request.headers.get("Idempotency-Key", "")[:200])
    await room.accept([made])
    row = {"token": made.id, "service_notice": "", "account_id": ""}
    return Table("service_requests", "request", [row])


async def fields_of(request: web.Request) -> dict[str, str]:
    """Raises Refusal."""
    raw = b""
    async for piece in request.content.iter_chunked(16 * 1024):
        raw += piece
        if len(raw) > MOST:
            raise Refusal(413, "A report is 64 KB at most; give the address of a photo as media_url.")
    try:
        return dict(parse_qsl(raw.decode(), max_num_fields=FIELDS))
    except ValueError:
        raise Refusal(400, "Send the fields as application/x-www-form-urlencoded, 100 at most.") from None


async def token(room: Room, name: str) -> Table:
    """Before the case is there, a moment, the service_request_id is empty."""
    found = await reported(room, contact=name[:100])
    row = {"service_request_id": found[0].reference if found else "", "token": name[:100]}
    return Table("service_requests", "request", [row])


async def requests(room: Room, request: web.Request, name: str) -> Table:
    query, municipality = request.query, room.municipality()
    if name or query.get("service_request_id"):
        found = await reported(room, references=(name or query["service_request_id"])[:5000].split(","))
        if name and not found:
            raise Refusal(404, "No request has this service_request_id.")
    else:
        until = moment_of(query.get("end_date"), room.now())
        since = moment_of(query.get("start_date"), until - WINDOW)
        codes = {each for each in query.get("service_code", "").split(",") if each}
        states = {each for each in query.get("status", "").split(",") if each}
        found = [
            each
            for each in await reported(room, max(since, until - WINDOW), until)
            if (not codes or each.product in codes) and (not states or status(each) in states)
        ]
    rows = [request_row(each, municipality, room.setting.public) for each in found]
    return Table("service_requests", "request", rows)


async def reported(
    room: Room, since: datetime | None = None, until: datetime | None = None, *, contact: str | None = None,
    references: list[str] | None = None,
) -> list[Reported]:  # fmt: skip
    if room.register is None:
        return []
    return list(
        await room.register.reported(since or FIRST, until or room.now(), contact=contact, references=references or ())
    )


def moment_of(text: str | None, other: datetime) -> datetime:
    """Raises Refusal."""
    if not text:
        return other
    try:
        at = datetime.fromisoformat(text)
        return max(FIRST, (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC))
    except (ValueError, OverflowError):
        raise Refusal(400, "Write a moment as 2026-11-23T09:00:00Z.") from None
