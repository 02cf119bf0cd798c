"""Who looks and who types, of the pages that this process serves. Kept in memory: it is worth nothing after half a minute."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.looking import Look, Onlooker

MOST = 5_000  #: cases; more are not looked at in half a minute


class Looking:
    """One a process."""

    def __init__(self) -> None:
        self._looks: dict[str, dict[str, Look]] = {}

    def seen(self, reference: str, account: str, now: datetime) -> None:
        """The page of this case is open before them."""
        looks = self._looks.get(reference)
        if looks is None:
            self._make_room(now)
            looks = self._looks.setdefault(reference, {})
        known = looks.get(account)
        looks[account] = known.with_(seen=now) if known else Look(account=account, seen=now)

    def typed(self, reference: str, account: str, now: datetime) -> None:
        """Only where their page is open: who types elsewhere says nothing here."""
        known = self._looks.get(reference, {}).get(account)
        if known is not None:
            self._looks[reference][account] = known.with_(seen=now, typed=now)

    def left(self, reference: str, account: str) -> None:
        """Another page of theirs on the same case says so again by itself."""
        looks = self._looks.get(reference, {})
        looks.pop(account, None)
        if not looks:
            self._looks.pop(reference, None)

    def others(self, account: str, now: datetime) -> Mapping[str, tuple[Onlooker, ...]]:
        """By case, everybody but oneself, who types first."""
        found: dict[str, tuple[Onlooker, ...]] = {}
        for reference, looks in self._looks.items():
            there = [each for each in looks.values() if each.account != account and each.is_there(now)]
            if there:
                ordered = sorted(there, key=lambda each: (not each.types(now), each.account))
                found[reference] = tuple(Onlooker(account=each.account, types=each.types(now)) for each in ordered)
        return found

    def _make_room(self, now: datetime) -> None:
        if len(self._looks) < MOST:
            return
        self._looks = {
            reference: there
            for reference, looks in self._looks.items()
            if (there := {each.account: each for each in looks.values() if each.is_there(now)})
        }
