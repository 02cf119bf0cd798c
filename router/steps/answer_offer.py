"""Answer an offer: somebody takes the channel we offered, or refuses it and says why. Codes in history, words beside it."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.words import Steer, SteerOutcome, SteerReason

CITIZEN = Actor(account="citizen", name="Inwoner", role="citizen")  #: who answers by the link of the case


def answer_offer(
    file: CaseFile,
    by: Actor,
    outcome: SteerOutcome,
    reason: SteerReason | None,
    note_id: str | None,
    text: str,
    now: datetime,
) -> Change:
    """The same answer again changes nothing; another one replaces it. Raises Refused without an offer or without a reason."""
    case = file.case
    if case.steer == Steer.NONE:
        raise Refused("No other channel was offered in this case, so there is nothing to take or refuse.")
    if outcome not in (SteerOutcome.TAKEN, SteerOutcome.REFUSED):
        raise Refused("An offer is taken or refused; choose one of these.")
    if outcome == SteerOutcome.REFUSED and reason is None:
        raise Refused("Choose why the offer was refused.")
    reason = reason if outcome == SteerOutcome.REFUSED else None
    if (case.steer_outcome, case.steer_reason) == (outcome, reason) and not text:
        return Change()
    after = case.changed(now, steer_outcome=outcome, steer_reason=reason)
    return Change(
        cases=((case, after),),
        texts=(Text(id=note_id, body=text),) if note_id and text else (),
        history=(steered(after, by, now, note_id if text else None),),
    )


def steered(case: Case, by: Actor, now: datetime, note_id: str | None = None) -> History:
    """What became of the offer of `case`, as it is after the answer."""
    return History(
        subject=case.reference,
        type="steered",
        at=now,
        by=by.account,
        data={
            "version": case.version,
            "product": case.product,
            "steer": case.steer,
            "outcome": case.steer_outcome,
            "reason": case.steer_reason,
            "note": note_id,
        },
    )
