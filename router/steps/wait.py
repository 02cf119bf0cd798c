"""Wait: nothing can be done until the citizen says more. Promises that may, stand still; the law's and a callback run on."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.closing import CalendarError
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.promise import Promise, next_breach
from router.domain.words import CaseStatus
from router.rules.rulebook import Rulebook
from router.steps.claim import HeldBy
from router.steps.recount import calendar_of, due_again, entry_of, resting_on


def wait(file: CaseFile, book: Rulebook, by: Actor, note_id: str, text: str, now: datetime) -> Change:
    """`text` says what is asked of the citizen; it may be empty. Raises Refused for a case that nobody has in hand."""
    case = file.case
    if case.status == CaseStatus.WAITING:
        raise Refused("This case waits for the citizen already.")
    if case.status != CaseStatus.ACTIVE or case.assignee is None:
        raise Refused("Take this case first. Then it can wait for the citizen.")
    if case.assignee != by.account and not by.is_lead:
        raise HeldBy(case.assignee)
    still = {each.id: each.pause(now) for each in file.promises if _may_pause(each, book, now)}
    promises = file.with_promises(still)
    waiting = case.changed(now, status=CaseStatus.WAITING, next_breach=next_breach(promises))
    return Change(
        cases=((case, waiting),),
        texts=(Text(id=note_id, body=text),) if text.strip() else (),
        promises=tuple((each, still[each.id]) for each in file.promises if each.id in still),
        history=(
            History(
                subject=case.reference,
                type="paused",
                at=now,
                by=by.account,
                data={
                    "version": waiting.version,
                    "note": note_id if text.strip() else None,
                    "promises": [{"promise": each.id, "kind": each.kind, "due": each.due} for each in still.values()],
                },
            ),
        ),
    )


def wake(file: CaseFile, by: Actor, now: datetime) -> Change:
    """By hand: it goes on with who had it. Its promises go on too (`woken`)."""
    if file.case.status != CaseStatus.WAITING:
        raise Refused("This case does not wait for anybody.")
    return Change(cases=((file.case, file.case.changed(now, status=CaseStatus.ACTIVE)),))


def woken(change: Change, file: CaseFile, book: Rulebook, now: datetime, by: str) -> Change:
    """`change` with the promises going on of a case that stops waiting by it, whatever it was that woke it."""
    pairs = [pair for pair in change.cases if pair[1].reference == file.case.reference]
    if not pairs or pairs[-1][1].status == CaseStatus.WAITING:
        return change
    new = {after.id: after for _, after in change.promises}
    still = [each for each in (new.get(each.id, each) for each in file.promises) if each.paused and each.is_open]
    still = [each for each in still if each.case == file.case.reference]
    if not still:
        return change
    going = {each.id: resumed(each, file, book, now) for each in still}
    return _with(change, file, going, _history(still, going, file, now, by))


def resumed(promise: Promise, file: CaseFile, book: Rulebook, now: datetime) -> Promise:
    """Moved on by the open time that passed while it stood still, on the calendar as it is now."""
    assert promise.paused is not None
    calendar, stood = calendar_of(promise, file, book), (*promise.stood, (promise.paused, now))
    try:
        if calendar is not None:
            due = due_again(promise.with_(stood=stood), calendar)
            return resting_on(promise, max(due, promise.due), calendar, book, stood=stood)
    except CalendarError:
        pass  # it leads out of the years there are: moved on by the clock on the wall
    return promise.recounted(promise.due + (now - promise.paused), promise.why, promise.warns, stood=stood)


def _may_pause(promise: Promise, book: Rulebook, now: datetime) -> bool:
    """One past its moment broke then, whenever that is noticed."""
    entry = entry_of(promise, book)
    return promise.is_open and promise.due > now and promise.legal is None and entry is not None and entry.pauses


def _with(change: Change, file: CaseFile, going: dict[str, Promise], told: History) -> Change:
    """The change's own pairs of these promises end where they go on; `next_breach` counts them again."""
    pairs = tuple((before, going.pop(after.id, after)) for before, after in change.promises)
    stood = tuple((each, going[each.id]) for each in file.promises if each.id in going)
    promises = (*pairs, *stood)
    latest = {after.id: after for _, after in promises}
    here = file.case.reference
    all_of = [each for each in {**{each.id: each for each in file.promises}, **latest}.values() if each.case == here]
    breach = next_breach(tuple(all_of))
    cases = tuple(
        (old, case.with_(next_breach=breach) if case.reference == here else case) for old, case in change.cases
    )
    return change.with_(cases=cases, promises=promises, history=(*change.history, told))


def _history(still: list[Promise], going: dict[str, Promise], file: CaseFile, now: datetime, by: str) -> History:
    return History(
        subject=file.case.reference,
        type="resumed",
        at=now,
        by=by,
        data={
            "promises": [
                {"promise": each.id, "kind": each.kind, "from": each.due, "to": going[each.id].due} for each in still
            ]
        },
    )
