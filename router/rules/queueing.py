"""Queue: the place in the line. The last stage; it reads how busy the line is, so that a replay decides on the same facts."""

from datetime import datetime

from router.domain.decision import StageTrace
from router.rules.facts import NO_LOAD, Draft
from router.rules.rulebook import Rulebook


def queue(draft: Draft, book: Rulebook, now: datetime) -> None:
    load = draft.facts.loads.get(draft.team, NO_LOAD)
    draft.traces.append(
        StageTrace(
            stage="queue",
            rule="by-priority-then-breach",
            outcome={"queue": draft.team, "priority": draft.priority, "waiting": load.waiting},
            why="Hoogste prioriteit eerst, dan wat het eerst afloopt.",
        )
    )
