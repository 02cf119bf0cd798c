"""Contacts: what makes two of them the same, and who sent them."""

from uuid import UUID

import pytest

from router.domain.contact import CallbackWish, Sender, contact_id, party_of
from router.testing import MONDAY, inbound, moment

LATER = moment("ma 23 nov 2026 11:00")


def test_an_id_is_derived_from_where_it_came():
    first = contact_id("email", "email", "<m1>")
    assert UUID(first).version == 5
    assert first == contact_id("email", "email", "<m1>")
    assert (
        len(
            {
                first,
                contact_id("email", "email", "<m2>"),
                contact_id("email", "webform", "<m1>"),
                contact_id("webform", "email", "<m1>"),
            }
        )
        == 4
    )


@pytest.mark.parametrize(
    "change",
    [{"received_at": LATER}, {"id": "other"}, {"message_id": "<m>"}, {"backlog": True}],
    ids=lambda change: next(iter(change)),
)
def test_a_repeat_has_the_same_digest(change):
    assert inbound(**change).digest == inbound().digest


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Iets anders."},
        {"subject": "s"},
        {"sender": Sender(email="b@example.org")},
        {"callback": CallbackWish()},
        {"callback": CallbackWish(not_before=MONDAY)},
        {"product": "passport"},
        {"place": "Dorpsstraat"},
        {"needs_assistance": True},
        {"language": "fr"},
    ],
    ids=str,
)
def test_another_body_has_another_digest(change):
    assert inbound(**change).digest != inbound().digest


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        (Sender(email="Noor@Example.ORG", phone="+31612345678"), "mailto:noor@example.org"),
        (Sender(phone="+31612345678", handle="@noor"), "tel:+31612345678"),
        (Sender(handle="@Noor@Town.example"), "acct:@noor@town.example"),
        (Sender(name="Noor"), None),
    ],
)
def test_the_strongest_address_counts(sender, address):
    assert sender.address == address


def test_one_address_is_one_party():
    one, other = (
        party_of(inbound(sender=Sender(name=name, email=mail)))
        for name, mail in (("Noor", "noor@example.org"), (None, "NOOR@example.org"))
    )
    assert one.id == other.id
    assert (one.name, one.address) == ("Noor", "mailto:noor@example.org")


def test_two_who_say_nothing_are_two_parties():
    assert party_of(inbound(sender=Sender())).id != party_of(inbound(sender=Sender())).id
