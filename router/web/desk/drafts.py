"""An answer that is not sent yet: kept every few seconds by reply.js, and by its own button; restored on the next visit."""

from aiohttp import web

from router.domain.change import Change
from router.domain.draft import Draft, draft_id, draft_in, no_draft
from router.store.views.case_page import CasePage
from router.web.auth import staff
from router.web.site import site_of


async def keep(request: web.Request) -> web.Response:
    """POST /desk/{reference}/draft. With quiet=1 the answer is {"at": milliseconds}, else the case again."""
    user, reference, form = staff(request), request.match_info["reference"], await request.post()
    said = {name: str(form.get(name, "")).replace("\r\n", "\n") for name in ("subject", "text", "channel")}
    now = site_of(request).clock.now()
    draft = Draft(
        account=user.account,
        case=reference,
        subject=" ".join(said["subject"].split())[:300],
        text=said["text"],
        channel=said["channel"][:80],
        at=now,
    )
    drop = bool(form.get("drop")) or not said["text"].strip()
    await site_of(request).store.apply([Change(texts=(no_draft(user.account, reference) if drop else draft.kept(),))])
    if form.get("quiet"):
        return web.json_response({"at": int(now.timestamp() * 1000)})
    raise web.HTTPSeeOther(f"/desk/{reference}{'' if drop else '?done=draft'}#latest")


def draft_of(page: CasePage, account: str) -> Draft | None:
    """What this agent was at; None once it is sent."""
    reference = page.case.reference
    return draft_in(page.texts.get(draft_id(account, reference)), account, reference)
