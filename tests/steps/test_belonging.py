"""A burst is one case; a word about a closed case opens it again, or a case that goes on from it."""

from datetime import timedelta

import pytest

from router.domain.contact import Sender
from router.domain.words import Result
from router.testing import MONDAY, inbound

POST = {"channel": "mention", "source": "mastodon", "sender": Sender(handle="@an@kl.example"), "text": "Hallo"}
MAIL = {"subject": "Lantaarn kapot", "text": "Hij brandt niet."}


async def cases_of(town, *contacts):
    return [(await town.case_of(each)).reference for each in contacts]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("what", "seconds", "one"), [(POST, 59, True), (POST, 60, False), (MAIL, 59, True), (MAIL, 60, False)]
)
async def test_messages_within_seconds_are_one_case(town, together, what, seconds, one):
    first, second = (
        inbound(**what, received_at=MONDAY + timedelta(seconds=after), message_id=f"<{after}>")
        for after in (0, seconds)
    )
    await town.accept(first)
    if not together:
        await town.settle()
    await town.accept(second)
    await town.settle()
    assert len(set(await cases_of(town, first, second))) == (1 if one else 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Iets heel anders"},
        {"sender": Sender(email="bo@example.org")},
        {"automatic": True},
        {"channel": "webform", "source": "webform"},
        {"product": "moving"},
    ],
)
async def test_what_stands_apart_is_a_case_of_its_own(town, changes):
    first = await town.receive(**MAIL, product="passport")
    second = await town.receive(**{**MAIL, **changes})
    assert len(set(await cases_of(town, first, second))) == 2


async def test_no_burst_into_a_closed_case_and_none_where_the_setting_says_so(town):
    first = await town.receive(**POST)
    case = await town.case_of(first)
    await town.acts.claim(case.reference, town.actor())
    await town.acts.close(case.reference, town.actor(), Result.DONE)
    assert (await town.case_of(await town.receive(**POST))).reference != case.reference
    town.became(organisation=town.book.municipality.organisation.with_(burst=timedelta(0)))
    assert len(set(await cases_of(town, await town.receive(**POST), await town.receive(**POST)))) == 2


async def closed(town):
    case = await town.case_of(await town.receive(message_id="<m1>"))
    await town.acts.claim(case.reference, town.actor())
    await town.acts.close(case.reference, town.actor(), Result.ANSWERED)
    return case.reference


@pytest.mark.parametrize(("days", "same"), [(14, True), (15, False)])
async def test_a_reply_after_closing_opens_it_again_or_a_linked_one(town, days, same):
    old = await closed(town)
    town.clock.advance(timedelta(days=days))
    case = await town.case_of(await town.receive(reply_to=("<m1>",), message_id="<m2>"))
    assert (case.reference == old, case.status) == (same, "queued")
    links = [(each.subject, each.data) for each in await town.history("linked")]
    assert links == ([] if same else [(case.reference, {"from": old}), (old, {"to": case.reference})])
    assert (await town.case(old)).status == ("queued" if same else "closed")
    again = await town.case_of(await town.receive(reply_to=("<m2>", "<m1>")))
    assert again.reference == case.reference


@pytest.mark.parametrize("days", [1, 15])
async def test_a_machine_opens_nothing_again(town, days):
    old = await closed(town)
    town.clock.advance(timedelta(days=days))
    await town.receive(reply_to=("<m1>",), automatic=True)
    assert (await town.case(old)).status == "closed" and await town.cases() == [old]
