"""Today's work and the callers of this hour, recounted from history and calls."""

from datetime import timedelta

from sqlalchemy import text

from router.domain.change import History
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind
from router.store import tables
from router.store.views.supervision import calls_now, counted, work_today
from router.testing import MONDAY, moment
from router.testing_town import town_in

MINUTE = timedelta(minutes=1)
MIDNIGHT = moment("ma 23 nov 2026 0:00")


def line(kind, minutes, subject="KV-1", **data):
    return History(subject=subject, type=kind, at=MONDAY + minutes * MINUTE, data=data)


def test_from_taking_a_case_to_letting_it_go():
    work = counted(
        (),
        [
            line("claimed", 0, team="kcc"),
            line("claimed", 1, "KV-2", team="permits"),
            line("released", 4),
            line("claimed", 10, team="kcc"),
            line("closed", 30),
            line("closed", 40, "KV-3"),  # nobody had it in hand
        ],
    )
    assert work["kcc"].handled == (4 * MINUTE, 20 * MINUTE)
    assert work["kcc"].handle_median == 12 * MINUTE
    assert "permits" not in work  # still in hand


def test_what_was_in_hand_at_midnight_counts_from_when_it_was_taken():
    work = counted([line("claimed", -900, team="kcc")], [line("closed", 0)])
    assert work["kcc"].handle_median == 900 * MINUTE


def test_who_passes_a_case_on_worked_for_the_team_it_came_from():
    work = counted(
        (),
        [
            line("claimed", 0, team="kcc"),
            line("transferred", 5, **{"from": "kcc", "to": "permits"}),
            line("claimed", 9, team="permits"),
            line("closed", 10),
            line("offer-missed", 11, "KV-2", team="kcc", to="agent"),
        ],
    )
    assert (work["kcc"].handled, work["kcc"].transfers, work["kcc"].offers_missed) == ((5 * MINUTE,), 1, 1)
    assert (work["permits"].handled, work["permits"].transfers) == ((MINUTE,), 0)


async def test_it_is_counted_from_the_register_itself(town):
    reference = (await town.case_of(await town.receive())).reference
    team = (await town.case(reference)).team
    await town.acts.claim(reference, town.actor("lead"))
    town.clock.advance(7 * MINUTE)
    await town.acts.close(reference, town.actor("lead"), "answered")
    work = await work_today(town.store.engine, MIDNIGHT)
    assert work[team].handled == (7 * MINUTE,)
    assert await work_today(town.store.engine, MIDNIGHT + timedelta(days=1)) == {}


async def test_only_acts_are_read_not_all_of_history(tmp_path):
    async with town_in(tmp_path) as town, town.store.engine.connect() as connection:
        plan = await connection.execute(
            text(f"EXPLAIN QUERY PLAN SELECT * FROM history WHERE {tables.ACTED} AND at >= 5")
        )
        assert "history_of_acts" in str(plan.all())


def call(name, start, wait=None, length=None, queue="kcc"):
    """Seconds; without `wait` the caller waits still, without `length` they talk still."""
    kinds = [("queued", 0), ("answered", wait), ("ended", None if length is None else wait + length)]
    return [
        CallEvent(call=name, event=CallEventKind(kind), at=MONDAY + timedelta(seconds=start + at), queue=queue)
        for kind, at in kinds
        if at is not None
    ]


async def test_callers_who_wait_and_how_long_calls_took(town):
    await town.accept(
        *call("old", -5 * 3600, 10, 60), *call("a", 0, 10, 60), *call("b", 5, 10, 120), *call("c", 9, 3), *call("d", 11)
    )
    await town.settle()
    found = await calls_now(town.store.engine, lambda queue: f"team-{queue}", MONDAY + 5 * MINUTE)
    assert {team: (calls.waiting, calls.handled) for team, calls in found.items()} == {
        "team-kcc": (1, (MINUTE, 2 * MINUTE))
    }
