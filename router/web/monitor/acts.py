"""POST /monitor/{reference}/{act}: what is done with a mention, from its own page. A refusal keeps what was typed."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from router.domain.change import Actor
from router.domain.errors import NotFound, Refused
from router.domain.words import Result
from router.web.auth import actor_of, staff
from router.web.desk.acts import sentence, version_in
from router.web.language import language_of
from router.web.monitor.page import shown
from router.web.monitor.reasons import REASONS
from router.web.paths import safe_path
from router.web.site import Site, site_of

Form = Mapping[str, str]
Doing = Callable[[Site, str, Actor, Form, int | None], Awaitable[object]]


async def act(request: web.Request) -> web.Response:
    user, name = staff(request), request.match_info["act"]
    form = {key: value.replace("\r\n", "\n") for key, value in (await request.post()).items() if isinstance(value, str)}
    reference = request.match_info["reference"]
    if name == "preview":
        return await shown(request, user, reference, form, asked="reply", preview=True)
    if name not in ACTS:
        raise NotFound(f'There is nothing called "{name}" to do with a mention.')
    try:
        await ACTS[name](site_of(request), reference, actor_of(user), _worded(request, form), version_in(form))
    except Refused as error:
        return await shown(request, user, reference, form, sentence(request, error), name)
    raise web.HTTPSeeOther(_on(form, name, reference))


def _on(form: Form, name: str, reference: str) -> str:
    """Back to the list it was done from; what stays one's own lies open still."""
    back = safe_path(form.get("next", "/monitor"))
    path, _, query = back.partition("?")
    pairs = [each for each in query.split("&") if each and not each.startswith(("case=", "done="))]
    stays = [f"case={reference}"] if name in ("claim", "release") else []
    return f"{path}?{'&'.join([*pairs, *stays, f'done={name}'])}"


def _worded(request: web.Request, form: Form) -> Form:
    """With the reason for no action as a sentence of the municipality's own."""
    if form.get("reason") not in REASONS:
        return form
    words = site_of(request).pages.gettext(language_of(request), REASONS[form["reason"]][0])
    return {**form, "note": ": ".join(each for each in (words, form.get("text", "").strip()) if each)}


async def _claim(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    await site.acts.claim(reference, by)


async def _release(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    await site.acts.release(reference, by, None, version)


async def _reply(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    """`finish` closes it: most mentions are done with one answer."""
    change = await site.acts.reply(reference, by, form.get("text", ""), "", version, form.get("channel") or None)
    if form.get("finish"):
        await site.acts.close(reference, by, Result.ANSWERED, "", change.case.version)


async def _hand(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    if not form.get("team"):
        raise Refused("Choose the team that should have it.")
    await site.acts.transfer(reference, by, form["team"], form.get("text", ""), version)


async def _nothing(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    reason = form.get("reason", "")
    if reason not in REASONS:
        raise Refused("Choose why nothing is done.")
    await site.acts.close(reference, by, REASONS[reason][1], form.get("note", ""), version)


async def _raise(site: Site, reference: str, by: Actor, form: Form, version: int | None) -> None:
    team = site.municipality.organisation.communication
    if not team:
        raise Refused("organisation.yaml names no team for communication. Hand it to a team instead.")
    await site.acts.raise_to(reference, by, team, form.get("text", ""), version)


ACTS: Mapping[str, Doing] = {
    "claim": _claim,
    "release": _release,
    "reply": _reply,
    "hand": _hand,
    "nothing": _nothing,
    "raise": _raise,
}
