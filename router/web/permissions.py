"""Who may what: every route of the site, in one table, applied in one place. A route without a line here serves nobody."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

import structlog
from aiohttp import web

from router.domain.municipality import Agent, Municipality
from router.domain.words import Role
from router.store.views.monitor import is_public
from router.store.views.whose import Whose, is_mentioned, whose
from router.web.auth import SESSION, api_actor, staff
from router.web.site import site_of

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class By(StrEnum):
    """How who asks is known."""

    NOBODY = "nobody"  #: open to all
    DEMO = "demo"  #: open to all while there is a demo, then for administrators
    SESSION = "session"  #: logged in
    TOKEN = "token"  #: the API's bearer token
    OWN_WORD = "own-word"  #: a neighbour, who signs what it sends: the handler checks that with the body


class Who(NamedTuple):
    """`case` names what is asked of the case in the address: to "see" it or to "act" on it, by team; "answer" is to act
    on a post that everybody can read, or by team."""

    by: By
    roles: frozenset[Role] = frozenset(Role)
    case: str = ""


PUBLIC, DEMO, TOKEN, OWN_WORD = Who(By.NOBODY), Who(By.DEMO), Who(By.TOKEN), Who(By.OWN_WORD)
ALL = frozenset(Role)
WORKERS = frozenset({Role.AGENT, Role.WEBCARE, Role.LEAD, Role.ADMIN})
WATCHERS = frozenset({Role.LEAD, Role.OPERATIONS, Role.ADMIN})
MONITORS = frozenset({Role.WEBCARE, Role.LEAD, Role.OPERATIONS, Role.ADMIN})
CARERS = frozenset({Role.WEBCARE, Role.LEAD, Role.ADMIN})  #: these answer on social media, whatever the team
LEADS = frozenset({Role.LEAD, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
EVERYWHERE = frozenset({Role.OPERATIONS, Role.ADMIN})  #: these see every team's work, others that of their own teams
BARE = ("/account", "/account/password", "/logout", "/login", "/login/code")
"""What a password that must be changed is good for."""


def _to(who: Who, *routes: str) -> dict[str, Who]:
    return dict.fromkeys(routes, who)


def _people(roles: frozenset[Role], *routes: str, case: str = "") -> dict[str, Who]:
    return _to(Who(By.SESSION, roles, case), *routes)


def _under(base: str, *routes: str) -> list[str]:
    return [f"{method} {base}{path}" for method, _, path in (each.partition(" ") for each in routes)]


TABLE: Mapping[str, Who] = {
    # Citizens
    **_to(PUBLIC, "GET /", "GET /product/{product}", "GET /form", "GET /form/{product}", "POST /form"),
    **_to(PUBLIC, "POST /form/{product}", "GET /callback", "GET /callback/{product}", "POST /callback"),
    **_to(PUBLIC, "POST /callback/{product}", "GET /sent/{contact}", "GET /status"),
    **_to(PUBLIC, *_under("/status/{reference}/{secret}", "GET ", "GET /add", "POST /add", "POST /steer")),
    **_to(PUBLIC, *_under("/status/{reference}/{secret}", "GET /rate", "POST /rate")),
    **_to(PUBLIC, *_under("/embed/form", "OPTIONS ", "POST ", "OPTIONS /{product}", "POST /{product}")),
    **_to(PUBLIC, "GET /embed.js", "GET /theme.css"),
    **_to(PUBLIC, *_under("/status/{reference}/{secret}", "POST /callback", "POST /not-called")),
    # Everybody, and machines
    **_to(PUBLIC, "GET /login", "POST /login", "GET /login/code", "POST /login/code"),
    **_to(PUBLIC, "GET /static/{hash}/{path}", "GET /favicon.ico", "GET /healthz", "GET /readyz", "GET /metrics"),
    **_to(PUBLIC, "GET /wallboard", "GET /wallboard/events"),
    **_to(DEMO, "GET /mailbox"),
    **_to(OWN_WORD, "* /channels/{channel}/{tail}"),
    # Who is logged in
    **_people(ALL, "POST /logout", "GET /account", "POST /account/password", "POST /account/sessions/end"),
    **_people(ALL, "POST /account/sessions/end-all", "GET /account/second-step", "POST /account/second-step"),
    **_people(ALL, "POST /account/second-step/drop"),
    # The desk: everybody looks, by team; who works there acts
    **_people(ALL, "GET /desk", "GET /desk/queues", "GET /desk/callbacks", "GET /events", "POST /desk/presence"),
    **_people(ALL, "GET /quarantine", "GET /desk/search", "POST /desk/search", "POST /desk/notices"),
    **_people(WORKERS, "POST /quarantine/{id}/replay", "POST /desk/next", "GET /desk/visit", "POST /desk/visit"),
    **_people(WORKERS, "GET /visit", "POST /visit", "POST /desk/call", "GET /desk/call/{contact}"),
    **_people(ALL, "POST /desk/scratch", "POST /desk/typing"),
    **_people(ALL, "GET /desk/{reference}", "GET /desk/{reference}/files/{sha256}", case="see"),
    **_people(ALL, *_under("/desk/{reference}/originals/{contact}", "GET ", "GET /eml"), case="see"),
    **_people(WORKERS, "POST /desk/{reference}/draft", case="act"),
    **_people(WORKERS, "POST /desk/{reference}/{act}", "POST /desk/callbacks/{reference}", case="act"),
    # Who watches, who leads, who administers
    **_people(WATCHERS, "GET /operations", "GET /operations/events", "GET /operations/sources"),
    **_people(WATCHERS, "GET /operations/counted/{figure}", "GET /operations/trends"),
    **_people(WATCHERS, "GET /operations/levers", "POST /operations/levers", "POST /operations/levers/{id}/lift"),
    **_people(MONITORS, "GET /monitor"),
    **_people(CARERS, "POST /monitor/{reference}/{act}", "POST /monitor/together/{reference}", case="answer"),
    **_people(CARERS, "POST /monitor/sources"),
    **_people(MONITORS, "POST /monitor/lists", "POST /monitor/lists/{id}/drop"),
    **_people(LEADS, "GET /admin", "GET /admin/rules", "POST /admin/rules/reload", "GET /admin/rules/{stage}"),
    **_people(LEADS, "GET /admin/rules/versions/{version}", "GET /admin/rehearsal", "POST /admin/rehearsal"),
    **_people(LEADS, "POST /admin/rehearsal/cancel", "GET /admin/rehearsal/cases.csv"),
    **_people(ADMINS, "GET /admin/accounts", "POST /admin/accounts/{account}/{act}"),
    # The API
    **_to(PUBLIC, "GET /api/v1/openapi.json"),
    **_to(OWN_WORD, *_under("/api/v1", "POST /telephony/events", "POST /channels/{source}/events")),
    **_to(TOKEN, *_under("/api/v1", "POST /contacts", "POST /contacts/batch", "GET /contacts/{id}", "GET /cases")),
    **_to(TOKEN, *_under("/api/v1", "POST /cases/search", "GET /queues", "POST /queues/{team}/next", "GET /presence")),
    **_to(TOKEN, *_under("/api/v1", "POST /presence", "GET /teams", "GET /service-levels", "GET /quarantine")),
    **_to(TOKEN, *_under("/api/v1", "POST /quarantine/{id}/replays", "GET /rulebook", "POST /rulebook/reload")),
    **_to(TOKEN, *_under("/api/v1/cases/{reference}", "GET ", "POST /claims", "POST /declines", "POST /releases")),
    **_to(TOKEN, *_under("/api/v1/cases/{reference}", "POST /replies", "POST /notes", "POST /transfers")),
    **_to(TOKEN, *_under("/api/v1/cases/{reference}", "POST /callback-attempts", "POST /closure", "POST /waits")),
    **_to(TOKEN, *_under("/api/v1/cases/{reference}", "POST /wakes", "POST /merges", "POST /steer", "POST /calls")),
    **_to(TOKEN, "POST /api/v1/cases/{reference}/corrections"),
    **_to(TOKEN, *_under("/api/v1/accounts", "GET ", "POST ", "POST /{account}/{act}")),
}


def who_may(method: str, pattern: str) -> Who | None:
    """The line of a route; None when there is none."""
    return TABLE.get(f"{'GET' if method == 'HEAD' else method} {pattern}") or TABLE.get(f"* {pattern}")


@web.middleware
async def permitted(request: web.Request, handler: Handler) -> web.StreamResponse:
    resource = request.match_info.route.resource
    if resource is not None:
        await _let_in(request, who_may(request.method, resource.canonical), resource.canonical)
    return await handler(request)


async def _let_in(request: web.Request, who: Who | None, pattern: str) -> None:
    if who is None:
        log.error("permission.missing", method=request.method, pattern=pattern)
        raise web.HTTPForbidden(text="Nobody may open this page yet. Tell the administrator.")
    if who.by == By.TOKEN:
        api_actor(request)
    elif who.by == By.SESSION or (who.by == By.DEMO and await site_of(request).sign_in.demo() is None):
        await _let_in_user(request, who if who.by == By.SESSION else Who(By.SESSION, ADMINS))


async def _let_in_user(request: web.Request, who: Who) -> None:
    user = staff(request)
    if request[SESSION].must_change and request.path not in BARE:
        raise web.HTTPSeeOther("/account?change=1")
    if user.role not in who.roles:
        raise web.HTTPForbidden(text="Your account may not open this page. Ask the administrator.")
    if who.case and not await _may(user, who.case, request):
        raise web.HTTPForbidden(text="This case is with another team. Ask them, or ask your lead.")


async def _may(user: Agent, what: str, request: web.Request) -> bool:
    if what == "see":
        return await may_see(user, request, request.match_info["reference"])
    found = await whose(site_of(request).reads, request.match_info["reference"])
    if found is None:
        return True  # the handler says that there is none
    if what == "answer" and await is_public(site_of(request).reads, request.match_info["reference"]):
        return True
    if request.match_info.get("act") == "note":
        return await may_see(user, request, request.match_info["reference"])
    return acts(user, found)


async def may_see(user: Agent, request: web.Request, reference: str) -> bool:
    """Also where a case is named beside the address: a stream follows it. One that is not there anybody may ask for."""
    reads = site_of(request).reads
    found = await whose(reads, reference)
    return found is None or sees(user, found) or await is_mentioned(reads, reference, user.account)


def sees(user: Agent, case: Whose) -> bool:
    """It is or was with one of their teams, or in their own hands."""
    return (
        user.role in EVERYWHERE
        or user.account in case.hands
        or not {case.team, *case.teams_seen}.isdisjoint(user.teams)
    )


def acts(user: Agent, case: Whose) -> bool:
    """It is with one of their teams now, or in their own hands."""
    return user.role == Role.ADMIN or user.account in case.hands or case.team in user.teams


def teams_for(user: Agent, town: Municipality) -> tuple[str, ...]:
    """Whose work somebody sees."""
    return tuple(town.teams) if user.role in EVERYWHERE else user.teams
