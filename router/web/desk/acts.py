"""What an agent does with a case, from a form: parse, call, go back to the page. A refusal keeps what was typed."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from router.domain.change import Actor, Change
from router.domain.draft import no_draft
from router.domain.errors import NotFound, Refused
from router.domain.words import CallbackOutcome, Result
from router.steps.acts import Acts
from router.steps.changed_since import ChangedSince
from router.steps.claim import HeldBy
from router.steps.reply import TooLong
from router.steps.scratch import scratched
from router.web.auth import actor_of, staff
from router.web.desk.case import shown
from router.web.desk.recognised import answer_of, correction_of, product_and_kind
from router.web.language import language_of
from router.web.paths import safe_path
from router.web.site import Site, site_of

Form = Mapping[str, str]
Doing = Callable[[Acts, str, Actor, Form, int | None], Awaitable[Change]]


async def act(request: web.Request) -> web.Response:
    user, name = staff(request), request.match_info["act"]
    if name not in ACTS:
        raise NotFound(f'There is nothing called "{name}" to do with a case.')
    form = {key: value.replace("\r\n", "\n") for key, value in (await request.post()).items() if isinstance(value, str)}
    reference = request.match_info["reference"]
    try:
        change = await ACTS[name](site_of(request).acts, reference, actor_of(user), form, version_in(form))
    except Refused as error:
        changes = error.changes if isinstance(error, ChangedSince) else ()
        return await shown(request, user, form, sentence(request, error), name, changes)
    if name == "question":
        raise web.HTTPSeeOther(f"/desk/{change.case.reference}?done=question")
    if name == "decline":
        raise web.HTTPSeeOther(safe_path(form.get("next", "")))
    raise web.HTTPSeeOther(f"/desk?done={name}" if name == "close" else f"/desk/{reference}?done={name}#latest")


def version_in(form: Form) -> int | None:
    """The version the page showed. A note, a call and a claim stand whatever came meanwhile."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def sentence(request: web.Request, error: Refused) -> str:
    site: Site = site_of(request)
    say, language = site.pages.gettext, language_of(request)
    if isinstance(error, HeldBy):
        agent = site.municipality.agents.get(error.account)
        return say(language, "{name} has this case.").format(name=agent.name if agent else error.account)
    if isinstance(error, TooLong):
        used, most = error.length
        return say(
            language, "This answer has %(used)s characters; over this channel it may have %(most)s. Make it shorter."
        ) % {"used": used, "most": most}
    return say(language, str(error))


async def _claim(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.claim(reference, by)


async def _decline(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.decline(reference, by)


async def _release(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.release(reference, by, form.get("text", "").strip() or None, version)


async def _reply(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    subject = " ".join(form.get("subject", "").split())[:300]
    sent = Change(texts=(no_draft(by.account, reference),))
    return await acts.reply(reference, by, form.get("text", ""), subject, version, form.get("channel") or None, sent)


async def _person(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.same_person(reference, by, form.get("other", ""), form.get("same") == "yes")


async def _note(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.note(reference, by, form.get("text", ""))


async def _callback(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    outcome = form.get("outcome", "")
    if outcome not in set(CallbackOutcome):
        raise Refused("Choose how the call went.")
    return await acts.call_back(reference, by, CallbackOutcome(outcome), form.get("text", ""))


async def _call(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.promise_call(reference, by, form.get("number", "")[:40], version)


async def _transfer(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    if not form.get("team"):
        raise Refused("Choose the team that should have it.")
    return await acts.transfer(reference, by, form["team"], form.get("text", ""), version)


async def _steer(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    outcome, reason = answer_of(form)
    return await acts.answer_offer(reference, by, outcome, reason, form.get("text", "").strip())


async def _correct(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.correct(reference, by, correction_of(form), version)


async def _close(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    result = form.get("result", "")
    if result not in set(Result):
        raise Refused("Choose a result.")
    return await acts.close(reference, by, Result(result), form.get("text", ""), version)


async def _reopen(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.reopen(reference, by, form.get("text", ""), version)


async def _wait(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.wait(reference, by, form.get("text", ""), version)


async def _wake(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.wake(reference, by)


async def _scratch(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    return await acts.note(reference, by, form.get("text", ""), also=scratched(by.account, ""))


async def _question(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    product, kind = product_and_kind(form)
    return await acts.another_question(reference, by, form.get("text", ""), product, kind)


async def _merge(acts: Acts, reference: str, by: Actor, form: Form, version: int | None) -> Change:
    into = form.get("into", "").strip().upper()
    try:
        return await acts.merge(reference, by, into, version)
    except NotFound:
        raise Refused("There is no case with that number. Look it up in the work list.") from None


ACTS: Mapping[str, Doing] = {
    "reopen": _reopen,
    "wait": _wait,
    "wake": _wake,
    "merge": _merge,
    "question": _question,
    "scratch": _scratch,
    "claim": _claim,
    "decline": _decline,
    "release": _release,
    "reply": _reply,
    "note": _note,
    "person": _person,
    "callback": _callback,
    "call": _call,
    "transfer": _transfer,
    "steer": _steer,
    "correct": _correct,
    "close": _close,
}
