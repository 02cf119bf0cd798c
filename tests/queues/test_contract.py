"""What router.queues.base promises, for every implementation."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from router.domain.case import Wanted
from router.domain.seeker import Seeker
from router.queues.base import LENT, Depth, Place, place_of
from router.testing import MONDAY, case_file
from tests.queues.kinds import KINDS, maker_of

TEAMS = ("kcc", "permits")


def place(reference, *, team="kcc", priority=0, breach=None, received=0, version=1, waits=True, **more):
    """`breach` and `received` are minutes after Monday."""
    at, breaks = MONDAY + timedelta(minutes=received), None if breach is None else MONDAY + timedelta(minutes=breach)
    return Place(reference, team, priority, breaks, at, version, waits, **more)


class TestOrder:
    async def test_priority_then_first_to_break_then_first_come(self, queues):
        await queues.update(
            [
                place("plain-late", received=9),
                place("plain", received=1),
                place("breaks", breach=60, received=8),
                place("breaks-first", breach=30, received=9),
                place("urgent", priority=80, received=9),
            ]
        )
        assert await queues.top("kcc", 9) == ["urgent", "breaks-first", "breaks", "plain", "plain-late"]

    async def test_nothing_starves(self, queues):
        """What waited long goes before what is more urgent but came in later; only danger goes before both."""
        day = 24 * 60
        await queues.update(
            [
                place("suggestion", priority=20, received=0),
                place("high", priority=70, received=4 * day),
                place("danger", priority=90, received=4 * day),
                place("question", priority=30, received=4 * day),
            ]
        )
        assert await queues.top("kcc", 9) == ["danger", "suggestion", "high", "question"]

    async def test_a_page_at_a_time(self, queues):
        await queues.update([place(str(each), received=each) for each in range(5)])
        assert await queues.top("kcc", 2, skip=2) == ["2", "3"]
        assert await queues.top("kcc", 2, skip=4) == ["4"]

    async def test_a_team_nobody_knows_is_empty(self, queues):
        assert await queues.top("nobody", 9) == []


class TestUpdate:
    async def test_moves_to_another_team_and_takes_out(self, queues):
        await queues.update([place("a"), place("b")])
        await queues.update([place("a", team="permits", version=2), place("b", version=2, waits=False)])
        assert (await queues.top("kcc", 9), await queues.top("permits", 9)) == ([], ["a"])

    async def test_an_older_version_has_no_effect(self, queues):
        await queues.update([place("a", version=3, waits=False)])
        await queues.update([place("a", version=2)])
        assert await queues.top("kcc", 9) == []

    async def test_the_same_twice_is_once(self, queues):
        await queues.update([place("a"), place("a")])
        assert await queues.top("kcc", 9) == ["a"]

    @pytest.mark.parametrize(
        ("status", "waits"),
        [
            ("queued", True),
            ("offered", True),
            ("active", False),
            ("waiting", False),
            ("closed", False),
            ("quarantined", False),
        ],
    )
    def test_a_place_follows_its_case(self, status, waits):
        case = case_file(status=status, priority=7, next_breach=MONDAY).case
        expected = Place(case.reference, "kcc", 7, MONDAY, MONDAY, 1, waits, offered=status == "offered")
        assert place_of(case) == expected


class TestFitting:
    SAMIRA = Seeker(account="samira", teams=("kcc", "permits"), languages=("nl", "fr"), skills=("signs",))

    async def fitting(self, queues, minutes=0, **seeker):
        return await queues.fitting(self.SAMIRA.with_(**seeker), MONDAY + timedelta(minutes=minutes), 9)

    async def test_the_earliest_turn_of_all_their_teams(self, queues):
        await queues.update([place("b", received=2), place("a", team="permits", received=1), place("c", team="taxes")])
        assert await self.fitting(queues) == ["a", "b"]

    async def test_not_what_lies_before_somebody_or_was_let_go(self, queues):
        await queues.update([place("a", offered=True), place("b", passed=("samira",)), place("c", passed=("joris",))])
        assert await self.fitting(queues) == ["c"]

    async def test_what_is_kept_for_somebody_is_let_go_in_time(self, queues):
        half, hour = MONDAY + timedelta(minutes=30), MONDAY + timedelta(minutes=60)
        wanted = Wanted(agent="joris", language="de", widens=(half, hour))
        await queues.update([place("a", wanted=wanted)])
        assert [await self.fitting(queues, minutes) for minutes in (29, 30, 59, 60)] == [[], [], [], ["a"]]
        assert await self.fitting(queues, 30, languages=("de",)) == ["a"]
        assert await self.fitting(queues, 0, account="joris") == ["a"]

    async def test_skills_and_language_both(self, queues):
        await queues.update(
            [place("a", wanted=Wanted(skills=("signs",), language="fr", widens=(MONDAY + timedelta(1),)))]
        )
        assert await self.fitting(queues) == ["a"]
        assert await self.fitting(queues, skills=()) == await self.fitting(queues, languages=("nl",)) == []


class TestLending:
    """Who asks for the next has the first for a moment: others are given it last."""

    SAMIRA, JORIS = (Seeker(account=name, teams=("kcc", "permits")) for name in ("samira", "joris"))

    async def test_two_who_ask_at_once_try_different_ones(self, queues):
        await queues.update([place("a"), place("b", team="permits", received=1), place("c", received=2)])
        assert await queues.fitting(self.SAMIRA, MONDAY, 2, lend=True) == ["a", "b"]
        assert await queues.fitting(self.JORIS, MONDAY, 2, lend=True) == ["b", "c"]
        assert await queues.fitting(self.JORIS, MONDAY, 9, lend=True) == ["b", "c", "a"]
        assert await queues.fitting(self.SAMIRA, MONDAY, 9) == ["a", "c", "b"]

    async def test_for_some_seconds_or_until_it_changes(self, queues):
        await queues.update([place("a"), place("b", received=1)])
        await queues.fitting(self.SAMIRA, MONDAY, 1, lend=True)
        later = MONDAY + LENT
        assert await queues.fitting(self.JORIS, later, 1) == ["a"]
        await queues.update([place("a", version=2)])
        assert await queues.fitting(self.JORIS, MONDAY, 1) == ["a"]

    async def test_asking_without_taking_lends_nothing(self, queues):
        await queues.update([place("a"), place("b", received=1)])
        await queues.fitting(self.SAMIRA, MONDAY, 1)
        assert await queues.fitting(self.JORIS, MONDAY, 1) == ["a"]


class TestDepths:
    async def test_says_how_a_queue_stands(self, queues):
        await queues.update([place("a", received=5, breach=60), place("b", received=2), place("c", team="permits")])
        assert await queues.depths() == {
            "kcc": Depth(2, MONDAY + timedelta(minutes=2), MONDAY + timedelta(minutes=60)),
            "permits": Depth(1, MONDAY, None),
        }

    async def test_an_empty_queue_is_left_out(self, queues):
        await queues.update([place("a")])
        await queues.update([place("a", version=2, waits=False)])
        assert await queues.depths() == {}


class TestReplace:
    async def test_counts_what_differed(self, queues):
        await queues.update([place("same"), place("other"), place("gone"), place("away", waits=False)])
        truth = [place("same"), place("other", priority=5, version=2), place("new"), place("closed", waits=False)]
        assert await queues.replace(truth) == 3  # other, new, gone
        assert await queues.replace(truth) == 0
        assert await queues.top("kcc", 9) == ["other", "new", "same"]

    async def test_what_follows_goes_on_from_it(self, queues):
        await queues.replace([place("a", version=4)])
        await queues.update([place("a", version=3, waits=False)])
        assert await queues.top("kcc", 9) == ["a"]
        await queues.update([place("a", version=5, waits=False)])
        assert await queues.top("kcc", 9) == []


PLACES = st.builds(
    place,
    st.sampled_from("abcdef"),
    team=st.sampled_from(TEAMS),
    priority=st.integers(-1, 1),
    breach=st.none() | st.integers(0, 2),
    received=st.integers(0, 2),
    version=st.integers(1, 6),
    waits=st.booleans(),
)


class AgainstASort(RuleBasedStateMachine):
    """Any updates in any order: the index equals the newest place of each, sorted."""

    made = None  #: makes the queues

    def __init__(self):
        super().__init__()
        self.loop, self.newest = asyncio.new_event_loop(), {}
        self.queues = self.made()
        self.loop.run_until_complete(self.queues.open())

    def teardown(self):
        self.loop.run_until_complete(self.queues.close())
        self.loop.close()

    @rule(places=st.lists(PLACES, max_size=6))
    def update(self, places):
        self.loop.run_until_complete(self.queues.update(places))
        for each in places:
            known = self.newest.get(each.reference)
            if known is None or known.version < each.version:
                self.newest[each.reference] = each

    @rule(places=st.lists(PLACES, max_size=4, unique_by=lambda each: each.reference))
    def replace(self, places):
        waiting = {each for each in self.newest.values() if each.waits}
        truth = {each for each in places if each.waits}
        differing = {each.reference for each in waiting ^ truth}
        assert self.loop.run_until_complete(self.queues.replace(places)) == len(differing)
        self.newest = {each.reference: each for each in truth}

    @invariant()
    def equals_a_naive_sort(self):
        for team in TEAMS:
            here = [each for each in self.newest.values() if each.waits and each.team == team]
            here.sort(key=lambda each: (each.turn, each.reference))
            assert self.loop.run_until_complete(self.queues.top(team, 99)) == [each.reference for each in here]
            assert self.loop.run_until_complete(self.queues.top(team, 2, 1)) == [each.reference for each in here][1:3]
            assert (team in self.loop.run_until_complete(self.queues.depths())) == bool(here)


@pytest.mark.parametrize("kind", KINDS)
def test_against_a_sort(kind, request):
    machine = type("AgainstASort", (AgainstASort,), {"made": staticmethod(maker_of(kind, request))})
    examples = 60 if kind == "memory" else 25
    run_state_machine_as_test(
        machine, settings=settings(max_examples=examples, stateful_step_count=20, deadline=None, database=None)
    )
