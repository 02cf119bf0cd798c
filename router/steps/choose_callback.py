"""Choose: a citizen whom we could not reach says how to go on. Another moment, another number, by mail, or let it go.

The promise stays as it was made (I5): only by mail and letting go end it.
"""

from datetime import datetime

from router.domain.attempts import ANY, Span, planned_attempt
from router.domain.case import CaseFile
from router.domain.change import Change, History
from router.domain.contact import Party
from router.domain.errors import Refused
from router.domain.municipality import Municipality
from router.domain.promise import Promise, next_breach
from router.domain.record import Record
from router.domain.words import CaseStatus, PromiseKind, Result, Word
from router.steps.answer_offer import CITIZEN
from router.steps.close import close

BY_MAIL = "answered by mail instead"  #: why a callback was cancelled
WITHDRAWN = "withdrawn"
WAITS = (CaseStatus.QUEUED, CaseStatus.WAITING)
Settled = tuple[tuple[Promise, Promise], ...]


class CallbackChoice(Word):
    MOMENT = "moment"
    NUMBER = "number"
    MAIL = "mail"
    STOP = "stop"


class Choice(Record):
    """What they said."""

    choice: CallbackChoice
    wish: Span = ANY  #: with `moment`
    number: str | None = None  #: with `number`, in E.164


def choose_callback(
    file: CaseFile, said: Choice, party: Party | None, answer: Promise | None, town: Municipality, now: datetime
) -> Change:
    """`answer` is the promise of an answer as the municipality makes it. Raises Refused when nothing is asked any more."""
    asked = tuple(each for each in file.owed(PromiseKind.CALLBACK) if each.asks)
    if not asked:
        raise Refused("This was answered already. The page shows how it stands now.")
    if said.choice == CallbackChoice.MAIL:
        return _by_mail(file, party, answer, now)
    if said.choice == CallbackChoice.STOP:
        return _let_go(file, now)
    if said.choice == CallbackChoice.NUMBER:
        return _new_number(file, asked, said, party, town, now)
    return _new_moment(file, asked, said, town, now)


def _new_moment(file: CaseFile, asked: tuple[Promise, ...], said: Choice, town: Municipality, now: datetime) -> Change:
    calendar = town.calendar_of(file.case.team)
    planned = tuple(
        (each, each.wished(said.wish, planned_attempt(now, now, calendar, said.wish, each.due))) for each in asked
    )
    return Change(
        cases=((file.case, file.case.changed(now)),),
        promises=planned,
        history=(_told(file, said, now, next=planned[0][1].next_attempt),),
    )


def _new_number(
    file: CaseFile, asked: tuple[Promise, ...], said: Choice, party: Party | None, town: Municipality, now: datetime
) -> Change:
    """The number stands with the citizen, for this and every later call; what they wished of the moment stays."""
    if party is None or said.number is None:
        raise Refused("Give the number at which we can call you.")
    same = said.with_(wish=asked[0].wish)
    return _new_moment(file, asked, same, town, now).with_(parties=(party.with_(phone=said.number),))


def _by_mail(file: CaseFile, party: Party | None, answer: Promise | None, now: datetime) -> Change:
    if party is None or not party.email:
        raise Refused("We have no e-mail address of you. Choose another moment, or call us.")
    settled = _settled(file, BY_MAIL, now)
    new = answer if answer is not None and not file.owed(PromiseKind.ANSWER) else None
    promises = (*_after(file, settled).promises, *((new,) if new else ()))
    said = Choice(choice=CallbackChoice.MAIL)
    made = [{"id": new.id, "kind": new.kind, "due": new.due}] if new else []
    return Change(
        cases=((file.case, file.case.changed(now, next_breach=next_breach(promises))),),
        promises=(*settled, *(((None, new),) if new else ())),
        history=(_told(file, said, now, promises=made),),
    )


def _let_go(file: CaseFile, now: datetime) -> Change:
    """The case ends as well, when nobody has it in hand and nothing else is owed."""
    settled = _settled(file, WITHDRAWN, now)
    ended, told = _after(file, settled), _told(file, Choice(choice=CallbackChoice.STOP), now)
    if file.case.assignee is None and file.case.status in WAITS and not ended.owed(*PromiseKind):
        change = close(ended, CITIZEN, Result.WITHDRAWN, None, "", {}, now)
    else:
        change = Change(cases=((file.case, file.case.changed(now, next_breach=next_breach(ended.promises))),))
    return change.with_(promises=(*settled, *change.promises), history=(told, *change.history))


def _settled(file: CaseFile, reason: str, now: datetime) -> Settled:
    """Every owed callback ended: an open one is cancelled; one that broke stays broken, with the reason nobody waits any more."""
    return tuple(
        (each, each.cancel(now, reason) if each.is_open else each.keep(now).with_(reason=reason))
        for each in file.owed(PromiseKind.CALLBACK)
    )


def _after(file: CaseFile, settled: Settled) -> CaseFile:
    return file.with_(promises=file.with_promises({after.id: after for _, after in settled}))


def _told(file: CaseFile, said: Choice, now: datetime, **data: object) -> History:
    return History(
        subject=file.case.reference,
        type="callback-chosen",
        at=now,
        by=CITIZEN.account,
        data={"choice": said.choice, **data},
    )
