"""Where each field is read, and what it says of somebody who told nothing."""

import pytest

from router.domain.contact import Attachment, CallbackWish, Sender
from router.domain.known import Earlier, Known
from router.domain.words import Channel, Steer, Urgency
from router.rules.facts import Draft, Facts, QueueLoad
from router.rules.fields import FIELDS, team_of
from router.testing import MONDAY, inbound

FILE = Attachment(name="a.jpg", media_type="image/jpeg", size=1, sha256="")


def draft(facts=Facts(), product=None, **contact):  # noqa: B008 - it cannot change
    made = Draft(inbound(**contact), facts, MONDAY)
    made.product = product
    return made


def read(name, made):
    return FIELDS[name].read(made)


def test_what_nobody_told():
    made = draft(sender=Sender())
    nothing = {name: read(name, made) for name in ("domain", "product", "complexity", "place", "entrance")}
    assert set(nothing.values()) == {None}
    assert not any(
        read(name, made) for name in ("callback", "legal", "automatic", "needs_assistance", "refused_before")
    )
    assert (read("attachments", made), read("waiting", made), read("oldest", made), team_of(made)) == (0, 0, 0, "")


@pytest.mark.parametrize(
    ("name", "told", "value"),
    [
        ("channel", {"channel": Channel.DESK}, "desk"),
        ("domain", {"sender": Sender(email="Jan@Example.ORG")}, "example.org"),
        ("place", {"place": "Molenwijk"}, "Molenwijk"),
        ("callback", {"callback": CallbackWish()}, True),
        ("attachments", {"attachments": (FILE, FILE)}, 2),
        ("needs_assistance", {"needs_assistance": True}, True),
        ("automatic", {"automatic": True}, True),
        ("received", {}, MONDAY),
    ],
)
def test_of_the_contact(name, told, value):
    assert read(name, draft(**told)) == value


def test_of_the_product(book):
    made = draft(product=book.municipality.products["building-permit"])
    assert (read("product", made), read("complexity", made), read("legal", made)) == (
        "building-permit",
        "complex",
        True,
    )
    assert team_of(made) == "permits"
    made.team = "kcc"
    assert read("team", made) == "kcc"


def test_of_the_queue_it_would_join(book):
    busy = Facts(loads={"taxes": QueueLoad(waiting=7, oldest_seconds=60)})
    made = draft(busy, product=book.municipality.products["dog-tax"])
    assert (read("waiting", made), read("oldest", made)) == (7, 60)


def test_of_what_is_known():
    made = draft(Facts(known=Known(needs_assistance=True, earlier=(Earlier(at=MONDAY, case="KV-1", refused=True),))))
    assert read("needs_assistance", made) and read("refused_before", made)


def test_every_field_says_what_it_is():
    assert all(field.told.endswith(".") or "..." in field.told for field in FIELDS.values())
    assert FIELDS["urgency"].values == tuple(Urgency)
    assert FIELDS["steer"].values == tuple(Steer)
