"""Rate: a citizen says how we did, after closing, with one press and a sentence if they like (D7). History has the code."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from router.domain.case import CaseFile
from router.domain.change import Change, History
from router.domain.contact import Text
from router.domain.errors import Refused
from router.steps.answer_offer import CITIZEN

SCORES = (1, 2, 3, 4, 5)  #: from very bad to very good
ASKED_FOR = timedelta(days=30)  #: after closing
CHANGED_FOR = timedelta(days=7)  #: after the first answer
LONGEST = 500  #: characters of the sentence


def may_rate(closed_at: datetime | None, rated: Sequence[History], now: datetime) -> bool:
    """`rated`: what they said since it was closed, oldest first."""
    if closed_at is None:
        return False
    said = rated_since(closed_at, rated)
    return now <= (said[0].at + CHANGED_FOR if said else closed_at + ASKED_FOR)


def rated_since(closed_at: datetime | None, lines: Sequence[History]) -> list[History]:
    """A case that was opened again and closed anew is asked about anew."""
    return [each for each in lines if each.type == "rated" and closed_at is not None and each.at >= closed_at]


def rate(file: CaseFile, score: int, note_id: str, text: str, lines: Sequence[History], now: datetime) -> Change:
    """One answer a closing; another replaces it, and without a new sentence keeps the old one. Raises Refused."""
    case = file.case
    if score not in SCORES:
        raise Refused("Choose how we did.")
    if not case.is_closed or not may_rate(case.closed_at, lines, now):
        raise Refused("You can no longer say how we did. You can still send us a message.")
    before = rated_since(case.closed_at, lines)
    if before and before[-1].data.get("score") == score and not text:
        return Change()
    note = note_id if text else before[-1].data.get("note") if before else None
    said = {"version": case.version + 1, "score": score, "note": note, "again": bool(before)}
    about = {"team": case.team, "product": case.product, "channel": case.channel}
    return Change(
        cases=((case, case.changed(now)),),
        texts=(Text(id=note_id, body=text[:LONGEST]),) if text else (),
        history=(History(subject=case.reference, type="rated", at=now, by=CITIZEN.account, data={**said, **about}),),
    )
