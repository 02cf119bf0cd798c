"""The places of what waits, and of nothing else: a million are read at every start of the live index."""

from collections.abc import Callable
from typing import Any

import msgspec
from sqlalchemy import Select, select

from router.domain.case import Wanted
from router.domain.moments import from_micros, optional_moment
from router.domain.place import Place
from router.domain.words import CaseStatus
from router.store import tables as t
from router.store.partial import WAITS

_wanted = msgspec.json.Decoder(Wanted).decode
_passed: Callable[[str], tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...]).decode
NOBODY = "[]"


def places_after(reference: str, limit: int) -> Select[Any]:
    c = t.cases.c
    query = select(
        c.reference, c.team, c.priority, c.next_breach, c.received_at, c.version, c.wanted, c.passed, c.status
    )
    return query.where(WAITS, c.reference > reference).order_by(c.reference).limit(limit)


def place_in(row: Any) -> Place:
    reference, team, priority, breach, received_at, version, wanted, passed, status = row
    return Place(
        reference,
        team,
        priority,
        optional_moment(breach),
        from_micros(received_at),
        version,
        True,
        None if wanted is None else _wanted(wanted),
        () if passed == NOBODY else _passed(passed),
        status == CaseStatus.OFFERED,
    )
