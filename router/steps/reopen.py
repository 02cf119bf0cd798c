"""Reopen: it was closed by mistake, or too early. No clock begins anew: what closing cancelled is promised for the moment it had."""

from collections.abc import Iterator
from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.promise import Promise, next_breach
from router.domain.words import CaseStatus, PromiseState


def reopen(file: CaseFile, by: Actor, note_id: str, text: str, now: datetime) -> Change:
    """Back into the queue of its team. `text` says why. Raises Refused."""
    case = file.case
    if not case.is_closed:
        raise Refused("This case is open.")
    if case.merged_into:
        raise Refused("This case was put together with another. Open that one.")
    if not text.strip():
        raise Refused("Write down why it is opened again.")
    again = tuple(_again(file))
    case_now = case.changed(
        now, status=CaseStatus.QUEUED, closed_at=None, result=None, next_breach=next_breach((*file.promises, *again))
    )
    return Change(
        cases=((case, case_now),),
        texts=(Text(id=note_id, body=text.strip()),),
        promises=tuple((None, each) for each in again),
        history=(
            History(
                subject=case.reference,
                type="reopened",
                at=now,
                by=by.account,
                data={"version": case_now.version, "promises": sorted(each.kind for each in again), "note": note_id},
            ),
        ),
    )


def _again(file: CaseFile) -> Iterator[Promise]:
    """A promise ends once, so another one takes the place of each that this closing cancelled."""
    cancelled = (
        each for each in file.promises if each.state == PromiseState.CANCELLED and each.ended == file.case.closed_at
    )
    for number, each in enumerate(cancelled, len(file.promises)):
        begun = each.with_(
            id=f"{file.case.reference}:{each.kind}:{number}",
            state=PromiseState.OPEN,
            ended=None,
            reason=None,
            generation=0,
            paused=None,
        )
        yield begun.started()
