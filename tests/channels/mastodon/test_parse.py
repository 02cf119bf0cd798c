"""Mentions, and what is none."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.channels.mastodon import adapter
from router.channels.mastodon.parse import parse
from router.domain.errors import BadPayload
from router.domain.words import Channel

NOW = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
RECORDED = Path(__file__).parents[4] / "shared" / "data" / "mastodon-recorded.json"
MENTION = json.loads((Path(__file__).parent / "mention.json").read_text())


def changed(**status):
    return json.dumps(MENTION | {"status": MENTION["status"] | status}).encode()


def test_a_mention():
    (contact,) = adapter.webhook(json.dumps(MENTION).encode(), NOW)
    assert (contact.channel, contact.source, contact.source_id) == (Channel.MENTION, "mastodon", "117020577157693549")
    assert contact.text == "@klaverdam De lamp in de Dorpsstraat is stuk.\n\nAl een week & langer!"
    assert (contact.sender.handle, contact.sender.name) == ("@anna@mastodon.example", "Anna 🌳")
    assert (contact.language, contact.url) == ("nl", "https://mastodon.example/@anna/117020577157693549")
    assert contact.received_at == datetime(2026, 11, 1, 13, 51, 42, 823000, tzinfo=UTC)
    assert contact.reply_to == ()


def test_a_repeat_has_the_same_id():
    one, two = (parse(changed(), now)[0] for now in (NOW, datetime(2027, 1, 1, tzinfo=UTC)))
    assert (one.id, one.digest) == (two.id, two.digest)


@pytest.mark.parametrize("kind", ["follow", "favourite", "reblog", "poll", "something.new"])
def test_other_notifications_are_no_contact(kind):
    assert parse(json.dumps({"type": kind, "id": "1"}).encode(), NOW) == ()


def test_a_moment_in_the_future_is_now():
    assert parse(changed(created_at="2031-01-01T00:00:00Z"), NOW)[0].received_at == NOW


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [
        ("url", "javascript:alert(1)", None),
        ("url", "https://x/" + "y" * 3000, None),
        ("url", None, None),
        ("language", "nl-BE", "nl"),
        ("language", "../../x", None),
        ("language", "klingonish", None),
        ("language", None, None),
    ],
)
def test_what_cannot_be_is_left_out(field, value, left):
    assert getattr(parse(changed(**{field: value}), NOW)[0], field) == left


def test_a_content_warning_is_part_of_the_text():
    assert parse(changed(spoiler_text="boos", content="<p>Alweer!</p>"), NOW)[0].text == "boos\n\nAlweer!"


def test_every_field_is_bounded():
    body = {
        "type": "mention",
        "account": {"acct": "a" * 9000, "display_name": "\u202e" + "n" * 9000},
        "status": MENTION["status"] | {"content": "x" * 300_000},
    }
    (contact,) = parse(json.dumps(body).encode(), NOW)
    assert (len(contact.text), len(contact.sender.handle), len(contact.sender.name)) == (20_000, 201, 200)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Input data was truncated"),
        (b"[]", "object"),
        (b"{", "truncated"),
        (b"\xff", "malformed"),
        (b'{"type": "mention"}', "account"),
        (b'{"type": 5}', "type"),
        (b"[" * 100_000, "."),
        (changed(created_at="gisteren"), "created_at"),
        (changed(created_at="2026-01-01T00:00:00"), "time zone"),
        (changed(content=5), "content"),
        (changed(id=""), "status.id"),
        (b" " * 2_000_000, "1024 KB"),
        (b'{"type":"mention","x":' + b"[" * 100_000, "."),
    ],
)
def test_what_is_no_notification_says_why(body, reason):
    with pytest.raises(BadPayload, match=reason):
        parse(body, NOW)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_contact_or_a_reason(body):
    try:
        assert parse(body, NOW) == ()
    except BadPayload as error:
        assert str(error)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recordings are not part of this repository")
def test_real_recordings():
    bodies = [exchange["body"] for exchange in json.loads(RECORDED.read_text())]
    notes = [
        note
        for body in bodies
        for note in (body if isinstance(body, list) else [body])
        if isinstance(note, dict) and note.get("type") == "mention"
    ]
    assert notes
    for note in notes:
        (contact,) = parse(json.dumps(note).encode(), NOW)
        assert contact.text.startswith("@")
        assert contact.sender.handle == "@" + note["account"]["acct"]


ANY = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
                   lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3))  # fmt: skip


@given(st.sampled_from(sorted(MENTION["status"])), st.sampled_from(sorted(MENTION["account"])), ANY, ANY)
def test_any_value_anywhere_is_a_contact_or_a_reason(field, of_account, one, other):
    note = MENTION | {"status": MENTION["status"] | {field: one}, "account": MENTION["account"] | {of_account: other}}
    try:
        (contact,) = parse(json.dumps(note).encode(), NOW, "gemeente", "1")
        assert all(isinstance(value, str) for value in contact.wire.values())
    except BadPayload as error:
        assert str(error)
