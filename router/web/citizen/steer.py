"""The offer of another channel, on the citizen's own page: take it, or say why not. Two buttons, no script."""

from aiohttp import web

from router.channels.clean import many_lines
from router.domain.errors import Refused
from router.domain.words import SteerOutcome, SteerReason
from router.steps.answer_offer import CITIZEN
from router.store.views.status import Followed
from router.web.citizen import status
from router.web.citizen.posted import posted
from router.web.language import language_of
from router.web.site import site_of

LONGEST = 2_000  #: characters of what somebody adds to a reason


async def answer(request: web.Request) -> web.Response:
    """303 back to the page, which then shows the way. A refusal without a reason asks for one; what was typed stays."""
    file = await status.file_of(request)
    if file is None:
        return status.unknown(request)
    fields = (await posted(request)).fields
    outcome, reason = fields.get("outcome", ""), fields.get("reason", "")
    words = many_lines(fields.get("text", ""), LONGEST)
    if outcome == SteerOutcome.TAKEN:
        return await _told(request, file, SteerOutcome.TAKEN, None, "")
    if reason not in set(SteerReason):
        say = site_of(request).pages.gettext(language_of(request), "Choose a reason.")
        return await status.page(request, "status", file, status=422, errors={"reason": say}, values=fields)
    return await _told(request, file, SteerOutcome.REFUSED, SteerReason(reason), words)


async def _told(
    request: web.Request, file: Followed, outcome: SteerOutcome, reason: SteerReason | None, words: str
) -> web.Response:
    """Where nothing is offered any more there is nothing to tell: the page shows how it stands."""
    try:
        await site_of(request).acts.answer_offer(file.case.reference, CITIZEN, outcome, reason, words)
    except Refused:
        raise status.back(request, "") from None
    raise status.back(request, outcome)
