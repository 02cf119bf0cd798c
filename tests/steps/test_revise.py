"""A post is edited or taken back by its writer."""

from datetime import timedelta

import pytest

from router.domain.contact import EDITED, REMOVED, Revision, Sender
from router.domain.words import Channel
from router.steps.accept import key_of, read, written
from router.testing import MONDAY, inbound
from router.testing_town import town_in

LATER = MONDAY + timedelta(minutes=5)
ANNA = Sender(handle="@anna@social.example", name="Anna")


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path) as town:
        yield town


def mention(key="1", **changes):
    plain = {"channel": Channel.MENTION, "source": "mastodon", "source_id": key, "sender": ANNA, "message_id": key}
    return inbound(**{**plain, "text": "De lamp is stuk", "wire": {"visibility": "public"}, **changes})


async def told(town, *events):
    await town.accept(*events)
    await town.settle()


async def words(town, contact):
    found = await town.store.message(contact.id)
    return found[1]


@pytest.mark.parametrize("together", [True, False])
async def test_an_edited_post_reads_as_it_does_now(town, together):
    contact = mention()
    edit = Revision(contact=contact.id, at=LATER, text="De lamp is weer heel", address=ANNA.address)
    if together:
        await told(town, contact, edit)
    else:
        await told(town, contact)
        await told(town, edit)
    text = await words(town, contact)
    assert (text.body, text.wire[EDITED], text.wire["visibility"]) == (
        "De lamp is weer heel",
        MONDAY.isoformat(),
        "public",
    )
    (line,) = await town.history("edited")
    assert line.subject == (await town.case_of(contact)).reference
    assert "lamp" not in str(line.data)


async def test_an_edit_told_twice_or_out_of_order_is_one(town):
    contact = mention()
    town.clock.advance(timedelta(hours=1))
    first, last = (
        Revision(contact=contact.id, at=LATER + timedelta(minutes=minute), text=f"versie {minute}") for minute in (1, 2)
    )
    await told(town, contact, last, last, first)
    assert (await words(town, contact)).body == "versie 2"
    assert len(await town.history("edited")) == 1


async def test_a_removed_mention_that_nobody_took_is_withdrawn(town):
    contact = mention(original_sha256="0" * 64)
    await told(town, contact)
    await told(town, Revision(contact=contact.id, at=LATER))
    text, case = await words(town, contact), await town.case_of(contact)
    assert (text.body, text.original_sha256, text.attachments) == ("", None, ())
    assert REMOVED in text.wire
    assert (case.status, case.result) == ("closed", "withdrawn")
    assert [line.type for line in await town.history("removed", "closed")] == ["removed", "closed"]
    assert not (await town.file(case.reference)).owed("answer")
    await told(town, Revision(contact=contact.id, at=LATER), Revision(contact=contact.id, at=LATER, text="terug"))
    assert (await words(town, contact)).body == ""
    assert len(await town.history("removed")) == 1


async def test_removed_in_the_batch_it_came_in(town):
    contact = mention()
    await told(town, contact, Revision(contact=contact.id, at=LATER))
    assert (await words(town, contact)).body == ""
    assert (await town.case_of(contact)).result == "withdrawn"


async def test_a_case_that_somebody_has_or_that_is_more_stays(town):
    taken, longer = mention("1"), mention("2", sender=Sender(handle="@bo@social.example"))
    more = mention("3", sender=longer.sender, reply_to=("2",))
    await told(town, taken, longer, more)
    await town.acts.claim((await town.case_of(taken)).reference, town.actor())
    await told(town, *(Revision(contact=each.id, at=LATER) for each in (taken, longer)))
    assert [(await town.case_of(each)).is_closed for each in (taken, longer)] == [False, False]
    assert [(await words(town, each)).body for each in (taken, longer)] == ["", ""]
    assert (await words(town, more)).body


async def test_what_is_not_known_changes_nothing(town):
    await told(town, Revision(contact="nobody", at=LATER, text="x"), Revision(contact="nobody", at=LATER))
    assert await town.history() == []


async def test_the_same_post_in_other_words_is_an_edit_where_it_says_so(town):
    contact = mention()
    await told(town, contact)
    await told(town, contact.with_(text="Nu anders", wire={EDITED: LATER.isoformat()}))
    assert (await words(town, contact)).body == "Nu anders"
    await told(town, contact)  # the first version, once more
    assert (await words(town, contact)).body == "Nu anders"
    assert await town.quarantine() == {}


def test_it_travels_and_stays_in_order_with_its_sender():
    revision = Revision(contact="c", at=LATER, text=None, address=ANNA.address)
    assert read(written(revision)) == revision
    assert key_of(revision, b"k") == key_of(mention(), b"k")
