"""The levers' page: what is set by hand now, what may be set, and who did what when and why."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from router.domain.closing import CalendarError
from router.domain.errors import Refused
from router.domain.lever import EVERYWHERE, Lever, LeverKind
from router.domain.municipality import Agent
from router.domain.product import in_language
from router.domain.words import Role, Steer
from router.rules.turned import turned
from router.steps.closing_effect import Effect, closing_effect
from router.steps.pull_lever import lift, pull
from router.store.views.levers import levers_on, levers_told
from router.web.auth import actor_of, staff
from router.web.desk.acts import sentence
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.site import Site, site_of

OF_A_TEAM = (LeverKind.OVERFLOW, LeverKind.WORK, LeverKind.NOTICE)  #: these a lead pulls for teams of their own


async def page(request: web.Request) -> web.Response:
    """GET /operations/levers"""
    return await _shown(request)


async def pulled(request: web.Request) -> web.Response:
    """POST /operations/levers: kind, subject, value, reason, until. A closed day is shown with its effect first."""
    user, site, now = staff(request), site_of(request), site_of(request).clock.now()
    form = {key: value.strip() for key, value in (await request.post()).items() if isinstance(value, str)}
    on = await levers_on(site.reads, now)
    try:
        kind = _kind(form.get("kind", ""))
        _may(user, kind, form.get("subject", ""))
        change = pull(
            kind,
            form.get("subject", ""),
            form.get("value", ""),
            form.get("reason", ""),
            until=_until(form.get("until", ""), site.pages.zone),
            on=on,
            town=site.municipality,
            by=actor_of(user),
            now=now,
        )
        effect = await _effect(site, [*on, change.levers[-1]]) if kind == LeverKind.DAY else None
    except Refused as error:
        return await _shown(request, form=form, refused=sentence(request, error))
    if effect is not None and form.get("sure") != "1":
        return await _shown(request, form=form, effect=effect)
    await site.store.apply([change])
    await site.rules.turn(await levers_on(site.reads, now))
    raise web.HTTPSeeOther("/operations/levers?done=pulled")


async def lifted(request: web.Request) -> web.Response:
    """POST /operations/levers/{id}/lift"""
    user, site, now = staff(request), site_of(request), site_of(request).clock.now()
    on = await levers_on(site.reads, now)
    for lever in on:
        if lever.id == request.match_info["id"]:
            _may(user, lever.kind, lever.subject)
    await site.store.apply([lift(on, request.match_info["id"], actor_of(user), now)])
    await site.rules.turn(await levers_on(site.reads, now))
    raise web.HTTPSeeOther("/operations/levers?done=lifted")


async def _effect(site: Site, levers: Sequence[Lever]) -> Effect:
    try:
        after = turned(site.rules.own, levers).municipality
    except CalendarError as error:
        raise Refused("Then this calendar never opens again. Choose another day.") from error
    return await closing_effect(site.store, site.municipality, after)


def _kind(told: str) -> LeverKind:
    try:
        return LeverKind(told)
    except ValueError:
        raise Refused("Choose one of the list.") from None


def _may(user: Agent, kind: LeverKind, subject: str) -> None:
    """Raises Refused. Operations and administrators may all; a lead what is of a team of their own."""
    if user.role == Role.LEAD and not (kind in OF_A_TEAM and subject in user.teams):
        raise Refused("You may do this for your own teams only. Ask operations.")


def _until(told: str, zone: ZoneInfo) -> datetime | None:
    """From a field of date and time, by the clock there."""
    if not told:
        return None
    try:
        return datetime.fromisoformat(told).replace(tzinfo=zone)
    except ValueError:
        raise Refused("Write the end as a date and a time.") from None


async def _shown(
    request: web.Request, *, form: dict[str, str] | None = None, refused: str = "", effect: Effect | None = None
) -> web.Response:
    user, site, language, now = staff(request), site_of(request), language_of(request), site_of(request).clock.now()
    town = site.municipality
    every = user.role != Role.LEAD
    return site.pages.response(
        request,
        "pages/operations/levers.html",
        status=422 if refused else 200,
        now=now,
        on=await levers_on(site.reads, now),
        told=await levers_told(site.reads),
        form=form or {},
        refused=refused,
        effect=effect,
        every=every,
        done=request.query.get("done", ""),
        anywhere=EVERYWHERE,
        teams=[
            (each, in_language(it.label, language)) for each, it in town.teams.items() if every or each in user.teams
        ],
        others=[(each, in_language(it.label, language)) for each, it in town.teams.items()],
        calendars=[(each, each) for each in town.calendars],
        products=sorted(((each, in_language(it.name, language)) for each, it in town.products.items()), key=_by_name),
        ways=[each.value for each in Steer if each != Steer.NONE],
        may=lambda lever: every or (lever.kind in OF_A_TEAM and lever.subject in user.teams),
        **wording(site),
    )


def _by_name(option: tuple[str, str]) -> str:
    return option[1].casefold()
