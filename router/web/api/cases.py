"""Cases: lists, one whole, and what may be done with it."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from aiohttp import web

from router.domain.change import Actor, Change
from router.domain.searched import searched
from router.domain.words import CaseStatus, Channel, SteerOutcome
from router.steps.acts import Acts
from router.store.views.cases import FILTERS, Cursor, case_line, case_list, case_whole, search_cases
from router.web.api.reading import Problem, answer, body_of
from router.web.api.shapes import (
    AttemptBody,
    ClosureBody,
    MergeBody,
    ReleaseBody,
    ReplyBody,
    SearchBody,
    SteerBody,
    TextBody,
    TransferBody,
    Versioned,
    WaitBody,
)
from router.web.auth import api_actor
from router.web.offers import offered
from router.web.site import site_of

LARGEST_PAGE = 500
Body = TypeVar("Body", bound=Versioned)
Act = Callable[[Acts, str, Actor, Body], Awaitable[Change]]


async def get_cases(request: web.Request) -> web.Response:
    """GET /cases"""
    api_actor(request)
    size, after = _size(request), _cursor(request.query.get("cursor"))
    unknown = [name for name in request.query if name not in (*FILTERS, "pageSize", "cursor")]
    if unknown:
        raise Problem(
            400,
            "Bad request",
            "See errors.",
            [{"field": name, "message": "this parameter is not known"} for name in unknown],
        )
    filters = {name: request.query[name] for name in FILTERS if name in request.query}
    _known("status", filters, CaseStatus)
    _known("channel", filters, Channel)
    found = await case_list(site_of(request).reads, filters, size, after)
    page = found[:size]
    following = _written(page[-1].received_at.timestamp(), page[-1].reference) if len(found) > size else None
    return answer({"items": [case_line(case) for case in page], "next": following})


async def post_search(request: web.Request) -> web.Response:
    """POST /cases/search: personal data stays out of addresses."""
    api_actor(request)
    site, body = site_of(request), await body_of(request, SearchBody)
    found = await search_cases(site.reads, searched(body.q, site.region))
    return answer({"items": [case_line(case) for case in found], "next": None})


async def get_case(request: web.Request) -> web.Response:
    """GET /cases/{reference}"""
    api_actor(request)
    return await _case(request, request.match_info["reference"])


def act(shape: type[Body], verb: Act[Body]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that does one act and answers with the case."""

    async def handler(request: web.Request) -> web.Response:
        actor, reference = api_actor(request), request.match_info["reference"]
        body = await body_of(request, shape)
        await verb(site_of(request).acts, reference, actor, body)
        return await _case(request, reference)

    return handler


post_claim = act(Versioned, lambda acts, case, by, body: acts.claim(case, by, body.version))
post_decline = act(Versioned, lambda acts, case, by, body: acts.decline(case, by, body.version))
post_release = act(ReleaseBody, lambda acts, case, by, body: acts.release(case, by, body.reason, body.version))
post_reply = act(
    ReplyBody, lambda acts, case, by, body: acts.reply(case, by, body.text, version=body.version, channel=body.channel)
)
post_note = act(TextBody, lambda acts, case, by, body: acts.note(case, by, body.text, body.version))
post_transfer = act(
    TransferBody, lambda acts, case, by, body: acts.transfer(case, by, body.team, body.note, body.version)
)
post_attempt = act(
    AttemptBody, lambda acts, case, by, body: acts.call_back(case, by, body.outcome, body.note, body.version)
)
post_steer = act(
    SteerBody,
    lambda acts, case, by, body: acts.answer_offer(
        case, by, SteerOutcome(body.outcome), body.reason, body.note, body.version
    ),
)
post_wait = act(WaitBody, lambda acts, case, by, body: acts.wait(case, by, body.text, body.version))
post_wake = act(Versioned, lambda acts, case, by, body: acts.wake(case, by, body.version))
post_merge = act(MergeBody, lambda acts, case, by, body: acts.merge(case, by, body.into, body.version))
post_closure = act(ClosureBody, lambda acts, case, by, body: acts.close(case, by, body.result, body.note, body.version))


async def _case(request: web.Request, reference: str) -> web.Response:
    return answer(await case_told(request, reference))


async def case_told(request: web.Request, reference: str) -> dict[str, object]:
    """A case whole, with the offer as it stands now, in the language of the case. Raises Problem 404."""
    site = site_of(request)
    whole = await case_whole(site.reads, reference, site.links.status(reference), site.clock.now())
    if whole is None:
        raise Problem(404, "Not found", f"There is no case {reference[:40]}.")
    steer = cast(dict[str, object], whole["steer"])
    product = cast(str | None, whole["product"])
    steer["offer"] = await offered(site, str(steer["channel"]), product, str(whole["language"]))
    return whole


def _size(request: web.Request) -> int:
    text = request.query.get("pageSize", "50")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= LARGEST_PAGE):
        raise Problem(
            400, "Bad request", "See errors.", [{"field": "pageSize", "message": f"a number from 1 to {LARGEST_PAGE}"}]
        )
    return int(text)


def _known(name: str, filters: dict[str, str], values: type[CaseStatus] | type[Channel]) -> None:
    if name in filters and filters[name] not in list(values):
        raise Problem(400, "Bad request", "See errors.", [{"field": name, "message": f"one of {', '.join(values)}"}])


def _written(moment: float, reference: str) -> str:
    return base64.urlsafe_b64encode(f"{round(moment * 1_000_000)}|{reference}".encode()).decode().rstrip("=")


def _cursor(text: str | None) -> Cursor | None:
    if text is None:
        return None
    try:
        moment, _, reference = base64.urlsafe_b64decode(text[:200] + "=" * (-len(text) % 4)).decode().partition("|")
        return int(moment), reference
    except (ValueError, binascii.Error):
        raise Problem(
            400,
            "Bad request",
            "See errors.",
            [{"field": "cursor", "message": "take it from `next` of the page before"}],
        ) from None
