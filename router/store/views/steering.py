"""What became of offers, recounted from history at every asking: no counter can drift (I9)."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from router.domain.moments import to_micros
from router.domain.record import Record
from router.domain.words import Steer, SteerOutcome
from router.store import tables as t


class Offered(Record, rename="camel"):
    """The offers of one channel for one product that were made in a period."""

    product: str | None
    steer: str
    offered: int
    taken: int
    refused: int
    ignored: int
    reasons: dict[str, int]  #: of refusals, the most given first
    rules: dict[str, int]  #: the steering rules that made them, the most first

    @property
    def answered(self) -> int:
        return self.taken + self.refused

    @property
    def share(self) -> float | None:
        """Refused, of those who answered: 0 to 1."""
        return self.refused / self.answered if self.answered else None


class _Told(Record):
    """What a line of history says of an offer."""

    contact: str = ""
    product: str | None = None
    steer: str = ""
    outcome: str | None = None
    reason: str | None = None


class _Case(Record):
    contact: str
    product: str | None
    steer: str


def offers_since(connection: Connection, since: datetime) -> list[Offered]:
    """By product and channel, in that order. The last word on an offer counts, whoever gave it."""
    cases: dict[str, _Case] = {}
    last: dict[str, _Told] = {}
    for subject, kind, told in _lines(connection, since):
        if kind == "opened" and told.steer not in ("", Steer.NONE):
            cases[subject] = _Case(contact=told.contact, product=told.product, steer=told.steer)
        elif kind == "steered" and subject in cases:
            last[subject] = told
    rules = _rules(connection, since)
    found: dict[tuple[str, str], list[str]] = {}
    for subject, case in cases.items():
        found.setdefault((case.product or "", case.steer), []).append(subject)
    return [
        _counted([cases[each] for each in subjects], [last[each] for each in subjects if each in last], rules)
        for _, subjects in sorted(found.items())
    ]


def _counted(cases: list[_Case], told: list[_Told], rules: dict[str, str]) -> Offered:
    outcomes = Counter(each.outcome for each in told)
    reasons = Counter(each.reason for each in told if each.outcome == SteerOutcome.REFUSED and each.reason)
    return Offered(
        product=cases[0].product,
        steer=cases[0].steer,
        offered=len(cases),
        taken=outcomes[SteerOutcome.TAKEN],
        refused=outcomes[SteerOutcome.REFUSED],
        ignored=outcomes[SteerOutcome.IGNORED],
        reasons=dict(reasons.most_common()),
        rules=dict(Counter(rules[each.contact] for each in cases if each.contact in rules).most_common()),
    )


def _lines(connection: Connection, since: datetime) -> Iterator[tuple[str, str, _Told]]:
    c = t.history.c
    query = (
        select(c.subject, c.type, c.data)
        .where(c.type.in_(("opened", "steered")), c.at >= to_micros(since))
        .order_by(c.seq)
    )
    decoder = msgspec.json.Decoder(_Told)
    for row in connection.execution_options(yield_per=5000).execute(query):
        yield row.subject, row.type, decoder.decode(row.data)


class _Stage(Record):
    stage: str
    rule: str


def _rules(connection: Connection, since: datetime) -> dict[str, str]:
    """Contact to the rule that steered it."""
    c = t.decisions.c
    decoder = msgspec.json.Decoder(list[_Stage])
    query = select(c.contact, c.stages).where(c.at >= to_micros(since))
    return {
        row.contact: stage.rule
        for row in connection.execution_options(yield_per=5000).execute(query)
        for stage in decoder.decode(row.stages)
        if stage.stage == "steer"
    }
