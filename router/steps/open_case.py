"""Open a case for a decided contact, or join the contact to the case it belongs to."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change, History, Outgoing
from router.domain.contact import Contact, Inbound, Party, Text, party_of
from router.domain.decision import Decision
from router.domain.municipality import Municipality
from router.domain.promise import Promise, next_breach
from router.domain.words import CaseStatus, PromiseKind, Steer, SteerOutcome
from router.rules.facts import Outcome, Planned
from router.rules.rulebook import Rulebook
from router.steps.awaited import awaited_by
from router.steps.forward import forwarded_on
from router.steps.ways import MAIL


def open_case(contact: Inbound, outcome: Outcome, reference: str, book: Rulebook, now: datetime) -> Change:
    """A new case with its promises, on its team's queue."""
    party = party_of(contact)
    promises = tuple(
        _promised(each, reference, outcome.team, contact, number) for number, each in enumerate(outcome.promises)
    )
    case = Case(
        reference=reference,
        channel=contact.channel,
        source=contact.source,
        contact=contact.id,
        party=party.id,
        product=outcome.product,
        kind=outcome.kind,
        urgency=outcome.urgency,
        language=outcome.language,
        team=outcome.team,
        priority=outcome.priority,
        received_at=contact.received_at,
        changed_at=now,
        teams_seen=(outcome.team,),
        next_breach=next_breach(promises),
        steer=outcome.steer,
        steer_outcome=SteerOutcome.OFFERED if outcome.steer != Steer.NONE else None,
        needs_assistance=outcome.needs_assistance,
        place=contact.place,
        tone=outcome.tone,
        audience=outcome.audience,
        wanted=outcome.wanted,
    )
    change = _with_contact(
        contact,
        party,
        case,
        outcome,
        book,
        now,
        Change(
            cases=((None, case),),
            promises=tuple((None, promise) for promise in promises),
            outgoing=(
                *_acknowledged(contact, party, reference, promises, book.municipality, now),
                *forwarded_on(contact, reference, book.municipality.teams[outcome.team], now),
            ),
            history=(_decided("opened", contact, case, outcome, promises, now),),
        ),
    )
    return change.with_(threads=(*change.threads, *((each, reference) for each in awaited_by(contact))))


def join_case(contact: Inbound, outcome: Outcome, file: CaseFile, book: Rulebook, now: datetime) -> Change:
    """The contact joins its case; the clock does not restart. A person's word wakes a case that waited or was closed."""
    before, party = file.case, party_of(contact)
    promises = tuple(
        _promised(each, before.reference, before.team, contact, len(file.promises) + number)
        for number, each in enumerate(outcome.promises)
    )
    woken = not contact.automatic and before.status in (CaseStatus.WAITING, CaseStatus.CLOSED)
    status = (CaseStatus.ACTIVE if before.assignee else CaseStatus.QUEUED) if woken else before.status
    case = before.changed(
        now,
        status=status,
        next_breach=next_breach((*file.promises, *promises)),
        priority=max(before.priority, outcome.priority),
        **_reopened(woken),
    )
    return _with_contact(
        contact,
        party,
        case,
        outcome,
        book,
        now,
        Change(
            cases=((before, case),),
            promises=tuple((None, promise) for promise in promises),
            outgoing=forwarded_on(contact, before.reference, book.municipality.teams[before.team], now),
            history=(_decided("joined", contact, case, outcome, promises, now),),
        ),
    )


def _reopened(woken: bool) -> dict[str, object]:
    return {"closed_at": None, "result": None} if woken else {}


def _with_contact(
    contact: Inbound, party: Party, case: Case, outcome: Outcome, book: Rulebook, now: datetime, change: Change
) -> Change:
    """Add the rows every decided contact has: itself, its words, its sender and why it was decided so."""
    decision = Decision(
        contact=contact.id,
        case=case.reference,
        rulebook=book.version,
        at=now,
        facts=outcome.facts,
        stages=outcome.traces,
    )
    return change.with_(
        contacts=(
            Contact(
                id=contact.id,
                channel=contact.channel,
                source=contact.source,
                received_at=contact.received_at,
                source_id=contact.source_id,
                case=case.reference,
                party=party.id,
                digest=contact.digest,
                automatic=contact.automatic,
            ),
        ),
        texts=(
            Text(
                id=contact.id,
                subject=contact.subject,
                body=contact.text,
                attachments=contact.attachments,
                message_id=contact.message_id,
                original_sha256=contact.original_sha256,
                wire=contact.wire,
            ),
        ),
        parties=(party,),
        decisions=(decision,),
        threads=((contact.message_id, case.reference),) if contact.message_id else (),
    )


def _promised(planned: Planned, reference: str, team: str, contact: Inbound, number: int) -> Promise:
    wish = contact.callback if planned.kind == PromiseKind.CALLBACK else None
    return Promise(
        id=f"{reference}:{planned.kind}:{number}",
        case=reference,
        kind=PromiseKind(planned.kind),
        team=team,
        term=planned.term,
        since=contact.received_at,
        due=planned.due,
        why=planned.why,
        warns=planned.warns,
        legal=planned.legal,
        entry=planned.term_id,
        calendar=planned.calendar,
        legal_term=planned.legal_term,
        not_before=wish.not_before if wish else None,
        not_after=wish.not_after if wish else None,
    ).started()


def _acknowledged(
    contact: Inbound, party: Party, reference: str, promises: tuple[Promise, ...], town: Municipality, now: datetime
) -> tuple[tuple[None, Outgoing], ...]:
    """An acknowledgement, once a case, to a person who left an address (Z3)."""
    way = _acknowledged_over(contact, town)
    if contact.automatic or contact.backlog or way is None:
        return ()
    if way == MAIL and not any(promise.kind == PromiseKind.ACKNOWLEDGE for promise in promises):
        return ()
    return (
        (
            None,
            Outgoing(
                id=f"{reference}-ack",
                case=reference,
                purpose="acknowledgement",
                channel=way,
                recipient=party.id,
                next_at=now,
            ),
        ),
    )


def _acknowledged_over(contact: Inbound, town: Municipality) -> str | None:
    """By mail; over the channel itself only where its setting says `acknowledge: true`, for others may read along there."""
    if contact.sender.email:
        return MAIL
    asked = town.settings.get(contact.source, {}).get("acknowledge") is True
    return contact.source if asked and contact.source in town.senders else None


def _decided(
    kind: str, contact: Inbound, case: Case, outcome: Outcome, promises: tuple[Promise, ...], now: datetime
) -> History:
    return History(
        subject=case.reference,
        type=kind,
        at=now,
        data={
            "contact": contact.id,
            "channel": contact.channel,
            "team": case.team,
            "product": outcome.product,
            "kind": outcome.kind,
            "urgency": outcome.urgency,
            "steer": outcome.steer,
            "status": case.status,
            "receivedAt": contact.received_at,
            "promises": [{"id": each.id, "kind": each.kind, "due": each.due} for each in promises],
        },
    )
