"""Answered within the promise, recountable; and today against usual."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from router.web.monitor.usual import ALL, WEEKS, courses, spans
from tests.web.monitor.test_acts import does
from tests.web.monitor.test_page import posted

ZONE = ZoneInfo("Europe/Amsterdam")
MIDNIGHT = datetime(2026, 11, 23, tzinfo=ZONE)
NOW = MIDNIGHT + timedelta(hours=10, minutes=20)


async def test_the_share_is_that_of_the_cases_it_leads_to(office):
    await office.logs_in("webcare")
    cases = [(await office.town.case_of(await posted(office, number, place=None))).reference for number in range(3)]
    await does(office, cases[0], "reply", text="Wij komen.", finish="1")
    await does(office, cases[1], "reply", text="Wij komen.", finish="1")
    office.town.clock.advance(timedelta(hours=2))
    await office.town.clock_ticks()
    await does(office, cases[2], "reply", text="Sorry, dat duurde lang.", finish="1")
    page = office.words(await office.get("/monitor?show=kept"))
    assert "beantwoord binnen belofte 66 %" in page and "Vandaag 3" in page
    assert "2 op tijd, 1 niet" in page
    kept = await office.get("/monitor?show=kept")
    assert [f"post-{each}" in kept for each in cases] == [True, True, False]
    assert f"post-{cases[2]}" in await office.get("/monitor?show=broken")


def test_usual_is_the_mean_of_eight_weeks():
    rows = [("waste", MIDNIGHT + timedelta(hours=9), 6)]
    rows += [("waste", MIDNIGHT - timedelta(weeks=week) + timedelta(hours=8), 2) for week in range(1, WEEKS + 1)]
    every, waste = courses(rows, MIDNIGHT, NOW)
    assert (every.product, waste.product) == (ALL, "waste")
    assert waste.today == (0,) * 9 + (6, 6) and waste.usual[10] == 2 and waste.times == 3


def test_a_day_of_25_hours_is_one_day():
    after = datetime(2026, 11, 1, tzinfo=ZONE)  # the week before has the night of 25 October
    (_, _), (start, end), *_ = spans(after, after)
    assert (start.hour, end.hour, (end - start)) == (0, 0, timedelta(days=1))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 10), st.integers(1, 50)), max_size=30))
def test_all_is_the_sum_of_its_parts(told):
    rows = [(product, MIDNIGHT + timedelta(hours=hour), count) for product, hour, count in told]
    found = courses(rows, MIDNIGHT, NOW)
    if rows:
        every, *parts = found
        assert every.today[-1] == sum(each.today[-1] for each in parts) == sum(count for _, _, count in rows)
        assert list(every.today) == sorted(every.today)
