"""What follows a right answer at log-in, and the words for a wrong one."""

from datetime import timedelta

from aiohttp import web

from router.domain.errors import Refused
from router.passwords import Busy
from router.steps.sign_in import Paused, digest
from router.web.account.browsers import browser_of
from router.web.auth import SESSION, remember
from router.web.language import language_of
from router.web.pages import CSRF
from router.web.security import csrf_of
from router.web.site import site_of
from router.web.words import span_words


async def entered(request: web.Request, account: str, onward: str, password: str | None = None) -> web.Response:
    """A session of its own for this browser; one that it had ends."""
    site = site_of(request)
    if (before := request.get(SESSION)) is not None:
        await site.sessions.end(before.session.account, before.session.id, account)
    token = await site.sign_in.enter(account, browser_of(request.headers.get("User-Agent", "")[:500]), password)
    request[CSRF] = csrf_of(site, digest(token))
    response = web.Response(status=303, headers={"Location": onward})
    remember(site, response, token)
    return response


def told(request: web.Request, refused: Refused) -> str:
    """The sentence, in the reader's language."""
    site, language = site_of(request), language_of(request)
    if isinstance(refused, Paused):
        wait = max(refused.wait, timedelta(seconds=1))
        return site.pages.gettext(
            language, "There were too many wrong tries. Try again after %(time)s. The right password works then."
        ) % {"time": span_words(wait, language)}
    return site.pages.gettext(language, str(refused))


def status_of(refused: Refused) -> int:
    return 429 if isinstance(refused, Paused) else 503 if isinstance(refused, Busy) else 401
