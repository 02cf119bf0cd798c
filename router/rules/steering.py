"""Steer: click, call or face. Always an offer, never a trap (seed row O1).

A rule names one channel, the catalogue's order, or a list of these. The first that can be had is offered. Whatever a rule says,
guards keep some people from being sent away from a person.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from router.domain.decision import StageTrace
from router.domain.product import Product
from router.domain.words import Channel, Kind, Steer, Urgency
from router.rules.facts import Draft
from router.rules.rulebook import Rulebook

BY_CATALOGUE = "catalogue"
USED = {Channel.WEBFORM: Steer.CLICK, Channel.PHONE: Steer.CALL, Channel.DESK: Steer.FACE}
"""What somebody is doing already is not offered again, nor what comes after it."""
MACHINE = "Een automatisch bericht krijgt geen aanbod."


class Guard(NamedTuple):
    """Who is not steered away from a person."""

    name: str
    why: str
    holds: Callable[[Draft], bool]


GUARDS = (
    Guard("complaint", "Wie een klacht heeft, houdt een mens.", lambda draft: draft.kind == Kind.COMPLAINT),
    Guard("urgent", "Wat haast heeft, blijft bij een mens.", lambda draft: draft.urgency != Urgency.NORMAL),
    Guard("assistance", "Wie hulp wil bij digitale zaken, houdt een mens.", lambda draft: draft.needs_assistance),
    Guard(
        "refused-before",
        "Wie een aanbod eerder afsloeg, houdt een mens.",
        lambda draft: draft.facts.known.refused_before,
    ),
)


class Chosen(NamedTuple):
    steer: Steer
    not_taken: Sequence[str] = ()  #: "click: no-form", of each channel considered before
    guard: Guard | None = None  #: what withheld a click


def steer(draft: Draft, book: Rulebook, now: datetime) -> None:
    rule, tried = book.indexes["steering"].first(draft)
    why = rule.why if rule else ""
    if draft.contact.automatic:
        chosen, why = Chosen(Steer.NONE), MACHINE
    else:
        chosen = _chosen(rule.then.get("steer") if rule else None, draft)
    draft.steer = chosen.steer
    draft.traces.append(
        StageTrace(
            stage="steer",
            rule=rule.id if rule else "no-rule",
            tried=tried,
            outcome=_outcome(chosen),
            why=f"{why} {chosen.guard.why}".strip() if chosen.guard else why,
        )
    )


def _chosen(wish: object, draft: Draft) -> Chosen:
    """The first channel of the wish that can be had. One that somebody is on already ends the search: it serves them as well."""
    not_taken: list[str] = []
    guard = None
    for channel in _wished(wish, draft):
        if channel == Steer.NONE:
            break
        if channel == Steer.CLICK and (guard := guard_of(draft)) is not None:
            not_taken.append(f"{channel}: {guard.name}")
        elif _is_on(channel, draft):
            not_taken.append(f"{channel}: here-already")
            break
        elif lacking := _lacking(channel, draft.product):
            not_taken.append(f"{channel}: {lacking}")
        else:
            return Chosen(channel, not_taken, guard)
    return Chosen(Steer.NONE, not_taken, guard)


def guard_of(draft: Draft) -> Guard | None:
    return next((guard for guard in GUARDS if guard.holds(draft)), None)


def _wished(wish: object, draft: Draft) -> Iterator[Steer]:
    for each in wish if isinstance(wish, list) else (wish,) if wish else ():
        if each != BY_CATALOGUE:
            yield Steer(str(each))
        elif draft.product is not None:
            yield from draft.product.audiences.get(draft.audience, draft.product.channels)


def _is_on(channel: Steer, draft: Draft) -> bool:
    """Who wrote through the general form is not yet on the form of the product."""
    contact = draft.contact
    if USED.get(contact.channel) != channel:
        return False
    return channel != Steer.CLICK or (draft.product is not None and contact.product == draft.product.id)


def _lacking(channel: Steer, product: Product | None) -> str | None:
    """Why this channel cannot be had. Calling always can: now, or by being called back; but not while it is paused by hand."""
    if product is not None and channel in product.paused:
        return "paused"
    if channel == Steer.CLICK and (product is None or not product.form):
        return "no-form"
    if channel == Steer.FACE and (product is None or not product.appointment_minutes):
        return "no-appointment"
    return None


def _outcome(chosen: Chosen) -> dict[str, object]:
    said: dict[str, object] = {"steer": chosen.steer}
    if chosen.guard is not None:
        said["guard"] = chosen.guard.name
    if chosen.not_taken:
        said["notTaken"] = list(chosen.not_taken)
    return said
