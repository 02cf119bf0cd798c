"""Escalation at Klaverdam, told on a clock."""

import json
from datetime import timedelta

import pytest

from router.domain.contact import CallbackWish, Sender
from router.domain.errors import SendFailed
from router.rules.match import Rule
from router.rules.rulebook import Rulebook
from router.testing import klaverdam, moment
from router.testing_town import town_in

NOOR = Sender(name="Noor", email="noor@example.org", phone="+31612345678")
HOOKS = {"duty": "https://roster.example/balie"}


def with_rules(*rules):
    """Klaverdam with these rules of escalation instead of its own."""
    base = klaverdam()
    town = base.municipality
    town = town.with_(organisation=town.organisation.with_(webhooks=HOOKS))
    made = [Rule(id=name, stage="escalation", when=when, then=then, why=f"Want: {name}.") for name, when, then in rules]
    return Rulebook(town, {**base.rules, "escalation": made}, "test")


async def codes(town, account="lead"):
    return [each.code for each in await town.notices(account)]


async def acts(town):
    return [(act["rule"], act["act"]) for line in await town.history("escalated") for act in line.data["acts"]]


async def asks_for_a_call(town):
    contact = await town.receive(
        channel="webform", sender=NOOR, callback=CallbackWish(), text="Bel mij over mijn paspoort."
    )
    return (await town.case_of(contact)).reference


async def test_the_press_writes_and_communication_reads_along(town):
    town.book = with_rules(*((rule.id, rule.when, rule.then) for rule in klaverdam().rules["escalation"]))
    press = Rule(id="journalist", stage="recognition", when={"domain": "krant.example"}, then={"audience": "press"})
    rules = {**town.book.rules, "recognition": (press, *town.book.rules["recognition"])}
    town.book = Rulebook(town.book.municipality, rules, "press")
    contact = await town.receive(
        sender=Sender(email="redactie@krant.example"), text="Wat kost een paspoort?", subject="Vraag"
    )
    case = await town.case_of(contact)
    assert case.audience == "press" and "press contact" in case.escalated
    assert (await codes(town, "webcare"), await codes(town, "lead")) == (["press"], ["press"])
    letters = {letter.to: letter for letter in await town.deliver()}
    notice = letters["communicatie@klaverdam.example"]
    assert notice.subject == f"Let op: zaak {case.reference}" and notice.automatic and notice.in_reply_to is None
    assert f"https://klaverdam.example/desk/{case.reference}" in notice.text
    assert not any(word in notice.text for word in ("redactie", "Wat kost", "/status/"))
    assert len(await town.contacts()) == 2  # the mail and its acknowledgement: a notice is no contact with anybody
    assert sorted(line.data["purpose"] for line in await town.history("sent")) == ["acknowledgement", "notice"]


async def test_the_third_contact_about_the_same_thing(town):
    for number in range(1, 4):
        town.clock.advance(timedelta(days=1))
        contact = await town.receive(text="Waar blijft mijn paspoort?", sender=NOOR, source_id=str(number))
    third = await town.case_of(contact)
    assert third.product == "passport" and "third-contact contact:passport" in third.escalated
    assert await codes(town) == ["third-contact"]
    first = await town.case((await town.cases())[0])
    assert third.priority == first.priority + 20
    # A fourth that joins the same case says nothing new.
    await town.receive(text="En mijn paspoort dan?", sender=NOOR, reference=third.reference, source_id="4")
    assert (await town.case(third.reference)).version == 2
    assert await codes(town) == ["third-contact"]


async def test_danger_is_told_once_a_case(town):
    contact = await town.receive(text="Gevaar! Er is een gaslek in onze straat, ontploffingsgevaar!", sender=NOOR)
    case = await town.case_of(contact)
    await town.receive(text="Het gaslek wordt erger, gevaar!", sender=NOOR, reference=case.reference)
    assert (case.urgency, await codes(town)) == ("danger", ["danger"])


async def test_a_quiet_contact_leaves_no_trace(town):
    case = await town.case_of(await town.receive(text="Wat kost een paspoort?"))
    assert (case.escalated, await town.history("escalated"), await codes(town)) == ((), [], [])


async def test_what_is_filled_in_from_before_escalates_nothing(town):
    await town.receive(text="Gevaar! Gaslek, ontploffingsgevaar!", backlog=True)
    assert (await town.history("escalated"), await codes(town)) == ([], [])


async def test_at_risk_at_half_time_and_at_half_an_hour(town):
    reference = await asks_for_a_call(town)  # Monday 10:00, until Wednesday 17:00
    await town.deliver()
    half = await town.promise(reference, "callback")
    assert half.warns == (moment("di 24 nov 2026 13:30"), moment("wo 25 nov 2026 16:30"))
    await town.at("di 24 nov 2026 13:29").clock_ticks()
    assert await codes(town) == []
    await town.at("di 24 nov 2026 13:30").clock_ticks()
    assert (await codes(town), (await town.case(reference)).raised) == (["callback-at-risk"], None)
    await town.at("wo 25 nov 2026 16:30").clock_ticks()
    case = await town.case(reference)
    assert (case.raised, case.priority >= 90) == ("lead", True)
    assert [line.data["warning"] for line in await town.history("at-risk") if line.data["kind"] == "callback"] == [1, 2]
    assert await town.clock_ticks() == 0
    await town.at("wo 25 nov 2026 17:00").clock_ticks()
    assert (await town.promise(reference, "callback")).state == "broken"
    assert await codes(town) == ["callback-at-risk", "callback-at-risk", "callback-broken"]


async def test_after_a_night_off_each_point_still_fires_once(tmp_path):
    async with town_in(tmp_path) as town:
        reference = await asks_for_a_call(town)
    async with town_in(tmp_path, at=moment("wo 25 nov 2026 16:45")) as town:
        while await town.clock_ticks():
            pass
        lines = [
            line for line in await town.history("at-risk") if line.data["promise"].startswith(f"{reference}:callback")
        ]
        assert [line.data["warning"] for line in lines] == [1, 2]


async def test_broken_it_goes_to_another_team_and_there_it_stays(tmp_path):
    book = with_rules(
        ("help", {"event": "broken", "promise": "callback"}, {"team": "taxes", "notify": "lead"}),
        ("back", {"event": "broken", "promise": "transfer"}, {"team": "civil-affairs", "priority": 5}),
    )
    async with town_in(tmp_path, book) as town:
        reference = await asks_for_a_call(town)
        before = await town.case(reference)
        await town.acts.claim(reference, town.actor())
        await town.at("wo 25 nov 2026 17:00").clock_ticks()
        while await town.clock_ticks():
            pass
        case = await town.case(reference)
        assert (before.team, case.team, case.assignee, case.transfers) == ("civil-affairs", "taxes", None, 0)
        assert await town.holds("agent") == 0
        assert reference in await town.queues.top("taxes", 9)
        transfer = await town.promise(reference, "transfer")
        assert (transfer.team, transfer.due) == ("taxes", moment("do 26 nov 2026 12:30"))
        await town.at("do 26 nov 2026 12:30").clock_ticks()
        while await town.clock_ticks():
            pass
        assert (await town.case(reference)).team == "taxes"  # civil affairs had it before
        assert ("back", "not-moved") in await acts(town)


async def test_rules_that_change_while_a_promise_runs_count_from_then_on(tmp_path):
    """The timer stands; what it sets off is what the rules of that moment say."""
    when = {"event": "broken", "promise": "callback"}
    old = with_rules(("help", when, {"team": "taxes"}))
    async with town_in(tmp_path, old) as town:
        reference = await asks_for_a_call(town)
        town.at("wo 25 nov 2026 16:59")
        while await town.clock_ticks():
            pass
        town.book = with_rules(("other", when, {"team": "permits"}))
        town.at("wo 25 nov 2026 17:00")
        while await town.clock_ticks():
            pass
        assert ((await town.case(reference)).team, await acts(town)) == ("permits", [("other", "moved")])
        town.book = old
        assert await town.clock_ticks() == 0


async def test_a_partner_that_stays_silent(town):
    contact = await town.receive(
        channel="webform", product="household-waste", text="Mijn restafval is niet opgehaald.", sender=NOOR
    )
    case = await town.case_of(contact)
    partner = await town.promise(case.reference, "partner")
    assert (partner.due, partner.warns) == (moment("ma 30 nov 2026 17:00"), (moment("do 26 nov 2026 17:00"),))
    await town.at("do 26 nov 2026 17:00").clock_ticks()
    assert "partner-at-risk" in await codes(town)
    town.at("ma 30 nov 2026 17:00")
    while await town.clock_ticks():
        pass
    assert (await town.case(case.reference)).raised == "lead" and "partner-broken" in await codes(town)


async def test_nobody_takes_up_what_was_passed_on(town):
    case = await town.case_of(await town.receive(text="Wat kost een paspoort?"))
    await town.acts.transfer(case.reference, town.actor(), "taxes", "Graag overnemen.")
    due = (await town.promise(case.reference, "transfer")).due
    town.clock.advance(due - town.clock.now())
    while await town.clock_ticks():
        pass
    assert (await town.case(case.reference)).raised == "lead" and "transfer-broken" in await codes(town)


async def test_an_event_goes_out_and_comes_again_until_it_is_taken(tmp_path):
    book = with_rules(("late", {"event": "broken", "promise": "callback"}, {"publish": "callback-late"}))
    async with town_in(tmp_path, book) as town:
        reference = await asks_for_a_call(town)
        await town.deliver()
        town.at("wo 25 nov 2026 17:00")
        while await town.clock_ticks():
            pass
        town.refusal = SendFailed("http-503", again=True)
        await town.deliver()
        assert town.posted == []
        town.refusal = None
        town.clock.advance(timedelta(seconds=10))
        await town.deliver()
        (posting,) = town.posted
        told = json.loads(posting.body)
        assert (posting.url, told["id"]) == (HOOKS["duty"], posting.id)
        assert (told["event"], told["case"], told["rule"]) == ("callback-late", reference, "late")
        assert set(told) == {"id", "event", "case", "rule", "cause", "at"}
        assert not any(word in posting.body.decode() for word in ("Noor", "612345678", "paspoort"))
        await town.deliver()
        assert len(town.posted) == 1


async def test_a_webhook_that_is_no_longer_there_is_shown_on_the_case(tmp_path):
    book = with_rules(("late", {"event": "broken", "promise": "callback"}, {"publish": "callback-late"}))
    async with town_in(tmp_path, book) as town:
        await asks_for_a_call(town)
        town.at("wo 25 nov 2026 17:00")
        while await town.clock_ticks():
            pass
        town.book = klaverdam()
        await town.deliver()
        assert [(line.data["code"], line.data["purpose"]) for line in await town.history("not-sent")] == [
            ("no-address", "event")
        ]


@pytest.mark.parametrize(("phone", "promised"), [("+31612345678", 1), (None, 0)])
async def test_a_third_time_we_call(tmp_path, phone, promised):
    when = {"event": "contact", "earlier": {"at_least": 2, "within": "14 days", "same_product": True}}
    async with town_in(tmp_path, with_rules(("call", when, {"callback": True}))) as town:
        for number in range(3):
            contact = await town.receive(
                text="Waar blijft mijn paspoort?", sender=NOOR.with_(phone=phone), source_id=str(number)
            )
        file = await town.file((await town.case_of(contact)).reference)
        assert len(file.owed("callback")) == promised
        assert file.case.next_breach == min(each.due for each in file.promises if each.is_owed)


def test_the_reasons_of_klaverdam_are_rules_of_its_own():
    names = {rule.id for rule in klaverdam().rules["escalation"]}
    assert {"danger", "press", "councillor", "third-contact", "transfer-unanswered", "partner-silent"} <= names
