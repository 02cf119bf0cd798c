"""Call back: an attempt to ring somebody, with what came of it. Only reaching them keeps the promise (D1)."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.words import CallbackOutcome, PromiseKind
from router.steps.keep import keep_promises


def call_back(
    file: CaseFile, by: Actor, outcome: CallbackOutcome, note_id: str | None, text: str, now: datetime
) -> Change:
    """Record one attempt. The answer promise is kept as well: they were spoken to."""
    kinds = (
        (PromiseKind.CALLBACK, PromiseKind.ANSWER, PromiseKind.ACKNOWLEDGE)
        if outcome == CallbackOutcome.REACHED
        else ()
    )
    kept, promises = keep_promises(file, now, *kinds)
    return Change(
        cases=((file.case, file.case.changed(now, next_breach=file.breach_after(kept))),),
        texts=(Text(id=note_id, body=text),) if note_id and text else (),
        promises=promises,
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
                },
            ),
        ),
    )
