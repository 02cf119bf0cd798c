"""Same person: an agent says whether two parties are one. Nothing is merged by it; the case and the pair tell it."""

from datetime import datetime

from router.domain.alike import OTHER, SAME, pair_of
from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Party
from router.domain.errors import Refused


def same_person(file: CaseFile, by: Actor, other: Party | None, same: bool, now: datetime) -> Change:
    """Said again, the last word holds. Raises Refused for who is not there."""
    case = file.case
    if case.party is None or other is None or other.id == case.party:
        raise Refused("There is nobody to compare with in this case.")
    kind = SAME if same else OTHER
    return Change(
        history=(
            History(
                subject=pair_of(case.party, other.id), type=kind, at=now, by=by.account, data={"case": case.reference}
            ),
            History(subject=case.reference, type=kind, at=now, by=by.account, data={"party": other.id}),
        )
    )
