"""GET /wallboard: the figures where they should stand, and the words around them."""

import re
from datetime import timedelta

import pytest

from router.domain.call import Leg
from router.domain.change import Change
from router.domain.contact import Party, Text
from router.domain.words import CallEventKind, Steer
from router.store.views.wallboard import TeamFigures
from router.testing import MONDAY, case_file
from router.web.wallboard.page import Pickup, by_risk, percent, state_of, tiles

MINUTE = timedelta(minutes=1)


async def page(wall, path="/wallboard", language="en"):
    async with wall.client.get(path, headers={"Accept-Language": language}) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.text()


def opened(wall, number, team, left, **changes):
    now = wall.site.clock.now()
    plain = {"reference": f"KV-2611-{number:04}", "team": team, "next_breach": now + left, "received_at": now - MINUTE}
    case = case_file(**plain, **changes).case
    return Change(cases=((None, case),))


def value(html, identity):
    return re.search(rf'id="{identity}"[^>]* data-value="([^"]*)"', html)[1]


class TestFigures:
    async def test_an_empty_register_says_nought_and_no_service_level(self, wall):
        html = await page(wall)
        assert [value(html, each) for each in ("breaks-0", "breaks-60", "register", "queue", "quarantine")] == ["0"] * 5
        assert value(html, "sl") == value(html, "sl2") == ""
        assert "no call answered" in html and "This board holds no personal data." in html

    async def test_cases_stand_in_tiles_teams_and_totals(self, wall):
        await wall.store.apply(
            [
                opened(wall, 1, "permits", -14 * MINUTE),
                opened(wall, 2, "permits", 4 * MINUTE, steer=Steer.CLICK),
                opened(wall, 3, "taxes", 50 * MINUTE),
            ]
        )
        html = await page(wall)
        assert [value(html, f"breaks-{minutes}") for minutes in (0, 5, 15, 60)] == ["1", "1", "1", "2"]
        assert re.findall(r'<tr(?: class="(\w+)")? data-team="([\w-]+)"', html)[:3] == [
            ("late", "permits"),
            ("", "taxes"),
            ("", "kcc"),
        ]
        assert value(html, "waiting-permits") == "2" and "14 min late" in html
        assert (value(html, "register"), value(html, "queue"), value(html, "steer-click")) == ("3", "3", "1")

    async def test_the_telephone_shows_its_formula_filled_in(self, wall):
        entered = wall.site.clock.now() - 5 * MINUTE
        waits = [(10, "answered")] * 4 + [(25, "answered"), (26, "answered"), (5, "abandoned"), (60, "abandoned")]
        await wall.store.apply(
            [
                Change(
                    legs=tuple(
                        (
                            f"c{n}",
                            (
                                Leg(
                                    call=f"c{n}",
                                    queue="kcc",
                                    entered=entered,
                                    ended=entered + timedelta(seconds=wait),
                                    ending=CallEventKind(ending),
                                ),
                            ),
                        )
                        for n, (wait, ending) in enumerate(waits)
                    )
                )
            ]
        )
        html = await page(wall)
        assert "Answered within 25 s" in html and "target 80 %" in html
        assert "SL = 5 ÷ 6 answered" in html and value(html, "sl") == "83"
        assert "SL2 75 % = 6 ÷ 8 with hang-ups" in html

    async def test_it_needs_no_log_in_and_names_nobody(self, wall):
        party = Party(id="p", name="An Janssens", email="an@voorbeeld.example")
        text = Text(id="contact-1", body="Geheim")
        await wall.store.apply(
            [opened(wall, 1, "kcc", MINUTE, party="p", place="Kerkstraat 1"), Change(parties=(party,), texts=(text,))]
        )
        html = await page(wall)
        assert not any(word in html for word in ("Janssens", "voorbeeld", "Geheim", "Kerkstraat", "KV-2611-0001"))


class TestOrderAndWords:
    def test_the_first_to_break_leads_then_the_longest_queue(self):
        teams = [
            TeamFigures(team="idle"),
            TeamFigures(team="busy", waiting=3),
            TeamFigures(team="later", breach=MONDAY + MINUTE),
            TeamFigures(team="late", breach=MONDAY),
        ]
        assert [team.team for team in by_risk(teams)] == ["late", "later", "busy", "idle"]

    def test_a_tile_names_the_two_teams_with_most(self):
        counts = {"a": 1, "b": 3, "c": 0, "d": 2}
        late = tiles([TeamFigures(team=team, late=count) for team, count in counts.items()])[0]
        assert (late.count, late.teams, late.state) == (6, (("b", 3), ("d", 2)), "late")

    @pytest.mark.parametrize(("left", "state"), [(0 * MINUTE, "late"), (5 * MINUTE, "soon"), (6 * MINUTE, "")])
    def test_amber_begins_five_minutes_before(self, left, state):
        assert state_of(MONDAY + left, MONDAY) == state

    def test_a_percentage_is_cut_off_and_null_on_nothing(self):
        assert (percent(799, 1000), percent(999, 1000), percent(0, 0)) == (79, 99, None)

    @pytest.mark.parametrize(("within", "state"), [(80, "fine"), (79, "soon"), (70, "soon"), (69, "late")])
    def test_the_ring_turns_under_its_target(self, within, state):
        pickup = Pickup(answered=100, within=within, abandoned=0, left_within=0, threshold=25, target=80)
        assert pickup.state == state
