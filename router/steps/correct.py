"""Correct: an agent says what a contact is really about. The case follows, and a label keeps it for measuring recognition."""

from datetime import datetime

from msgspec import UNSET, UnsetType

from router.domain.case import Case, CaseFile
from router.domain.change import Actor, Change, History, Label
from router.domain.municipality import Municipality
from router.domain.record import Record
from router.domain.words import Kind, Steer, SteerOutcome, Urgency
from router.rules.routing import BASE_PRIORITY

FIELDS = ("product", "kind", "urgency", "language")
TOLD = (*FIELDS, "steer")


class Correction(Record):
    """Only what is set changes. `product` None says that it is about no product of ours."""

    product: str | UnsetType | None = UNSET
    kind: Kind | UnsetType = UNSET
    urgency: Urgency | UnsetType = UNSET
    language: str | UnsetType = UNSET

    def of(self, case: Case) -> dict[str, object]:
        """What is to change, and only what differs."""
        said = {name: getattr(self, name) for name in FIELDS}
        return {name: value for name, value in said.items() if value is not UNSET and value != getattr(case, name)}


def correct(file: CaseFile, by: Actor, correction: Correction, now: datetime) -> Change:
    """The team stays: passing a case on is an act of its own. What turns out more urgent goes forward in its queue.

    Who turns out to complain or to be in a hurry is not sent to a form: that offer is taken back.
    """
    case, changes = file.case, correction.of(file.case)
    if not changes:
        return Change()
    if _must_keep_a_person(case, changes):
        changes |= {"steer": Steer.NONE, "steer_outcome": None}
    after = case.changed(now, **changes)
    after = after.with_(priority=max(case.priority, BASE_PRIORITY[after.urgency])) if "urgency" in changes else after
    return Change(
        cases=((case, after),),
        labels=(_label(after, by, now),),
        history=(
            History(
                subject=case.reference,
                type="corrected",
                at=now,
                by=by.account,
                data={
                    "version": after.version,
                    "contact": case.contact,
                    "before": {name: getattr(case, name) for name in TOLD if name in changes},
                    "after": {name: changes[name] for name in TOLD if name in changes},
                },
            ),
        ),
    )


def _must_keep_a_person(case: Case, changes: dict[str, object]) -> bool:
    person = changes.get("kind") == Kind.COMPLAINT or changes.get("urgency", Urgency.NORMAL) != Urgency.NORMAL
    return person and case.steer == Steer.CLICK and case.steer_outcome == SteerOutcome.OFFERED


def _label(case: Case, by: Actor, now: datetime) -> Label:
    """Of the contact that opened the case: that is what was recognised wrongly."""
    return Label(
        contact=case.contact,
        case=case.reference,
        product=case.product,
        kind=case.kind,
        urgency=case.urgency,
        language=case.language,
        at=now,
        by=by.account,
    )


def suggested_team(case: Case, municipality: Municipality) -> str | None:
    """The team that does the product, where it is another than the one that has the case."""
    product = municipality.products.get(case.product or "")
    return product.team if product is not None and product.team != case.team else None
