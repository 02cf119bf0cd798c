"""Steer: click, call or face. Always an offer, never a trap (seed row O1)."""

from datetime import datetime

from router.domain.decision import StageTrace
from router.domain.words import Channel, Steer
from router.rules.facts import Draft
from router.rules.rulebook import Rulebook

BY_CATALOGUE = "catalogue"
USED = {Channel.WEBFORM: Steer.CLICK, Channel.PHONE: Steer.CALL, Channel.DESK: Steer.FACE}
"""What somebody is doing already is not offered again."""


def steer(draft: Draft, book: Rulebook, now: datetime) -> None:
    rule, tried = book.indexes["steering"].first(draft)
    wish = str(rule.then.get("steer", Steer.NONE)) if rule else Steer.NONE
    draft.steer = _by_catalogue(draft) if wish == BY_CATALOGUE else Steer(wish)
    if draft.contact.automatic:
        draft.steer = Steer.NONE
    draft.traces.append(
        StageTrace(
            stage="steer",
            rule=rule.id if rule else "no-rule",
            tried=tried,
            outcome={"steer": draft.steer},
            why=rule.why if rule else "",
        )
    )


def _by_catalogue(draft: Draft) -> Steer:
    """The first channel of the product that is open to this person and is not the one they are on."""
    product = draft.product
    if product is None:
        return Steer.NONE
    for channel in product.channels:
        if channel == USED.get(draft.contact.channel):
            return Steer.NONE
        if channel != Steer.CLICK or product.form:
            return channel
    return Steer.NONE
