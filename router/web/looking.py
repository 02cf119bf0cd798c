"""Who looks and who types, of the pages that this process serves and of those that others do. In memory: it is worth nothing after
half a minute.
"""

from collections.abc import Mapping
from datetime import datetime

from router.domain.looking import Look, Onlooker
from router.presence.looks import ByCase, Looks

MOST = 5_000  #: cases; more are not looked at in half a minute


class Looking:
    """One a process."""

    def __init__(self) -> None:
        self._looks: dict[str, dict[str, Look]] = {}
        self._elsewhere: ByCase = {}

    async def exchange(self, looks: Looks, now: datetime) -> None:
        """Tell other processes what this one knows, and hear what they do."""
        mine = {
            reference: [each for each in there.values() if each.is_there(now)]
            for reference, there in self._looks.items()
        }
        self._elsewhere = await looks.exchange(mine, now)

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
        for reference in {**self._looks, **self._elsewhere}:
            types = self._types(reference, now)
            types.pop(account, None)
            if types:
                ordered = sorted(types, key=lambda each: (not types[each], each))
                found[reference] = tuple(Onlooker(account=each, types=types[each]) for each in ordered)
        return found

    def _types(self, reference: str, now: datetime) -> dict[str, bool]:
        """Everybody who looks at it, and whether they type on any of their pages."""
        types: dict[str, bool] = {}
        for each in (*self._looks.get(reference, {}).values(), *self._elsewhere.get(reference, ())):
            if each.is_there(now):
                types[each.account] = types.get(each.account, False) or each.types(now)
        return types

    def _make_room(self, now: datetime) -> None:
        if len(self._looks) < MOST:
            return
        self._looks = {
            reference: there
            for reference, looks in self._looks.items()
            if (there := {each.account: each for each in looks.values() if each.is_there(now)})
        }
