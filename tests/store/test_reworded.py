"""Words that are replaced or taken away are gone from the register, whatever the database."""

from router.domain.change import Change
from router.domain.contact import Attachment, Contact, Text
from router.domain.words import Channel
from router.testing import MONDAY

CONTACT = Contact(id="c", channel=Channel.MENTION, source="mastodon", received_at=MONDAY)
SAID = Text(
    id="c",
    subject="Boos",
    body="De lamp is stuk",
    attachments=(Attachment(name="a.png", media_type="image/png", size=1, sha256="0" * 64),),
    message_id="91",
    original_sha256="1" * 64,
    wire={"visibility": "public"},
)
GONE = Text(id="c", message_id="91", wire={"visibility": "public", "removedAt": MONDAY.isoformat()})


async def test_a_later_text_takes_the_place_of_all_of_the_first(store):
    await store.apply([Change(contacts=(CONTACT,), texts=(SAID,))])
    await store.apply([Change(texts=(GONE,))])
    assert await store.message("c") == (CONTACT, GONE)


async def test_also_in_one_writing(store):
    await store.apply(
        [Change(contacts=(CONTACT,), texts=(SAID,)), Change(texts=(SAID.with_(body="x"),)), Change(texts=(GONE,))]
    )
    assert await store.message("c") == (CONTACT, GONE)
