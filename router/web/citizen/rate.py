"""How did we do? One press on the status page, or a link in the letter. Reading never votes: mail scanners open links."""

from collections.abc import Sequence
from datetime import datetime

from aiohttp import web

from router.channels.clean import many_lines
from router.domain.change import History
from router.domain.errors import Refused
from router.domain.record import Record
from router.steps.rate import LONGEST, SCORES, may_rate, rated_since
from router.store.views.status import Followed
from router.web.citizen import status
from router.web.citizen.posted import posted
from router.web.language import language_of
from router.web.site import site_of


class Asked(Record):
    """What the page asks; `given` is what they said before."""

    given: int | None
    scores: Sequence[int] = tuple(reversed(SCORES))


def asked(file: Followed, now: datetime) -> Asked | None:
    """None while the case is open, and when it is too long ago."""
    if file.case.status != "closed" or not may_rate(file.case.closed_at, _said(file), now):
        return None
    said = _said(file)
    return Asked(given=score_of(str(said[-1].data.get("score"))) if said else None)


async def ask(request: web.Request) -> web.Response:
    """The letter's link: what was chosen there is marked, and counts once it is sent."""
    file = await status.file_of(request)
    if file is None:
        return status.unknown(request)
    wish = asked(file, site_of(request).clock.now())
    if wish is None:
        raise status.back(request, "")
    chosen = score_of(request.query.get("score", "")) or wish.given
    return await status.page(request, "rate", file, asked=wish, values={"score": chosen})


async def take(request: web.Request) -> web.Response:
    """303 to the case's page, which says thanks. Without a choice it asks again, and the sentence stays."""
    file = await status.file_of(request)
    if file is None:
        return status.unknown(request)
    site, fields = site_of(request), (await posted(request)).fields
    score, text = score_of(fields.get("score", "")), many_lines(fields.get("text", ""), LONGEST)
    wish = asked(file, site.clock.now())
    if wish is None:
        raise status.back(request, "")
    if score is None:
        errors = {"score": site.pages.gettext(language_of(request), "Choose how we did.")}
        values = {"score": None, "text": text}
        return await status.page(request, "rate", file, status=422, asked=wish, errors=errors, values=values)
    try:
        await site.acts.rate(file.case.reference, score, text)
    except Refused:
        raise status.back(request, "") from None  # it was opened again in the meantime: the page shows how it stands
    raise status.back(request, "rated")


def score_of(text: str) -> int | None:
    return int(text) if text in {str(each) for each in SCORES} else None


def _said(file: Followed) -> list[History]:
    return rated_since(file.case.closed_at, file.history)
