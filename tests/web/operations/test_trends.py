"""Trends: today beside the same weekday of the weeks before."""

import re
from datetime import UTC, timedelta

from router.domain.call import Leg
from router.domain.change import Change
from router.domain.words import CallEventKind
from router.testing import ZONE, case_file


def came_in(number, at, team="permits"):
    return Change(cases=((None, case_file(reference=f"KV-2611-{number:04}", received_at=at, team=team).case),))


def answered(number, entered, wait):
    left = entered + timedelta(seconds=wait)
    leg = Leg(call=f"c{number}", queue="kcc", entered=entered, ended=left, ending=CallEventKind.ANSWERED)
    return Change(legs=((f"c{number}", (leg,)),))


async def test_today_stands_beside_what_is_usual(office):
    now = office.town.clock.now()  # Monday, ten in the morning
    week, hour = timedelta(weeks=1), timedelta(hours=1)
    changes = [came_in(1, now - hour), came_in(2, now - hour), came_in(3, now - timedelta(days=1))]
    nine = (now - hour).astimezone(ZONE)  # whose weeks before were at nine too, in summer time as well
    changes += [came_in(10 + back, (nine - week * back).astimezone(UTC)) for back in range(1, 9)]
    changes += [answered(1, now - hour, 10), answered(2, now - hour, 40), answered(3, now - hour - week, 10)]
    await office.town.store.apply(changes)
    await office.logs_in("operations")
    page = await office.get("/operations/trends")
    assert 'id="so-far" data-value="2"' in page and "200 % van gewoonlijk" in office.words(page)
    assert 'id="came-permits" data-value="2"' in page and re.search(r'id="usual-permits">1<', page)
    assert "9–10 2 50 % 100 %" in office.words(page)


async def test_nothing_to_hold_it_against(office):
    await office.logs_in("lead")
    page = office.words(await office.get("/operations/trends"))
    assert "nog niets om mee te vergelijken" in page and "Nog geen gesprekken" in page


async def test_a_lead_sees_their_own_teams(office):
    await office.logs_in("lead")
    page = await office.get("/operations/trends")
    teams = office.town.book.municipality.agents["lead"].teams
    assert set(re.findall(r'data-team="([\w-]+)"', page)) == set(teams)
