"""Every figure of the wallboard is a link to exactly what it counted."""

import re
from datetime import timedelta

import pytest

from router.domain.call import Leg
from router.domain.change import Change, History
from router.domain.words import CallEventKind, CaseStatus, PromiseKind, PromiseState, Steer, SteerOutcome
from router.store.views.counted import CALLS, FIGURES, PAGE
from router.testing import case_file, promise

MINUTE = timedelta(minutes=1)
BROKEN, KEPT, OPEN = PromiseState.BROKEN, PromiseState.KEPT, PromiseState.OPEN


def total(page):
    return int(re.search(r'id="total" data-value="(\d+)"', page)[1])


def case(now, number, **changes):
    plain = {"reference": f"KV-2611-{number:04}", "received_at": now - MINUTE, "next_breach": now + 600 * MINUTE}
    return case_file(**{**plain, **changes}).case


def owed(now, number, kind, state, minutes, team="kcc"):
    ended = now - MINUTE if state != OPEN else None
    changes = {"kind": kind, "state": state, "due": now + minutes * MINUTE, "ended": ended, "team": team}
    return promise(case=f"KV-2611-{number:04}", **changes)


def leg(now, number, wait, ending):
    entered = now - 5 * MINUTE
    left = entered + timedelta(seconds=wait)
    return Leg(call=f"c{number}", queue="kcc", entered=entered, ended=left, ending=CallEventKind(ending))


def a_morning(now):
    """Of each figure something, and next to it something that must not be counted."""
    cases = [
        case(now, 1, team="permits", next_breach=now - MINUTE, steer=Steer.CLICK, steer_outcome=SteerOutcome.TAKEN),
        case(
            now, 2, team="permits", next_breach=now + 4 * MINUTE, steer=Steer.CALL, steer_outcome=SteerOutcome.REFUSED
        ),
        case(now, 3, team="taxes", next_breach=now + 14 * MINUTE, steer=Steer.FACE, steer_outcome=SteerOutcome.IGNORED),
        case(now, 4, next_breach=now + 50 * MINUTE, steer=Steer.CLICK, steer_outcome=SteerOutcome.OFFERED),
        case(now, 5, next_breach=now - MINUTE, status=CaseStatus.ACTIVE, assignee="agent"),
        case(now, 6, next_breach=None, status=CaseStatus.CLOSED),
        case(now, 7, received_at=now - timedelta(days=2), steer=Steer.CLICK, steer_outcome=SteerOutcome.TAKEN),
    ]
    promises = [
        owed(now, 1, PromiseKind.CALLBACK, OPEN, 30, "permits"),
        owed(now, 2, PromiseKind.CALLBACK, OPEN, -30, "permits"),
        owed(now, 3, PromiseKind.ANSWER, KEPT, 60, "taxes"),
        owed(now, 4, PromiseKind.ANSWER, BROKEN, -30),
        owed(now, 6, PromiseKind.CALLBACK, OPEN, 40),
    ]
    waits = [(10, "answered"), (26, "answered"), (5, "abandoned"), (9, "timed-out")]
    legs = tuple((f"c{n}", (leg(now, n, *each),)) for n, each in enumerate(waits))
    rated = tuple(
        History(subject=f"KV-2611-{number:04}", type="rated", at=at, by="citizen", data={"score": 4})
        for number, at in ((6, now - MINUTE), (6, now), (7, now - timedelta(days=29)))
    )
    return [
        *(Change(cases=((None, each),)) for each in cases),
        Change(promises=tuple((None, each) for each in promises), legs=legs, history=rated),
    ]


SHOWN = (
    "breaks-0", "breaks-5", "breaks-15", "breaks-60", "waiting-kcc", "waiting-permits", "waiting-taxes", "register", "queue",
    "steer-click", "steer-call", "steer-face", "steered-taken", "steered-refused", "steered-ignored", "steered-offered",
)  # fmt: skip


@pytest.mark.parametrize("shown", SHOWN)
async def test_a_figure_of_the_board_is_counted_again(office, shown):
    await office.town.store.apply(a_morning(office.town.clock.now()))
    found = re.search(
        rf'id="{shown}"[^>]* data-value="(\d+)"><a class="recount" href="([^"]+)"', await office.get("/wallboard")
    )
    await office.logs_in("operations")
    assert total(await office.get(found[2])) == int(found[1])


async def test_callbacks_kept_and_calls_of_the_board(office):
    await office.town.store.apply(a_morning(office.town.clock.now()))
    board = await office.get("/wallboard")
    figures = dict(re.findall(r'data-(answered|abandoned)="(\d+)"', board))
    today, late = re.search(r'id="callbacks-permits" data-today="(\d+)" data-late="(\d+)"', board).groups()
    kept, ended = re.search(r'id="kept-taxes" data-kept="(\d+)" data-ended="(\d+)"', board).groups()
    await office.logs_in("operations")
    for figure, shown in (
        ("answered", figures["answered"]),
        ("abandoned", figures["abandoned"]),
        ("callbacks?team=permits", today),
        ("callbacks-late?team=permits", late),
        ("kept?team=taxes", kept),
        ("ended?team=taxes", ended),
    ):
        assert total(await office.get(f"/operations/counted/{figure}")) == int(shown) > 0


@pytest.mark.parametrize(
    ("figure", "expected"),
    {
        "late": 2, "within-5": 1, "within-15": 2, "within-60": 3, "waiting": 5, "register": 7, "click": 2, "call": 1,
        "face": 1, "offered": 1, "taken": 1, "refused": 1, "ignored": 1, "callbacks": 1, "callbacks-late": 1,
        "ended": 2, "kept": 1, "answered": 2, "abandoned": 1, "calls": 3, "rated": 1,
    }.items(),
)  # fmt: skip
async def test_what_is_counted(office, figure, expected):
    await office.town.store.apply(a_morning(office.town.clock.now()))
    await office.logs_in("operations")
    page = await office.get(f"/operations/counted/{figure}")
    assert total(page) == len(re.findall(r"<tr(?: data-case=[^>]*)?><th scope=\"row\">", page)) == expected


def test_no_figure_is_left_out():
    assert len(set(FIGURES)) == len(FIGURES) == 21 and set(CALLS) <= set(FIGURES)


async def test_of_one_team(office):
    await office.town.store.apply(a_morning(office.town.clock.now()))
    await office.logs_in("operations")
    assert total(await office.get("/operations/counted/waiting?team=permits")) == 2
    assert total(await office.get("/operations/counted/callbacks-late?team=permits")) == 1
    assert total(await office.get("/operations/counted/callbacks-late?team=taxes")) == 0


async def test_page_by_page(office):
    now = office.town.clock.now()
    await office.town.store.apply([Change(cases=((None, case(now, n)),)) for n in range(PAGE + 3)])
    await office.logs_in("operations")
    first = await office.get("/operations/counted/waiting")
    last = await office.get("/operations/counted/waiting?page=1")
    assert (total(first), first.count("data-case="), last.count("data-case=")) == (PAGE + 3, PAGE, 3)
    assert "bladzijde 2 van 2" in last and "data-case" not in await office.get("/operations/counted/waiting?page=99999")


async def test_a_lead_opens_only_what_is_theirs_and_an_agent_nothing(office):
    await office.town.store.apply(a_morning(office.town.clock.now()))
    await office.logs_in("lead")
    page = await office.get("/operations/counted/waiting")
    mine = office.town.book.municipality.agents["lead"].teams
    opened = set(re.findall(r'href="/desk/(KV-[\d-]+)"', page))
    of_mine = {row[0] for row in (("KV-2611-0001", "permits"), ("KV-2611-0003", "taxes")) if row[1] in mine}
    assert opened & {"KV-2611-0001", "KV-2611-0003"} == of_mine
    await office.logs_in("agent")
    await office.get("/operations/counted/waiting", status=403)


async def test_what_is_no_figure_or_team_is_not_found(office):
    await office.logs_in("operations")
    await office.get("/operations/counted/nothing", status=404)
    await office.get("/operations/counted/waiting?team=nobody", status=404)
