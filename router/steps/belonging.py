"""Belonging: which case a contact belongs to where no thread says so, and which it has left behind."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change, History
from router.domain.contact import Inbound
from router.domain.municipality import Organisation
from router.domain.words import Channel, PromiseKind
from router.rules.facts import Outcome
from router.steps.context import Context

MOST_CALLS = 3  #: owed to one number at once
TALK = (Channel.MENTION, Channel.EMAIL)  #: where people go on in a second message; a form is filled in once


def in_burst(contact: Inbound, outcome: Outcome, context: Context, organisation: Organisation) -> CaseFile | None:
    """The open case of the message that this sender wrote over the same channel just before, when it is about the same."""
    if contact.channel not in TALK or contact.automatic or contact.backlog or contact.callback:
        return None
    file = context.lately(contact, organisation.burst)
    if file is None or file.case.is_closed or file.case.source != contact.source:
        return None
    products = {each for each in (outcome.product, file.case.product) if each}
    if len(products) > 1:
        return None
    return file if contact.channel == Channel.MENTION or _same_subject(contact, file.case, context) else None


def owed_enough(contact: Inbound, outcome: Outcome, context: Context) -> CaseFile | None:
    """Who asks to be called at a number that waits for as many calls already: it joins one of those, about the same if it can.
    Anybody can leave the number of somebody else, however often."""
    if contact.callback is None or not contact.sender.phone:
        return None
    files = (context.file_on(case) for case in context.caller(contact.sender.phone).cases)
    owing = [file for file in files if file and not file.case.is_closed and file.owed(PromiseKind.CALLBACK)]
    if len(owing) < MOST_CALLS:
        return None
    return next((file for file in owing if file.case.product == outcome.product), owing[-1])


def _same_subject(contact: Inbound, case: Case, context: Context) -> bool:
    """Who gives a second mail a subject of its own writes about something else."""
    first, second = bare_subject(context.subject(case.reference)), bare_subject(contact.subject)
    return bool(first) and first == second


def bare_subject(subject: str) -> str:
    """Without the Re: and Fwd: before it."""
    plain = " ".join(subject.casefold().split())
    while plain.startswith(("re:", "fw:", "fwd:", "aw:", "antw:", "tr:")):
        plain = plain.partition(":")[2].strip()
    return plain


def is_past(contact: Inbound, file: CaseFile, organisation: Organisation) -> bool:
    """The case was closed so long ago that a person's word about it is a new one. Machines open nothing."""
    closed = file.case.closed_at if file.case.is_closed else None
    by_machine = contact.automatic or contact.backlog
    return closed is not None and not by_machine and contact.received_at > closed + organisation.reopens_within


def linked(change: Change, old: Case, now: datetime) -> Change:
    """`change` opened a case that goes on from `old`; both tell so."""
    new = change.case
    return change.with_(
        history=(
            *change.history,
            History(subject=new.reference, type="linked", at=now, data={"from": old.reference}),
            History(subject=old.reference, type="linked", at=now, data={"to": new.reference}),
        )
    )
