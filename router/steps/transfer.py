"""Transfer: hand a case to another team. Two are free, the third needs a lead; the clock runs on (D5)."""

from datetime import datetime

from router.domain.case import MAX_TRANSFERS, CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.municipality import Team
from router.domain.product import in_language
from router.domain.promise import Promise, next_breach
from router.domain.seeker import Holds
from router.domain.words import CaseStatus
from router.steps.claim import let_go
from router.steps.forward import forwarded


def transfer(
    file: CaseFile, to: Team, by: Actor, note_id: str, text: str, holds: Holds, promised: Promise | None, now: datetime
) -> Change:
    """`promised` is the promise that a colleague takes it. Raises Refused for a third move, a way back or an empty note."""
    case = file.case
    _may(file, to, by, text)
    promises = tuple(each.with_(team=to.id) for each in file.promises if each.is_owed and each.team != to.id)
    new = (promised,) if promised else ()
    moved = case.changed(
        now,
        team=to.id,
        status=CaseStatus.QUEUED,
        assignee=None,
        transfers=case.transfers + 1,
        teams_seen=(*case.teams_seen, to.id),
        next_breach=next_breach((*file.promises, *new)),
    )
    return Change(
        cases=((case, moved),),
        texts=(Text(id=note_id, body=text),),
        promises=(*_moved(file, promises), *((None, each) for each in new)),
        loads=let_go(case, holds),
        outgoing=forwarded(case.reference, to, str(case.transfers + 1), now),
        history=(
            History(
                subject=case.reference,
                type="transferred",
                at=now,
                by=by.account,
                data={"version": moved.version, "from": case.team, "to": to.id, "note": note_id},
            ),
        ),
    )


def _may(file: CaseFile, to: Team, by: Actor, text: str) -> None:
    case = file.case
    if case.is_closed:
        raise Refused("This case is closed. A new message from the citizen opens it again.")
    if not text.strip():
        raise Refused("Write a hand-over note: what was done and what is asked.")
    if to.id == case.team:
        raise Refused(f"{in_language(to.label, 'nl')} has this case already.")
    if case.transfers >= MAX_TRANSFERS and not by.is_lead:
        raise Refused("This case moved twice already. Ask a team lead to move it again.")
    if to.id in case.teams_seen and not by.is_lead:
        raise Refused(f"{in_language(to.label, 'nl')} had this case before. Say what changed, or ask a lead.")


def _moved(file: CaseFile, promises: tuple[Promise, ...]) -> tuple[tuple[Promise, Promise], ...]:
    """The promises go along with the case, each with the moment it had."""
    new = {promise.id: promise for promise in promises}
    return tuple(
        (promise, new[promise.id].with_(generation=promise.generation + 1))
        for promise in file.promises
        if promise.id in new
    )
