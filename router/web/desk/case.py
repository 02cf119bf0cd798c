"""A case on one page: work list left, the whole conversation in the middle, why and what was promised right."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from router.domain.change import History
from router.domain.draft import draft_id
from router.domain.errors import NotFound
from router.domain.municipality import Agent
from router.domain.phone import may_be_dialled
from router.domain.product import in_language
from router.domain.words import CallbackOutcome, Result
from router.store.views.alike import alike
from router.store.views.case_page import CasePage, case_page
from router.web.auth import actor_of, staff
from router.web.desk import work
from router.web.desk.answering import lost_answer, ways
from router.web.desk.draft import canned, draft
from router.web.desk.drafts import draft_of
from router.web.desk.earlier import beside
from router.web.desk.meanwhile import meanwhile
from router.web.desk.recognised import choices
from router.web.desk.scratchpad import written
from router.web.desk.timeline import timeline
from router.web.desk.wished import wished
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.site import Site, site_of

PANELS = ("reply", "note", "callback", "transfer", "close")
DONE = (
    "claim",
    "release",
    "reply",
    "draft",
    "note",
    "callback",
    "call",
    "transfer",
    "close",
    "steer",
    "correct",
    "wait",
    "wake",
    "reopen",
    "merge",
    "person",
    "question",
    "scratch",
)


async def page(request: web.Request) -> web.Response:
    return await shown(request, staff(request), {})


async def shown(
    request: web.Request,
    user: Agent,
    typed: Mapping[str, str],
    refused: str = "",
    act: str = "",
    changes: Sequence[History] = (),
) -> web.Response:
    """The page as it is now; after a refusal with the sentence, everything that was typed and what others did meanwhile."""
    site, reference = site_of(request), request.match_info["reference"]
    found = await case_page(site.reads, reference, draft_id(user.account, reference))
    if found is None:
        raise NotFound(f"There is no case {reference}.")
    known = await alike(site.reads, found.party, found.case.place) if found.party else []
    return site.pages.response(
        request,
        "pages/desk/case.html",
        status=409 if refused else 200,
        page=found,
        case=found.case,
        work=await work.load(site, user, request.query.get("team"), reference),
        refused=refused,
        meanwhile=meanwhile(found, changes),
        open_act=act if act in PANELS else _first_act(site, found),
        typed=typed,
        done=_done(request),
        now=site.clock.now(),
        timeline=timeline(found),
        asked=act,
        scratch=await written(site, user.account),
        **_choices(site, found, request),
        **await choices(site, found, language_of(request)),
        lost_answer=lost_answer(found),
        wish=wished(found, site.region),
        alike=known,
        **await beside(site, found, known, actor_of(user)),
        ways=ways(site, found, typed.get("text", "")),
        **_draft(request, site, found, user),
        **wording(site),
    )


def _done(request: web.Request) -> str:
    """What was just done, for the word of thanks above the page."""
    done = request.query.get("done", "")
    return done if done in DONE else ""


def _first_act(site: Site, found: CasePage) -> str:
    """What is likely to be done: an answer where one can go, else a call, else a note."""
    if ways(site, found, ""):
        return "reply"
    return "callback" if found.party and found.party.phone else "note"


def _draft(request: web.Request, site: Site, found: CasePage, user: Agent) -> dict[str, object]:
    """What stands in the editor: what was kept, else what stands ready; and what can be put in."""
    kept = draft_of(found, user.account)
    asked = request.query.get("template") or request.query.get("answer")
    subject, text = (kept.subject, kept.text) if kept and not asked else draft(request, site, found, user)
    texts = canned(site, found, user, language_of(request))
    return {"draft_subject": subject, "draft_text": text, "kept_draft": kept, "canned": texts}


def _choices(site: Site, found: CasePage, request: web.Request) -> dict[str, object]:
    """What can be chosen from on this page, and the product's own knowledge."""
    language, town = language_of(request), site.municipality
    return {
        "product": town.products.get(found.case.product or ""),
        "dialled": may_be_dialled(found.party.phone, site.region) if found.party and found.party.phone else None,
        "decision": found.decision,
        "mentionable": [
            *(each.name for each in town.agents.values()),
            *(in_language(each.label, language) for each in town.teams.values()),
        ],
        "teams": [team for team in town.teams.values() if team.id != found.case.team],
        "outcomes": [str(each) for each in CallbackOutcome],
        "results": [str(each) for each in Result],
        "rules": {rule.id: rule.why for rules in site.book().rules.values() for rule in rules},
    }
