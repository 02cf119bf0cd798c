"""The decision: five stages, read top to bottom."""

from collections.abc import Callable
from datetime import datetime

from router.domain.contact import Inbound
from router.rules.facts import Draft, Facts, Outcome
from router.rules.promising import promise
from router.rules.queueing import queue
from router.rules.recognise import recognise
from router.rules.routing import route
from router.rules.rulebook import Rulebook
from router.rules.steering import steer

Stage = Callable[[Draft, Rulebook, datetime], None]

STAGES: tuple[Stage, ...] = (recognise, steer, route, promise, queue)  # the order is the design


class StageFailed(Exception):
    """A stage crashed on this contact. The worker puts the contact in quarantine and moves on."""

    def __init__(self, stage: str, cause: Exception) -> None:
        super().__init__(f"{stage}: {type(cause).__name__}: {cause}"[:500])
        self.stage = stage


def decide(contact: Inbound, facts: Facts, book: Rulebook, now: datetime) -> Outcome:
    """What should happen with `contact`. Pure: the same arguments give the same Outcome, for ever (replay relies on it).

    Raises StageFailed.
    """
    draft = Draft(contact, facts, now)
    for stage in STAGES:
        try:
            stage(draft, book, now)
        except Exception as error:
            raise StageFailed(stage.__name__, error) from error
    return outcome_of(draft)


def outcome_of(draft: Draft) -> Outcome:
    return Outcome(
        product=draft.product.id if draft.product else None,
        kind=draft.kind,
        urgency=draft.urgency,
        tone=draft.tone,
        audience=draft.audience,
        language=draft.language,
        sure=draft.sure,
        steer=draft.steer,
        team=draft.team,
        priority=draft.priority,
        wanted=draft.wanted,
        needs_assistance=draft.needs_assistance,
        promises=draft.promises,
        facts=draft.facts.told(draft.now, draft.team, draft.contact),
        traces=tuple(draft.traces),
    )
