"""What escalation rules want done, done: each act, when it is not done, and never twice."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.change import Change
from router.domain.municipality import Overflow
from router.rules.escalation import Raised
from router.rules.match import Rule
from router.rules.rulebook import Rulebook
from router.steps.carry_out import REMEMBERED, Around, CarriedOut, remembered, room
from router.steps.escalate import escalate
from router.testing import MONDAY, case_file, klaverdam, moment, promise

HOOKS = {"duty": "https://roster.example/balie", "data": "https://data.example/balie"}
SATURDAY = moment("za 28 nov 2026 12:00")


def book(*thens, when=None, overflow=None):
    town = klaverdam().municipality
    teams = {**town.teams, "kcc": town.teams["kcc"].with_(overflow=overflow)}
    agents = {**town.agents, "webcare": town.agents["webcare"].with_(email="joris@klaverdam.example")}
    organisation = town.organisation.with_(webhooks=HOOKS)
    town = town.with_(teams=teams, agents=agents, organisation=organisation, products={})
    rules = [
        Rule(id=f"rule-{number}", stage="escalation", when=when or {}, then=then) for number, then in enumerate(thens)
    ]
    return Rulebook(town, {"escalation": rules}, "test")


def broke(*thens, around=Around(holds={"mail": 3, "all": 3}), overflow=None, held=None, at=None, **case):  # noqa: B008 - it cannot change
    held = held or promise()
    file = case_file(promises=(held,), **case)
    return escalate(file, held, book(*thens, overflow=overflow), at or held.due, around)


def acts(change):
    return [
        (act["act"], act.get("who") or act.get("to") or act.get("reason"))
        for line in change.history
        if line.type == "escalated"
        for act in line.data["acts"]
    ]


def reasons(change):
    return [
        act["reason"]
        for line in change.history
        if line.type == "escalated"
        for act in line.data["acts"]
        if "reason" in act
    ]


class TestPriority:
    def test_it_adds_up_to_the_ceiling(self):
        assert broke({"priority": 20}, {"priority": 30}).case.priority == 50
        assert broke({"priority": 60}, {"priority": 60}).case.priority == 100

    def test_alone_it_is_one_line_of_history(self):
        assert [each.type for each in broke({"priority": 20}).history] == ["broken"]


class TestNotify:
    def test_the_lead_gets_one_word_however_many_rules_ask(self):
        change = broke({"notify": "lead"}, {"notify": [{"who": "lead"}]})
        assert [(each.account, each.code, each.id) for each in change.notices] == [
            ("lead", "answer-broken", "KV-2611-0001:answer:0:broken:lead")
        ]

    def test_a_team_is_everybody_in_it_and_a_partner_is_its_lead(self):
        change = broke({"notify": [{"who": "communication"}, {"who": "police-zone"}]})
        assert sorted(each.account for each in change.notices) == ["lead", "webcare"]

    @pytest.mark.parametrize(
        ("who", "address"),
        [
            ("webcare", "joris@klaverdam.example"),
            ("taxes", "belastingen@klaverdam.example"),
            ("lead", "info@klaverdam.example"),  # she has no address of her own: the team's
        ],
    )
    def test_by_mail_it_goes_to_their_own_address(self, who, address):
        ((_, mail),) = broke({"notify": [{"who": who, "by": "mail"}]}).outgoing
        assert (mail.purpose, mail.channel, mail.address, mail.recipient) == ("notice", "email", address, None)

    def test_by_webhook_every_one_is_told_or_the_one_that_is_named(self):
        every = broke({"notify": [{"who": "lead", "by": "webhook"}]})
        one = broke({"notify": [{"who": "lead", "by": "webhook", "to": "duty"}]})
        assert [each.address for _, each in every.outgoing] == ["duty", "data"]
        assert [(each.address, each.data["to"]) for _, each in one.outgoing] == [("duty", "lead")]


def test_an_event_holds_ids_and_nothing_of_the_citizen():
    ((_, event),) = broke({"publish": {"event": "case-late", "to": "duty"}}).outgoing
    assert (event.purpose, event.channel, event.case) == ("event", "webhook", "KV-2611-0001")
    assert event.data == {"event": "case-late", "rule": "rule-0", "cause": "answer:0:broken", "at": promise().due}


class TestTeam:
    def test_it_moves_with_its_promises_and_is_no_free_transfer(self):
        change = broke({"team": "taxes"}, assignee="agent", status="active")
        case = change.case
        assert (case.team, case.assignee, case.status, case.transfers) == ("taxes", None, "queued", 0)
        assert case.teams_seen == ("kcc", "taxes") and case.version == 2
        assert [(each.kind, each.team, each.state) for _, each in change.promises] == [
            ("answer", "taxes", "broken"),
            ("transfer", "taxes", "open"),
        ]
        assert [(each.account, each.lane, each.before, each.after) for each in change.loads] == [
            ("agent", "mail", 3, 2),
            ("agent", "all", 3, 2),
        ]
        assert [each.type for each in change.history] == ["broken", "escalated", "transferred"]

    def test_the_lead_that_is_told_is_the_one_who_had_it(self):
        town = book({"team": "taxes", "notify": "lead"})
        teams = {**town.municipality.teams, "taxes": town.municipality.teams["taxes"].with_(lead="webcare")}
        town = Rulebook(town.municipality.with_(teams=teams), town.rules, "test")
        held = promise()
        change = escalate(case_file(promises=(held,)), held, town, held.due)
        assert [each.account for each in change.notices] == ["lead"]

    def test_a_partner_gets_it_by_mail(self):
        ((_, mail),) = broke({"team": "waste-partner"}).outgoing
        assert (mail.purpose, mail.address) == ("forward", "klantendienst@deschakel-afval.example")

    @pytest.mark.parametrize(
        ("case", "reason"),
        [
            ({"teams_seen": ("taxes", "kcc")}, "been-there"),
            ({"team": "taxes"}, "been-there"),
            ({"status": "closed"}, "closed"),
            ({"assignee": "agent", "status": "active", "around": Around()}, "in-hand"),
        ],
    )
    def test_it_stays_and_history_says_why(self, case, reason):
        change = broke({"team": "taxes"}, **case)
        assert (reasons(change), [each.type for each in change.history]) == ([reason], ["broken", "escalated"])
        assert change.case.team == case.get("team", "kcc")

    def test_two_rules_move_it_once(self):
        change = broke({"team": "taxes"}, {"team": "permits"})
        assert (change.case.team, reasons(change)) == ("taxes", ["moved"])


class TestOverflow:
    def test_to_the_teams_own_overflow_if_that_is_open(self):
        assert broke({"overflow": True}, overflow=Overflow(to="taxes", closed=True)).case.team == "kcc"  # 17:00 sharp
        at = promise(due=moment("wo 25 nov 2026 15:00"))
        assert broke({"overflow": True}, overflow=Overflow(to="taxes", closed=True), held=at).case.team == "taxes"

    @pytest.mark.parametrize(
        ("overflow", "reason"), [(None, "no-overflow"), (Overflow(to="taxes", closed=True), "not-open")]
    )
    def test_else_it_stays(self, overflow, reason):
        assert reasons(broke({"overflow": True}, overflow=overflow, at=SATURDAY)) == [reason]


class TestCallback:
    def test_it_is_promised_by_the_first_term(self):
        change = broke({"callback": True}, around=Around(has_phone=True))
        assert [(each.kind, each.term, each.state) for _, each in change.promises][-1] == (
            "callback", "2 working days", "open"
        )  # fmt: skip
        assert acts(change) == [("callback", None)]

    def test_not_without_a_number_and_not_twice(self):
        assert reasons(broke({"callback": True})) == ["no-phone"]
        assert reasons(broke({"callback": True}, {"callback": True}, around=Around(has_phone=True))) == ["owed"]
        assert reasons(broke({"callback": True}, around=Around(has_phone=True), status="closed")) == ["closed"]


def test_raised_its_agent_keeps_it_and_the_lead_knows():
    change = broke({"raise": "lead"}, assignee="agent", status="active")
    assert (change.case.raised, change.case.priority, change.case.assignee) == ("lead", 90, "agent")
    assert [each.account for each in change.notices] == ["lead"]
    assert broke({"raise": "lead"}, priority=95).case.priority == 95


class TestOnce:
    def test_a_mark_on_the_case_stops_it(self):
        change = broke({"priority": 20}, {"priority": 5}, escalated=("rule-0 answer:0:broken",))
        assert change.case.priority == 5
        assert change.case.escalated == ("rule-0 answer:0:broken", "rule-1 answer:0:broken")

    def test_of_too_many_marks_those_of_promises_go_first(self):
        old = ("press contact", *(f"rule answer:{number}:broken" for number in range(REMEMBERED)))
        marks = remembered(old[:REMEMBERED], ("rule answer:999:broken", "danger contact"))
        assert len(marks) == REMEMBERED and marks[0] == "press contact" and marks[-1] == "danger contact"

    def test_without_room_to_remember_it_does_nothing(self):
        full = tuple(f"rule-{number} contact" for number in range(REMEMBERED))
        assert room(full) == 0 and room(full[1:]) == 1

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.lists(
                st.builds(
                    Raised,
                    rule=st.sampled_from("abcd"),
                    cause=st.sampled_from(["contact", "contact:x", "answer:0:broken", "answer:0:at-risk:1"]),
                    priority=st.sampled_from([0, 5]),
                    team=st.sampled_from([None, "kcc", "taxes", "permits", "communication"]),
                    overflow=st.booleans(),
                    callback=st.booleans(),
                    to_lead=st.booleans(),
                ),
                max_size=4,
                unique_by=lambda each: each.rule,
            ),
            max_size=12,
        )
    )
    def test_any_sequence_of_causes_acts_once_on_each_and_ends(self, events):
        town, file, done = book(overflow=Overflow(to="permits", closed=True)), case_file(promises=(promise(),)), []
        for raised in events:
            case = file.case.changed(MONDAY)
            carried = CarriedOut(
                Change(cases=((file.case, case),)),
                file.with_(case=case),
                Around(has_phone=True, holds={"mail": 1, "all": 1}),
                town,
                MONDAY,
            )
            done += [each.mark for each in carried.do(raised)]
            change = carried.change()
            file = file.with_(case=change.case, promises=tuple({
                each.id: each for each in (*file.promises, *(new for _, new in change.promises))
            }.values()))  # fmt: skip
        assert len(done) == len(set(done)) == len(file.case.escalated)
        assert len(file.case.teams_seen) == len(set(file.case.teams_seen))
        assert len(file.owed("callback")) <= 1 and len({each.id for each in file.promises}) == len(file.promises)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(1, 60 * 24), min_size=1, max_size=12))
    def test_however_often_the_clock_looks_every_moment_fires_once(self, minutes):
        town = book({"priority": 1}, {"team": "taxes"}, {"team": "permits"}, {"callback": True})
        held = promise(warns=tuple(MONDAY + timedelta(hours=each) for each in (5, 20, 40)))
        file, now, fired = case_file(promises=(held,)), MONDAY, []
        for step in minutes:
            now += timedelta(minutes=step)
            change = escalate(file, file.promises[0], town, now)
            fired += [
                (each.type, each.data.get("warning")) for each in change.history if each.type in ("at-risk", "broken")
            ]
            if change.cases:
                known = {each.id: each for each in (*file.promises, *(new for _, new in change.promises))}
                file = file.with_(case=change.case, promises=tuple(known.values()))
        assert len(fired) == len(set(fired)) and len(fired) <= 4
        assert file.case.priority == len(fired)
        assert len(file.case.escalated) == len(set(file.case.escalated)) == 4 * len(fired)
