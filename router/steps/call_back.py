"""Call back: an attempt to ring somebody, with what came of it. Only reaching them keeps the promise (D1)."""

from datetime import datetime

from router.domain.attempts import Asks, next_attempt
from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History, Outgoing
from router.domain.contact import Party, Text
from router.domain.municipality import Municipality
from router.domain.promise import Promise
from router.domain.words import CallbackOutcome, Channel, PromiseKind
from router.steps.keep import keep_promises

SPOKEN = (PromiseKind.CALLBACK, PromiseKind.ANSWER, PromiseKind.ACKNOWLEDGE)
"""What speaking with them keeps: the answer as well."""
LETTER = "callback-missed"  #: the purpose of what asks them how to go on


def call_back(
    file: CaseFile,
    by: Actor,
    outcome: CallbackOutcome,
    note_id: str | None,
    text: str,
    town: Municipality,
    party: Party | None,
    now: datetime,
) -> Change:
    """Record one attempt. In vain, the next one is planned; after too many, or on a wrong number, `party` is asked what to do."""
    reached = outcome == CallbackOutcome.REACHED
    kept, keeping = keep_promises(file, now, *(SPOKEN if reached else ()))
    owed = () if reached else file.owed(PromiseKind.CALLBACK)
    tried = tuple((each, _tried(each, file, outcome, town, now)) for each in owed)
    change = Change(
        cases=((file.case, file.case.changed(now, next_breach=file.breach_after(kept))),),
        texts=(Text(id=note_id, body=text),) if note_id and text else (),
        promises=(*keeping, *tried),
        history=(
            History(
                subject=file.case.reference,
                type="called-back",
                at=now,
                by=by.account,
                data={
                    "outcome": outcome,
                    "note": note_id if text else None,
                    "kept": sorted(each.kind for each in kept.values()),
                    "attempt": tried[0][1].attempts if tried else None,
                    "next": tried[0][1].next_attempt if tried else None,
                },
            ),
        ),
    )
    asked = next((after for before, after in tried if _asks(before, outcome, town)), None)
    return change if asked is None else change.and_(_ask(file, asked, party, now))


def _tried(promise: Promise, file: CaseFile, outcome: CallbackOutcome, town: Municipality, now: datetime) -> Promise:
    redial, calendar = town.organisation.callbacks, town.calendar_of(file.case.team)
    following = next_attempt(outcome, now, calendar, redial, promise.wish, promise.due)
    return promise.rung(following, _asks(promise, outcome, town) or promise.asks)


def _asks(promise: Promise, outcome: CallbackOutcome, town: Municipality) -> Asks | None:
    """What this attempt makes us ask: once for another number, and after every so many attempts how to go on."""
    if outcome == CallbackOutcome.WRONG_NUMBER:
        return Asks.NUMBER if promise.asks != Asks.NUMBER else None
    return Asks.CHOICE if (promise.attempts + 1) % town.organisation.callbacks.most == 0 else None


def _ask(file: CaseFile, promise: Promise, party: Party | None, now: datetime) -> Change:
    """By mail, to whom left an address. Who did not finds it on the status page, and the desk sees that nobody was written to."""
    letter = Outgoing(
        id=f"{promise.id}-asks-{promise.attempts}".replace(":", "."),
        case=file.case.reference,
        purpose=LETTER,
        channel=Channel.EMAIL,
        recipient=party.id if party else None,
        next_at=now,
        data={"asks": promise.asks, "attempts": promise.attempts},
    )
    written = party is not None and bool(party.email)
    return Change(
        outgoing=((None, letter),) if written else (),
        history=(
            History(
                subject=file.case.reference,
                type="callback-asked",
                at=now,
                data={
                    "promise": promise.id,
                    "asks": promise.asks,
                    "attempts": promise.attempts,
                    "message": letter.id if written else None,
                },
            ),
        ),
    )
