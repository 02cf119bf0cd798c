"""Decisions: what should happen with a contact, and everything it was decided on."""

from datetime import datetime

from router.domain.record import Record


class StageTrace(Record):
    """What one stage did: the rule that made the choice, every rule tried before it, and the words for an agent."""

    stage: str
    rule: str
    outcome: dict[str, object]
    tried: tuple[str, ...] = ()
    why: str = ""


class Decision(Record):
    """Answer to "why here?", for ever: the rulebook's content hash and the facts it read are part of it."""

    contact: str
    case: str
    rulebook: str
    at: datetime
    facts: dict[str, object]
    stages: tuple[StageTrace, ...]

    def stage(self, name: str) -> StageTrace:
        return next(stage for stage in self.stages if stage.stage == name)
