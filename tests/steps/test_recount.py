"""Recount: what was promised moves with the hours, once, and only what is still to come."""

from copy import copy
from datetime import date, timedelta
from functools import cache
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.calendar import Calendar
from router.domain.change import Change
from router.domain.closing import Closing
from router.domain.due import Term, due_moment
from router.rules.load import load
from router.steps.recount import Cause, recount
from router.testing import KLAVERDAM, MONDAY, case_file, klaverdam, live_rules, moment, promise
from router.testing_town import town_in

WEEK = {day: ("08:30-17:00",) for day in ("mon", "tue", "wed", "thu", "fri")}
CAUSE = Cause(version="new", by="lead", closed={"kcc": ()})
WEDNESDAY = date(2026, 11, 25)


@cache
def closed_on(*days):
    """Klaverdam with these closed days and no other."""
    lines = [Closing(date=day.isoformat(), reason={"nl": f"Dicht {day}"}) for day in days]
    book = copy(klaverdam())
    calendars = {
        **book.municipality.calendars,
        "kcc": Calendar.build("kcc", "Europe/Amsterdam", WEEK, lines, 2026, 2027),
    }
    book.municipality = book.municipality.with_(calendars=calendars)
    return book


def made(book, term="2 working days", since=MONDAY, **changes):
    due = due_moment(Term.parse(term), since, book.municipality.calendars["kcc"])
    return promise(term=term, since=since, due=due, calendar="kcc", entry="answer", **changes)


def only(change):
    ((_, after),) = change.promises
    return after


def test_a_new_closed_day_moves_it_and_history_says_why():
    before = made(closed_on())
    change = recount(case_file(promises=(before,)), closed_on(WEDNESDAY), MONDAY, CAUSE)
    after = only(change)
    assert (before.due, after.due) == (moment("wo 25 nov 2026 17:00"), moment("do 26 nov 2026 17:00"))
    assert (after.generation, after.since, after.state) == (before.generation + 1, before.since, "open")
    assert after.warns == (MONDAY + (after.due - MONDAY) * 0.75,) and after.next_at == after.warns[0]
    assert "Dicht 2026-11-25" in after.why and change.case.next_breach == after.due
    (line,) = change.history
    assert (line.type, line.by, line.data["from"], line.data["to"]) == ("recounted", "lead", before.due, after.due)
    assert (line.data["calendar"], line.data["rulebook"]) == ("kcc", "new")
    assert line.data["days"] == [{"date": "2026-11-25", "reason": "Dicht 2026-11-25"}]


def test_a_day_that_was_closed_already_is_no_reason():
    known = Cause(version="new", closed={"kcc": ("2026-11-25",)})
    change = recount(case_file(promises=(made(closed_on()),)), closed_on(WEDNESDAY), MONDAY, known)
    assert change.history[0].data["days"] == []


@pytest.mark.parametrize(
    "held",
    [
        made(closed_on()).break_(),
        made(closed_on()).keep(MONDAY),
        made(closed_on()).cancel(MONDAY, "x"),
        made(closed_on()).pause(MONDAY),
        made(closed_on()).with_(calendar="gone"),
        made(closed_on(), "25 seconds", kind="pickup"),
    ],
    ids=["broken", "kept", "cancelled", "paused", "no-calendar", "seconds"],
)
def test_what_is_left_alone(held):
    assert recount(case_file(promises=(held,)), closed_on(WEDNESDAY), MONDAY, CAUSE) == Change()


def test_what_is_past_its_moment_broke_then_though_nobody_noticed_yet():
    late = made(closed_on())
    assert recount(case_file(promises=(late,)), closed_on(WEDNESDAY), late.due, CAUSE) == Change()


def test_nothing_breaks_after_the_fact():
    held = made(closed_on(WEDNESDAY))
    earlier = moment("wo 25 nov 2026 17:00")
    assert only(recount(case_file(promises=(held,)), closed_on(), earlier - timedelta(seconds=1), CAUSE)).due == earlier
    assert recount(case_file(promises=(held,)), closed_on(), earlier, CAUSE) == Change()


def test_it_stays_on_the_calendar_it_was_made_on_wherever_the_case_goes():
    held = made(closed_on()).with_(team="library")
    assert only(
        recount(case_file(promises=(held,), team="library"), closed_on(WEDNESDAY), MONDAY, CAUSE)
    ).due == moment("do 26 nov 2026 17:00")


def test_a_warn_point_that_fired_does_not_fire_again():
    held = made(closed_on(), warn=50).warned()
    after = only(recount(case_file(promises=(held,)), closed_on(WEDNESDAY), held.since + timedelta(days=1), CAUSE))
    assert (after.warning, after.next_at) == (0, after.due)


def test_the_laws_term_moves_beside_the_promised_one():
    held = made(closed_on(), kind="resolve", legal=moment("ma 21 dec 2026 17:00"), legal_term="4 weeks")
    after = only(recount(case_file(promises=(held,)), closed_on(date(2026, 12, 21)), MONDAY, CAUSE))
    assert (after.due, after.legal) == (held.due, moment("di 22 dec 2026 17:00"))


TERMS = st.sampled_from(
    ["1 working day", "3 working days", "9 opening hours", "45 opening minutes", "1 week", "25 seconds"]
)
DAYS = st.sets(st.dates(date(2026, 11, 23), date(2026, 12, 10)), max_size=4).map(lambda days: tuple(sorted(days)))
SINCE = st.datetimes(MONDAY.replace(tzinfo=None), moment("vr 4 dec 2026 10:00").replace(tzinfo=None)).map(
    lambda naive: naive.replace(tzinfo=MONDAY.tzinfo)
)
FILES = st.lists(st.tuples(TERMS, SINCE, st.booleans()), min_size=1, max_size=4)


def file_of(rows, book):
    return case_file(
        promises=tuple(
            (lambda each: each.warned() if warned else each)(made(book, term, since, id=str(place)))
            for place, (term, since, warned) in enumerate(rows)
        )
    )


def after(file, change):
    return file.with_(case=change.case, promises=file.with_promises({new.id: new for _, new in change.promises}))


@settings(max_examples=150, deadline=None, database=None)
@given(rows=FILES, before=DAYS, then=DAYS, hours=st.integers(0, 200))
def test_twice_is_once_and_the_same_calendar_changes_nothing(rows, before, then, hours):
    file, now = file_of(rows, closed_on(*before)), MONDAY + timedelta(hours=hours)
    assert recount(file, closed_on(*before), now, CAUSE) == Change()
    change = recount(file, closed_on(*then), now, CAUSE)
    if change == Change():
        return
    moved = after(file, change)
    assert recount(moved, closed_on(*then), now, CAUSE) == Change()
    for old, new in change.promises:
        assert new.due > now and new.since == old.since and new.generation == old.generation + 1
        assert new.next_at in (*new.warns, new.due)
        assert new.due == due_moment(Term.parse(new.term), new.since, closed_on(*then).municipality.calendars["kcc"])
    assert len(change.history) == len(change.promises)


def edited(folder, day, reason="Verhuizing"):
    """The folder with another closed day."""
    text = (folder / "hours.yaml").read_text("utf-8")
    (folder / "hours.yaml").write_text(f'{text}  - date: "{day}"\n    reason: {{nl: {reason}}}\n', "utf-8")


async def live(town, folder):
    rules = live_rules(town.store, town.clock, town.book, folder)
    await rules.keep()
    return rules


async def gone_live(town, rules):
    outcome = await rules.reload("lead")
    assert outcome.problems == ()
    town.book = rules.book()
    return await town.recounter.catch_up()


async def test_other_hours_go_live_and_what_was_promised_moves_once(tmp_path):
    folder = copytree(KLAVERDAM, tmp_path / "klaverdam")
    async with town_in(tmp_path, load(folder)) as town:
        rules = await live(town, folder)
        assert await town.recounter.catch_up() == 0
        cases = [(await town.case_of(await town.receive(channel="webform"))).reference for _ in range(3)]
        edited(folder, "2026-11-25")
        assert await gone_live(town, rules) == 3
        assert [(await town.promise(each, "answer")).due for each in cases] == [moment("do 26 nov 2026 17:00")] * 3
        lines = [each for each in await town.history("recounted") if each.subject in cases]
        assert [each.data["days"] for each in lines] == [[{"date": "2026-11-25", "reason": "Verhuizing"}]] * 3
        assert (town.recounter.measures.recounted, await town.recounter.catch_up()) == (3, 0)
        (*_, done) = await town.history("recounted")
        assert (done.subject, done.data["promises"]) == (town.book.version, 3)


async def test_hours_edited_while_we_were_down_are_counted_at_the_start(tmp_path):
    folder = copytree(KLAVERDAM, tmp_path / "klaverdam")
    async with town_in(tmp_path, load(folder)) as town:
        await live(town, folder)
        await town.recounter.catch_up()
        reference = (await town.case_of(await town.receive(channel="webform"))).reference
    edited(folder, "2026-11-25")
    async with town_in(tmp_path, load(folder)) as town:
        await live(town, folder)
        assert await town.recounter.catch_up() == 1
        assert (await town.promise(reference, "answer")).due == moment("do 26 nov 2026 17:00")
        assert len(await town.history("recounted")) == 3  # at first, the promise, and done


async def test_many_are_counted_in_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("router.roles.recounter.BATCH", 2)
    folder = copytree(KLAVERDAM, tmp_path / "klaverdam")
    async with town_in(tmp_path, load(folder)) as town:
        rules = await live(town, folder)
        await town.recounter.catch_up()
        for _ in range(7):
            await town.receive(channel="webform")
        edited(folder, "2026-11-25")
        assert await gone_live(town, rules) == 7
