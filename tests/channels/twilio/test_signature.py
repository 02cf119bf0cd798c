"""Twilio's own signature. The figures were computed apart from our code."""

import base64
import hashlib
import hmac

import pytest

from router.channels.twilio.signature import is_signed, signature

FIELDS = [
    ("To", "+18005551212"),
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("Caller", "+14158675310"),
    ("From", ""),
]
ADDRESS = "https://example.org/channels/twilio/voice?queue=KCC&a=%C3%A9"
PLAIN = ADDRESS + "CallSidCA1234567890ABCDECaller+14158675310Digits1234FromTo+18005551212"


def by_hand(text, token="12345"):
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def test_address_and_sorted_fields():
    assert signature(ADDRESS, FIELDS, "12345") == by_hand(PLAIN)
    assert is_signed([by_hand(PLAIN)], ADDRESS, FIELDS, ["12345"])
    assert is_signed([by_hand(PLAIN)], ADDRESS, FIELDS, ["newer", "12345"])


def test_a_name_twice():
    both = [("A", "2"), ("B", "x"), ("A", "1"), ("A", "1")]
    assert signature("https://a.example/", both, "t") == by_hand("https://a.example/A1A2Bx", "t")


@pytest.mark.parametrize(
    ("ours", "signed"),
    [
        ("https://a.example/x", "https://a.example:443/x"),
        ("https://a.example:8443/x", "https://a.example/x"),
        ("http://a.example/x", "http://a.example:80/x"),
    ],
)
def test_with_the_port_and_without(ours, signed):
    assert is_signed([by_hand(signed)], ours, [], ["12345"])


@pytest.mark.parametrize(
    "signatures",
    [[], [""], ["é"], [by_hand(PLAIN)] * 2, [by_hand(PLAIN)[:-2]], [by_hand(PLAIN + "x")], [by_hand(PLAIN, "y")]],
)
def test_anything_else_is_not_signed(signatures):
    assert not is_signed(signatures, ADDRESS, FIELDS, ["12345"])
    assert not is_signed(signatures, ADDRESS, FIELDS, [])
