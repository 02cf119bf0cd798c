"""Who else looks at the case that is open, and who types: told by the open page itself, and to it."""

from datetime import datetime

from aiohttp import web

from router.domain.looking import Onlooker
from router.domain.municipality import Agent
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.permissions import may_see
from router.web.site import site_of

PATH = "/desk/typing"


async def typing(request: web.Request) -> web.Response:
    """POST case=…: a beacon of desk.js, every few seconds while somebody types in a form of the case."""
    user, site, form = staff(request), site_of(request), await request.post()
    case = str(form.get("case", ""))
    if await may_see(user, request, case):
        site.looking.typed(case, user.account, site.clock.now())
    return web.Response(status=204)


class Lookout:
    """For one open stream: says that its person looks at ?case=, and tells what changed about others."""

    def __init__(self, request: web.Request, user: Agent) -> None:
        self._site, self._account, self._language = site_of(request), user.account, language_of(request)
        self._case = request.query.get("case", "")
        self._known: dict[str, tuple[Onlooker, ...]] | None = None
        if "lastEventId" not in request.query and "Last-Event-ID" not in request.headers:  # the page was just drawn
            self._known = dict(self._site.looking.others(self._account, self._site.clock.now()))

    def look(self, now: datetime) -> bool:
        """Whether anything is otherwise than at the last look."""
        if self._case:
            self._site.looking.seen(self._case, self._account, now)
        before, self._known = self._known, dict(self._site.looking.others(self._account, now))
        return self._known != before

    def leave(self) -> None:
        if self._case:
            self._site.looking.left(self._case, self._account)

    def drawn(self) -> str:
        """The line in the head of the case; empty where no case is open."""
        if not self._case:
            return ""
        there = (self._known or {}).get(self._case, ())
        template, words = "pages/desk/_looking.html", wording(self._site)
        return self._site.pages.render(template, self._language, onlookers=there, **words).strip()
