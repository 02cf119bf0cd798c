"""Over which channel an answer goes, and what its neighbour is told."""

import pytest

from router.domain.contact import Party, Sender
from router.domain.errors import Refused, SendFailed
from router.steps.reply import TooLong
from router.steps.ways import ways_of
from router.testing import case_file

POST = {"channel": "mention", "source": "mastodon", "sender": Sender(name="An", handle="@an@kl.example")}


@pytest.fixture
def social(town):
    town.speaks_over("mastodon", "notify", carriers={"sms": "notify"})
    return town


@pytest.mark.parametrize(
    ("source", "party", "expected"),
    [
        ("mastodon", {"handle": "@an"}, ("mastodon",)),
        ("mastodon", {"handle": "@an", "email": "an@kl.example"}, ("mastodon", "email")),
        ("bluesky", {"handle": "@an"}, ()),
        ("webform", {"email": "an@kl.example", "phone": "+31612345678"}, ("email", "notify")),
        ("phone", {"phone": "+31612345678"}, ("notify",)),
        ("phone", {"phone": "+31201234567"}, ()),
        ("phone", {"phone": "14 020"}, ()),
    ],
)
def test_the_channel_they_used_comes_first_then_mail_then_a_text(social, source, party, expected):
    case = case_file(source=source, channel="mention").case
    assert ways_of(case, Party(id="p", **party), social.book.municipality) == expected
    assert ways_of(case, None, social.book.municipality) == ()


async def test_an_answer_goes_where_they_wrote_and_names_what_it_answers(social):
    await social.receive(**POST, source_id="100", wire={"visibility": "direct", "account": "town"})
    last = await social.receive(
        **POST, source_id="101", wire={"visibility": "direct"}, reply_to=("100",), message_id="101"
    )
    case = await social.case_of(last)
    await social.acts.reply(case.reference, social.actor(), "Dat regelen we.")
    assert await social.deliver() == []
    ((name, said),) = social.neighbours.said
    assert (name, said.to, said.text) == ("mastodon", "@an@kl.example", "Dat regelen we.")
    assert (said.answers, dict(said.wire), said.automatic) == ("101", {"visibility": "direct"}, False)
    answer = await social.receive(**POST, reply_to=("mastodon-1",))
    assert (await social.case_of(answer)).reference == case.reference


async def test_another_channel_may_be_chosen_and_an_unknown_one_not(social):
    case = await social.case_of(await social.receive(**{**POST, "sender": Sender(handle="@an", email="an@kl.example")}))
    with pytest.raises(Refused, match="Choose another"):
        await social.acts.reply(case.reference, social.actor(), "Hallo", channel="bluesky")
    await social.acts.reply(case.reference, social.actor(), "Hallo", channel="email")
    assert [letter.to for letter in await social.deliver() if letter.text == "Hallo"] == ["an@kl.example"]
    assert social.neighbours.said == []


async def test_too_long_says_how_long(social):
    social.neighbours.most["mastodon"] = 10
    case = await social.case_of(await social.receive(**POST))
    with pytest.raises(TooLong) as error:
        await social.acts.reply(case.reference, social.actor(), "x" * 11)
    assert error.value.length == (11, 10)
    await social.acts.reply(case.reference, social.actor(), "x" * 10)


@pytest.mark.parametrize(("harmless", "state"), [(True, "pending"), (False, "uncertain")])
async def test_what_may_have_gone_goes_again_only_where_repeats_are_dropped(social, harmless, state):
    if harmless:
        social.neighbours.drop_repeats.add("mastodon")
    case = await social.case_of(await social.receive(**POST))
    await social.acts.reply(case.reference, social.actor(), "Hallo")
    social.neighbours.refusal = SendFailed("hung-up", again=True, unsure=True)
    await social.deliver()
    assert [each.state for each in await social.outbox() if each.purpose == "reply"] == [state]


async def test_a_post_is_not_acknowledged_unless_its_channel_asks(social):
    await social.receive(**POST)
    assert [each for each in await social.outbox() if each.purpose == "acknowledgement"] == []
    social.became(settings={"mastodon": {"acknowledge": True}})
    case = await social.case_of(await social.receive(**{**POST, "sender": Sender(handle="@bo")}))
    await social.deliver()
    ((name, said),) = social.neighbours.said
    assert name == "mastodon" and said.automatic and case.reference in said.text and "http" not in said.text


async def test_mail_may_go_by_another_channel_than_the_relay_and_then_names_its_case(town):
    town.speaks_over("notify", carriers={"email": "notify"})
    case = await town.case_of(await town.receive())
    await town.acts.reply(case.reference, town.actor(), "Dat regelen we.", "Uw vraag")
    assert await town.deliver() == []
    said = {each.subject: each for _, each in town.neighbours.said}
    assert said[f"Uw vraag ({case.reference})"].to == "noor@example.org"
