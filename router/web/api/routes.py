"""Every call of the API, in one place."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from router.steps.changed_since import ChangedSince
from router.steps.claim import HeldBy
from router.web.api import (
    accounts,
    calls,
    cases,
    contacts,
    corrections,
    neighbours,
    openapi,
    presence,
    quarantine,
    queues,
    rulebook,
    teams,
)
from router.web.api.reading import Problem

VERSION = "1.0.0"
BASE = "/api/v1"


def routes() -> list[web.RouteDef]:
    case = f"{BASE}/cases/{{reference}}"
    return [
        web.post(f"{BASE}/contacts", contacts.post_contact),
        web.post(f"{BASE}/contacts/batch", contacts.post_batch),
        web.get(f"{BASE}/contacts/{{id}}", contacts.get_contact),
        web.get(f"{BASE}/cases", cases.get_cases),
        web.post(f"{BASE}/cases/search", cases.post_search),
        web.get(case, cases.get_case),
        web.post(f"{case}/claims", cases.post_claim),
        web.post(f"{case}/declines", cases.post_decline),
        web.post(f"{case}/releases", cases.post_release),
        web.post(f"{case}/replies", cases.post_reply),
        web.post(f"{case}/notes", cases.post_note),
        web.post(f"{case}/transfers", cases.post_transfer),
        web.post(f"{case}/callback-attempts", cases.post_attempt),
        web.post(f"{case}/closure", cases.post_closure),
        web.post(f"{case}/waits", cases.post_wait),
        web.post(f"{case}/wakes", cases.post_wake),
        web.post(f"{case}/merges", cases.post_merge),
        web.post(f"{case}/steer", cases.post_steer),
        web.post(f"{case}/corrections", corrections.post_correction),
        web.post(f"{case}/calls", calls.post_call),
        web.get(f"{BASE}/queues", queues.get_queues),
        web.post(f"{BASE}/queues/{{team}}/next", presence.post_next),
        web.get(f"{BASE}/presence", presence.get_presence),
        web.post(f"{BASE}/presence", presence.post_presence),
        web.get(f"{BASE}/teams", teams.get_teams),
        web.get(f"{BASE}/service-levels", queues.get_service_levels),
        web.post(f"{BASE}/telephony/events", neighbours.post_call_event),
        web.post(f"{BASE}/channels/{{source}}/events", neighbours.post_channel_event),
        web.route("*", "/channels/{channel}/{tail:.*}", neighbours.meet_neighbour),
        web.get(f"{BASE}/quarantine", quarantine.get_quarantine),
        web.post(f"{BASE}/quarantine/{{id}}/replays", quarantine.post_replay),
        web.get(f"{BASE}/accounts", accounts.get_accounts),
        web.post(f"{BASE}/accounts", accounts.post_account),
        web.post(f"{BASE}/accounts/{{account}}/{{act}}", accounts.post_act),
        web.get(f"{BASE}/rulebook", rulebook.get_rulebook),
        web.post(f"{BASE}/rulebook/reload", rulebook.post_reload),
        web.get(f"{BASE}/openapi.json", openapi.get_openapi),
    ]


@web.middleware
async def speak_the_api(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Problems as problem+json, and the version on every answer."""
    if not request.path.startswith(BASE):
        return await handler(request)
    try:
        response = await handler(request)
    except Problem as problem:
        response = problem.answer()
    except HeldBy as refused:
        response = Problem(409, "Not now", str(refused), heldBy=refused.account).answer()
    except ChangedSince as refused:
        response = Problem(
            409,
            "Not now",
            str(refused),
            changes=[{"at": each.at, "type": each.type, "by": each.by} for each in refused.changes],
        ).answer()
    except web.HTTPException as error:
        response = Problem(error.status, error.reason, _sentence(error)).answer()
        for name in ("Allow", "WWW-Authenticate"):
            if name in error.headers:
                response.headers[name] = error.headers[name]
    response.headers["API-Version"] = VERSION
    return response


def _sentence(error: web.HTTPException) -> str:
    return {
        401: "Send a valid token, or a signature that is at most 300 seconds old.",
        404: "There is nothing at this address.",
        405: "This address does not take that method.",
        413: "This body is too large.",
    }.get(error.status, error.reason)
