"""The decision: five stages, read top to bottom."""

from collections.abc import Callable, Mapping
from datetime import datetime

from router.domain.case import CaseFile
from router.domain.contact import Inbound
from router.rules.facts import Draft, Outcome, QueueLoad
from router.rules.promising import promise
from router.rules.queueing import EMPTY, queue
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


def decide(
    contact: Inbound, joins: CaseFile | None, loads: Mapping[str, QueueLoad], book: Rulebook, now: datetime
) -> Outcome:
    """What should happen with `contact`. Pure: the same arguments give the same Outcome, for ever (replay relies on it).

    `joins` is the case it belongs to, when the thread says so; `loads` how busy each team is. Raises StageFailed.
    """
    draft = Draft(contact, joins, loads)
    for stage in STAGES:
        try:
            stage(draft, book, now)
        except Exception as error:
            raise StageFailed(stage.__name__, error) from error
    return _outcome(draft, now)


def _outcome(draft: Draft, now: datetime) -> Outcome:
    load = draft.loads.get(draft.team, EMPTY)
    return Outcome(
        product=draft.product.id if draft.product else None,
        kind=draft.kind,
        urgency=draft.urgency,
        language=draft.language,
        sure=draft.sure,
        steer=draft.steer,
        team=draft.team,
        priority=draft.priority,
        promises=draft.promises,
        facts={
            "decidedAt": now,
            "waiting": load.waiting,
            "oldestSeconds": load.oldest_seconds,
            "joins": draft.joins.case.reference if draft.joins else None,
        },
        traces=tuple(draft.traces),
    )
