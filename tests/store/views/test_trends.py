"""What came in, was kept and was picked up by the hour, and what a board's figure counted: the same on every store."""

from datetime import timedelta

import pytest

from router.domain.call import Leg
from router.domain.change import Change
from router.domain.words import CallEventKind, PromiseState
from router.store.views.counted import CALLS, CASES, PROMISES, Span, counted, counted_calls
from router.store.views.levers import levers_on, levers_told
from router.store.views.trends import days
from router.testing import MONDAY, case_file, moment, promise

SPAN = moment("ma 23 nov 2026 00:00"), moment("di 24 nov 2026 00:00")
HOUR = int(MONDAY.timestamp() // 3600)


async def test_by_the_hour(store):
    cases = [case_file(reference=f"KV-{n}", received_at=MONDAY - timedelta(days=n // 3)).case for n in range(5)]
    owed = promise(case="KV-0", state=PromiseState.KEPT, ended=MONDAY)
    legs = [
        Leg(
            call=call,
            queue="kcc",
            entered=MONDAY,
            ended=MONDAY + timedelta(seconds=wait),
            ending=CallEventKind.ANSWERED,
        )
        for call, wait in (("a", 25), ("b", 26))
    ]
    changes = [Change(cases=((None, each),)) for each in cases]
    await store.apply([*changes, Change(promises=((None, owed),), legs=tuple((each.call, (each,)) for each in legs))])
    found = await days(store.engine, [SPAN], 25)
    assert (dict(found.arrived), dict(found.ended), dict(found.kept)) == (
        {("kcc", HOUR): 3}, {("kcc", HOUR): 1}, {("kcc", HOUR): 1},
    )  # fmt: skip
    assert (dict(found.answered), dict(found.within)) == ({("", HOUR): 2}, {("", HOUR): 1})
    assert not (await days(store.engine, [], 25)).arrived


@pytest.mark.parametrize("figure", [*CASES, *PROMISES])
async def test_every_figure_can_be_counted(store, figure):
    await store.apply([Change(cases=((None, case_file(next_breach=MONDAY).case),))])
    found = await counted(store.engine, figure, Span(MONDAY, *SPAN), "kcc", 0)
    assert found.total == len(found.lines) == (figure in ("late", "waiting", "register"))


@pytest.mark.parametrize("figure", CALLS)
async def test_calls_can_be_counted_and_levers_be_read(store, figure):
    assert (await counted_calls(store.engine, figure, *SPAN, 0)).total == 0
    assert list(await levers_on(store.engine, MONDAY)) == list(await levers_told(store.engine)) == []
