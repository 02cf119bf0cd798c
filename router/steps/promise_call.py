"""Promise a call: an agent says yes to a citizen who wrote that they would like one."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Party
from router.domain.errors import Refused
from router.domain.phone import may_be_dialled, region_of
from router.domain.promise import Promise, next_breach
from router.domain.words import PromiseKind
from router.rules.rulebook import Rulebook
from router.steps.plan_promise import planned


def promise_call(file: CaseFile, by: Actor, party: Party | None, number: str, book: Rulebook, now: datetime) -> Change:
    """A callback, due as any other from `now` on: before, nobody had promised it. The number stands with the citizen.

    Raises Refused, with the mend."""
    dialled = may_be_dialled(number, region_of(book.municipality.organisation.zone))
    if dialled is None:
        raise Refused(
            "This number is not dialled: it is too short, costs extra, or lies too far away. Ask for another."
        )
    promise = _promise(file, party, book, now)
    assert party is not None, "looked at with the rest"
    return Change(
        cases=((file.case, file.case.changed(now, next_breach=next_breach((*file.promises, promise)))),),
        promises=((None, promise),),
        parties=() if party.phone == dialled else (party.with_(phone=dialled),),
        history=(_told(file, by, promise, now),),
    )


def _promise(file: CaseFile, party: Party | None, book: Rulebook, now: datetime) -> Promise:
    if file.case.is_closed:
        raise Refused("This case is closed. A new message from the citizen opens it again.")
    if file.owed(PromiseKind.CALLBACK):
        raise Refused("A call is promised already. Call them, and note how it went.")
    promise = planned(file, PromiseKind.CALLBACK, file.case.team, book, now)
    if party is None or promise is None:
        raise Refused("No call can be promised here. Call them now, or answer in writing.")
    return promise


def _told(file: CaseFile, by: Actor, promise: Promise, now: datetime) -> History:
    made = {"id": promise.id, "kind": promise.kind, "due": promise.due}
    return History(subject=file.case.reference, type="call-promised", at=now, by=by.account, data={"promises": [made]})
