"""Fire a batch of timers, in due order: each sees what the one before it changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change
from router.domain.contact import Party
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.rules.facts import NO_LOAD, QueueLoad
from router.rules.rulebook import Rulebook
from router.steps.carry_out import Around
from router.steps.escalate import escalate


class Surroundings:
    """What was read beforehand for a batch. It belongs to one batch and is folded."""

    def __init__(
        self,
        files: Mapping[str, CaseFile],
        parties: Mapping[str, Party],
        holds: Mapping[str, Holds],
        loads: Mapping[str, QueueLoad],
    ) -> None:
        self._files, self._parties, self._loads = dict(files), parties, loads
        self._holds = {account: dict(held) for account, held in holds.items()}

    def fire(self, promise: Promise, book: Rulebook, now: datetime) -> Change:
        """An empty change for a timer that is out of date, or of a case that is gone."""
        file = self._files.get(promise.case)
        if file is None:
            return Change()
        load = self._loads.get(file.case.team, NO_LOAD)
        change = escalate(file, promise, book, now, self._around(file.case), load)
        self._fold(file, change)
        return change

    def _around(self, case: Case) -> Around:
        party = self._parties.get(case.party or "")
        holds = self._holds.get(case.assignee) if case.assignee else None
        return Around(has_phone=bool(party and party.phone), holds=holds)

    def _fold(self, file: CaseFile, change: Change) -> None:
        for _, case in change.cases:
            new = {after.id: after for _, after in change.promises}
            made = tuple(after for before, after in change.promises if before is None)
            self._files[case.reference] = file.with_(case=case, promises=(*file.with_promises(new), *made))
        for load in change.loads:
            self._holds.setdefault(load.account, {})[load.lane] = load.after


def fired(due: Sequence[Promise], around: Surroundings, book: Rulebook, now: datetime) -> list[Change]:
    """The changes, without those that are empty."""
    changes = [around.fire(promise, book, now) for promise in due]
    return [change for change in changes if change.cases]
