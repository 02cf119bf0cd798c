"""The wallboard's figures, counted by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from router.domain.change import Change, Quarantined
from router.domain.words import CaseStatus, PromiseKind, PromiseState, Steer
from router.store.views.wallboard import TeamFigures, wallboard
from router.testing import MONDAY, case_file, moment, promise

TODAY = moment("ma 23 nov 2026 00:00"), moment("di 24 nov 2026 00:00")
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
KEPT, BROKEN, CANCELLED = PromiseState.KEPT, PromiseState.BROKEN, PromiseState.CANCELLED


class Book:
    """Cases and promises to be written, with numbers of their own."""

    def __init__(self):
        self.changes = []

    def case(self, team="kcc", breach=None, *promises, **changes):
        reference = f"KV-2611-{len(self.changes):04}"
        case = case_file(reference=reference, team=team, next_breach=breach, **changes).case
        owed = [promise(id=f"{reference}:{n}", case=reference, team=team, **each) for n, each in enumerate(promises)]
        self.changes.append(Change(cases=((None, case),), promises=tuple((None, each) for each in owed)))


@pytest.fixture
def book():
    return Book()


async def figures(store, book, teams=("kcc", "permits")):
    await store.apply(book.changes)
    return await wallboard(store.engine, teams, TODAY, MONDAY)


async def only(store, book):
    return (await figures(store, book, ("kcc",))).teams[0]


def callback(due, **changes):
    return {"kind": PromiseKind.CALLBACK, "due": due, "since": MONDAY - 5 * DAY, **changes}


def ended(state, at, due=None, **changes):
    return {"state": state, "ended": at, "due": due or at, "since": MONDAY - 5 * DAY, **changes}


class TestRisk:
    async def test_a_tile_counts_what_is_not_late_yet_and_breaks_by_then(self, store, book):
        for left in (-60, 0, 1, 300, 301, 900, 3600, 3601):
            book.case("kcc", MONDAY + left * SECOND)
        team = await only(store, book)
        assert (team.late, team.breaks) == (2, (2, 4, 5))
        assert (team.waiting, team.waiting_late, team.waiting_soon) == (8, 2, 2)
        assert team.breach == MONDAY - MINUTE

    async def test_what_somebody_has_in_hand_is_at_risk_but_does_not_wait(self, store, book):
        book.case("kcc", MONDAY - MINUTE, status=CaseStatus.ACTIVE, received_at=MONDAY - DAY)
        book.case("kcc", None, status=CaseStatus.OFFERED, received_at=MONDAY - 2 * MINUTE)
        team = await only(store, book)
        assert (team.late, team.waiting, team.waiting_late, team.oldest) == (1, 1, 0, MONDAY - 2 * MINUTE)

    async def test_closed_is_in_the_register_and_nowhere_else(self, store, book):
        book.case("kcc", MONDAY - MINUTE, status=CaseStatus.CLOSED)
        found = await figures(store, book, ("kcc",))
        assert (found.register, found.waiting, found.teams) == (1, 0, (TeamFigures(team="kcc"),))

    async def test_a_team_that_was_taken_out_still_shows_while_it_has_open_cases(self, store, book):
        book.case("lost")
        book.case("lost-and-done", status=CaseStatus.CLOSED)
        assert [team.team for team in (await figures(store, book)).teams] == ["kcc", "permits", "lost"]


class TestPromises:
    async def test_callbacks_of_today_and_overdue(self, store, book):
        book.case("kcc", None, callback(MONDAY + MINUTE), callback(TODAY[1] - SECOND), callback(TODAY[1]))
        book.case("kcc", None, callback(MONDAY), callback(MONDAY - DAY, state=BROKEN, ended=MONDAY - DAY))
        team = await only(store, book)
        assert (team.callbacks, team.callbacks_late) == (2, 2)

    async def test_a_callback_made_cancelled_or_of_a_closed_case_is_not_due(self, store, book):
        book.case(
            "kcc",
            None,
            callback(MONDAY - DAY, state=BROKEN, ended=MONDAY - DAY, fulfilled=MONDAY),
            callback(MONDAY + MINUTE, state=KEPT, ended=MONDAY),
            callback(MONDAY + MINUTE, state=CANCELLED, ended=MONDAY),
        )
        book.case("kcc", None, callback(MONDAY - DAY, state=BROKEN, ended=MONDAY - DAY), status=CaseStatus.CLOSED)
        team = await only(store, book)
        assert (team.callbacks, team.callbacks_late) == (0, 0)

    async def test_kept_today_counts_kept_and_broken_that_ended_today(self, store, book):
        book.case(
            "kcc",
            None,
            ended(KEPT, TODAY[0]),
            ended(KEPT, MONDAY, MONDAY + 2 * DAY),
            ended(BROKEN, MONDAY - MINUTE),
            ended(KEPT, TODAY[0] - SECOND, MONDAY + DAY),
            ended(CANCELLED, MONDAY),
            ended(BROKEN, TODAY[0] - SECOND),
        )
        book.case("permits", None, ended(BROKEN, MONDAY - MINUTE))
        kcc, permits = (await figures(store, book)).teams
        assert (kcc.kept, kcc.ended) == (2, 3)
        assert (permits.kept, permits.ended) == (0, 1)


class TestTotals:
    async def test_steers_are_of_cases_that_came_in_today(self, store, book):
        for steer in (Steer.CLICK, Steer.CLICK, Steer.CALL, Steer.NONE):
            book.case(steer=steer, received_at=TODAY[0])
        book.case(steer=Steer.FACE, received_at=TODAY[0] - SECOND)
        assert (await figures(store, book)).steers == {"click": 2, "call": 1, "face": 0}

    async def test_quarantine_counts_what_is_held(self, store, book):
        held = [
            Quarantined(id=str(n), stage="route", reason="x", at=MONDAY, record=b"", state=state)
            for n, state in enumerate(("held", "held", "replayed"))
        ]
        book.changes.append(Change(quarantined=tuple(held)))
        assert (await figures(store, book)).quarantined == 2

    async def test_the_number_of_queries_does_not_grow(self, store, book):
        said = []
        event.listen(store.engine.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2]))
        await figures(store, book)
        few = len(said)
        for number in range(30):
            book.case(f"team-{number % 10}", MONDAY, callback(MONDAY))
        said.clear()
        assert len((await figures(store, book, [f"team-{number}" for number in range(10)])).teams) == 10
        assert len(said) == few == 6
