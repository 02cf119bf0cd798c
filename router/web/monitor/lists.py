"""The monitor's lists: which mentions stand in each, and what is asked of them in the address."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from router.domain.record import Record
from router.domain.words import CaseStatus, Result
from router.store.views.monitor import Seen

TO_DO = (CaseStatus.QUEUED.value, CaseStatus.OFFERED.value)
NO_ACTION = (Result.NOT_OURS.value, Result.WITHDRAWN.value, Result.DUPLICATE.value)
NOTHING: Mapping[str, str] = {}
LISTS = ("todo", "mine", "team", "none", "all")


class Asked(Record):
    """What the address asks for. Anything that no page of ours offers is left out."""

    show: str = "todo"
    about: str = ""  #: a product; "-" is none
    source: str = ""
    case: str = ""  #: the one that lies open
    burst: str = ""  #: of which one answer is made, by its first case

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        show = query.get("show", "todo")
        return cls(
            show=show if show in (*LISTS, "kept", "broken") else "todo",
            about=query.get("about", "")[:80],
            source=query.get("source", "")[:160],
            case=query.get("case", "")[:40],
            burst=query.get("burst", "")[:40],
        )

    def fits(self, each: Seen) -> bool:
        return (not self.about or (each.product or "-") == self.about) and self.source in ("", each.line, each.source)

    def pairs(self, **changes: str) -> list[tuple[str, str]]:
        """For an address; what is not asked stays out of it."""
        return [(name, value) for name, value in self.with_(**changes).told().items() if value]

    def told(self) -> dict[str, str]:
        told = {"show": self.show, "about": self.about, "source": self.source}
        return {**told, "case": self.case, "burst": self.burst}


def lists(
    every: Sequence[Seen],
    account: str,
    teams: Collection[str],
    since: datetime,
    muted: Collection[str] = (),
    answered: Collection[str] = (),
    promised: Mapping[str, str] = NOTHING,
) -> Mapping[str, list[Seen]]:
    """`teams` are one's own: what waits for another team is not to do for them. A muted source is not to do for anybody,
    nor is what one answer for many was said in. `promised` tells of today's what became of the answer promised."""
    open_ones = [each for each in every if each.is_open]
    elsewhere = [each for each in open_ones if len(each.teams_seen) > 1 and each.team not in teams]
    hidden = {each.reference for each in elsewhere} | set(answered)
    return {
        "todo": [
            each
            for each in open_ones
            if each.status in TO_DO and each.reference not in hidden and each.line not in muted
        ],
        "mine": [each for each in open_ones if each.assignee == account],
        "team": elsewhere,
        "none": [
            each
            for each in every
            if each.result in NO_ACTION and each.merged_into is None and each.received_at >= since
        ],
        "all": [each for each in every if each.received_at >= since],
        "kept": [each for each in every if promised.get(each.reference) == "kept"],
        "broken": [each for each in every if promised.get(each.reference) == "broken"],
    }
