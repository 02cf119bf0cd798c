"""Escalate a contact: danger, the press, the third time about the same thing. Part of the change that decided it."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change
from router.domain.contact import NOT_CALLED, Inbound
from router.rules.escalation_fields import CONTACT, Cause
from router.rules.facts import NO_LOAD, Facts, Outcome
from router.rules.rulebook import Rulebook
from router.steps.carry_out import Around, CarriedOut


def escalate_contact(
    change: Change, contact: Inbound, outcome: Outcome, facts: Facts, book: Rulebook, now: datetime
) -> Change:
    """`change` opened a case or joined one; what the rules want done with it is written along. Most want nothing."""
    case = change.case
    if contact.backlog or not book.escalation.asks_of(CONTACT, case.product):
        return change
    raised = book.escalation.raised(_cause(case, contact, outcome, facts, now))
    if not raised:
        return change
    earlier = facts.joins.promises if facts.joins else ()
    file = CaseFile(case=case, promises=(*earlier, *(after for _, after in change.promises)))
    carried = CarriedOut(change, file, Around(has_phone=bool(contact.sender.phone)), book, now)
    fresh = carried.do(raised)
    return carried.change(carried.told(CONTACT, contact.id, fresh)) if fresh else change


def _cause(case: Case, contact: Inbound, outcome: Outcome, facts: Facts, now: datetime) -> Cause:
    """A case that is joined is looked at as the new contact tells of it."""
    if facts.joins is not None:
        case = case.with_(
            channel=contact.channel,
            kind=outcome.kind,
            urgency=outcome.urgency,
            tone=outcome.tone,
            audience=outcome.audience,
            language=outcome.language,
            needs_assistance=outcome.needs_assistance,
            place=contact.place or case.place,
        )
    return Cause(
        case=case,
        event=CONTACT,
        at=now,
        received_at=contact.received_at,
        load=facts.loads.get(case.team, NO_LOAD),
        known=facts.known,
        automatic=contact.automatic,
        not_called=contact.source == "status" and (contact.source_id or "").startswith(NOT_CALLED),
    )
