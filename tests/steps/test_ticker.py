"""The durable clock: batches in due order, late ones marked, nobody held up by one that cannot be fired, and jumps of the clock."""

import asyncio
from datetime import timedelta

import pytest

from router.domain.contact import Sender
from router.domain.errors import BadRow
from router.domain.seeker import TOTAL
from router.rules.match import Rule
from router.rules.rulebook import Rulebook
from router.testing import MONDAY, inbound, klaverdam, moment
from router.testing_town import town_in

HOUR = timedelta(hours=1)
DUE = moment("wo 25 nov 2026 17:00")


async def drained(town):
    while await town.clock_ticks():
        pass


async def test_a_batch_is_one_transaction(town, monkeypatch):
    for _ in range(5):
        await town.receive(channel="webform")
    written, apply = [], town.store.apply

    async def counted(changes, position=None):
        written.append(len(changes))
        return await apply(changes, position)

    monkeypatch.setattr(town.store, "apply", counted)
    town.at("ma 30 nov 2026 10:00")
    assert await town.clock_ticks() == 10 == sum(written) and len(written) == 1


async def test_two_timers_of_one_case_in_one_batch_each_see_the_other(town):
    reference = (await town.case_of(await town.receive(channel="webform"))).reference
    town.at("ma 30 nov 2026 10:00")
    assert await town.clock_ticks() == 2
    file = await town.file(reference)
    assert {each.state for each in file.promises} == {"broken"}
    assert file.case.version == 3 and len({each.data["promise"] for each in await town.history("broken")}) == 2


async def test_what_they_held_is_counted_down_case_by_case(tmp_path):
    base = klaverdam()
    rule = Rule(
        id="help", stage="escalation", when={"event": "broken", "promise": "answer"}, then={"team": "taxes"}, why="x"
    )
    book = Rulebook(base.municipality, {**base.rules, "escalation": [rule]}, "test")
    async with town_in(tmp_path, book) as town:
        for _ in range(3):
            case = await town.case_of(await town.receive(channel="webform"))
            await town.acts.claim(case.reference, town.actor())
        town.at("ma 30 nov 2026 10:00")
        await town.clock_ticks()
        assert (await town.store.loads_of("agent")).get(TOTAL) == 0


async def test_late_is_measured_and_marked(town):
    await town.receive(channel="webform")
    await drained(town)
    town.at("wo 25 nov 2026 18:00")
    await drained(town)
    (line,) = [each for each in await town.history("broken") if each.data["kind"] == "answer"]
    assert line.data["lateSeconds"] == 3600
    ended = (await town.promise(line.subject, "answer")).ended
    assert ended == DUE  # it broke at its moment, whenever we noticed
    assert town.ticker.measures.lateness.counts[-1] > 0 or town.ticker.measures.lateness.total >= 3600


async def test_somebody_at_work_in_one_case_does_not_stop_the_others(town, monkeypatch):
    references = [(await town.case_of(await town.receive(channel="webform"))).reference for _ in range(4)]
    files = town.store.files

    async def with_a_note_meanwhile(wanted):
        found = await files(wanted)
        if len(wanted) == 4:
            monkeypatch.setattr(town.store, "files", files)
            await town.acts.note(references[2], town.actor(), "Even gebeld.")
        return found

    town.at("ma 30 nov 2026 10:00")
    monkeypatch.setattr(town.store, "files", with_a_note_meanwhile)
    await drained(town)
    assert len(await town.history("broken")) == 8


async def test_a_row_that_cannot_be_written_is_set_apart_and_the_rest_goes_on(town, monkeypatch):
    references = [(await town.case_of(await town.receive(channel="webform"))).reference for _ in range(3)]
    apply = town.store.apply

    async def choosy(changes, position=None):
        if any(case.reference == references[1] for change in changes for _, case in change.cases):
            raise BadRow("it will not do")
        return await apply(changes, position)

    monkeypatch.setattr(town.store, "apply", choosy)
    town.at("ma 30 nov 2026 10:00")
    await drained(town)
    assert {each.subject for each in await town.history("broken")} == {references[0], references[2]}
    assert await town.clock_ticks() == 0


@pytest.mark.parametrize("jump", [HOUR, -HOUR, 24 * HOUR], ids=["forward", "back", "a day"])
async def test_an_hour_either_way_stops_firing_with_an_alarm_until_it_has_held_for_a_minute(town, jump):
    await town.receive(channel="webform")
    town.clock.advance(DUE - MONDAY + 2 * HOUR)
    assert not town.ticker.alarmed
    town.clock.set(town.clock.now() + jump)
    assert (await town.clock_ticks(), town.ticker.alarmed) == (0, True)
    for _ in range(59):
        town.clock.advance(timedelta(seconds=1))
        assert (await town.clock_ticks(), town.ticker.alarmed) == (0, True)
    town.clock.advance(timedelta(seconds=1))
    assert (await town.clock_ticks(), town.ticker.alarmed) == (2, False)
    assert len(await town.history("broken")) == 2


@pytest.mark.parametrize("slew", [0.5, -0.5, -1.0], ids=["ahead", "behind", "leap second"])
async def test_a_clock_that_is_put_right_little_by_little_fires_on_and_never_early(town, slew):
    """Each second half of one more or less, or a second told twice: the wall alone says what is due."""
    await town.receive(channel="webform")
    town.clock.advance(DUE - MONDAY - timedelta(seconds=20))
    await drained(town)
    while town.clock.now() < DUE:
        assert await town.clock_ticks() == 0 and not town.ticker.alarmed
        town.clock.advance(timedelta(seconds=2))
        town.clock.set(town.clock.now() + timedelta(seconds=slew))
    assert (await town.clock_ticks(), town.ticker.alarmed) == (1, False)
    (line,) = [each for each in await town.history("broken") if each.data["kind"] == "answer"]
    assert line.at >= DUE


async def test_thousands_due_at_once_each_fire_once_and_in_order(town):
    """More than one reading, and many batches: 2,200 moments that passed while nobody looked."""
    for batch in range(11):
        sender = Sender(email=f"noor-{batch}@example.org")
        await town.accept(*(inbound(channel="webform", sender=sender, received_at=MONDAY) for _ in range(100)))
    await town.settle()
    town.at("ma 30 nov 2026 10:00")
    fired = 0
    while some := await town.clock_ticks():
        fired += some
    lines = await town.history("broken")
    dues = [each.data["due"] for each in lines]
    assert fired == len(lines) == len({each.data["promise"] for each in lines}) == 2200
    assert dues == sorted(dues) and min(each.data["lateSeconds"] for each in lines) > 0


async def test_a_second_jump_begins_the_minute_anew(town):
    await town.receive(channel="webform")
    town.clock.advance(DUE - MONDAY + 2 * HOUR)
    for jump in (HOUR, -HOUR):
        town.clock.set(town.clock.now() + jump)
        assert await town.clock_ticks() == 0
        town.clock.advance(timedelta(seconds=59))
        assert await town.clock_ticks() == 0
    town.clock.advance(timedelta(seconds=1))
    assert await town.clock_ticks() == 2


async def test_an_earlier_timer_wakes_who_sleeps(town):
    async def woken(than):
        waiting = asyncio.create_task(town.store.earlier(than, 30))
        await asyncio.sleep(0)
        await town.receive(channel="webform")
        async with asyncio.timeout(5):
            await waiting

    await woken(None)
    await woken(MONDAY + timedelta(days=9))


async def test_a_later_timer_does_not_wake(town):
    waiting = asyncio.create_task(town.store.earlier(MONDAY, 30))
    await asyncio.sleep(0)
    await town.receive(channel="webform")
    assert not waiting.done()
    waiting.cancel()
    await asyncio.wait([waiting])
