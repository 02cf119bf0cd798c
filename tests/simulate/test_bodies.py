"""Whatever the day brings can be sent: MIME parses, JSON has the contract's fields and no other."""

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import islice
from random import Random

from router.channels.mastodon.parse import parse
from router.simulate.bodies import body
from router.simulate.corpus import records
from router.simulate.day import plan
from router.simulate.mail import envelope_sender, message, message_id
from router.simulate.mention import notification
from router.simulate.send import call_event, form_fields, signed

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FIELDS = {
    "channel",
    "text",
    "subject",
    "callback",
    "sourceId",
    "receivedAt",
    "sender",
    "language",
    "product",
    "kind",
    "url",
    "place",
    "needsAssistance",
}
DAY = plan(Random(1), 2000, NOW)


def on(channel):
    return [arrival for arrival in DAY if arrival.channel == channel]


def test_bodies_have_only_fields_of_the_contract():
    for arrival in DAY:
        made = json.loads(json.dumps(body(arrival, NOW)))
        assert set(made) <= FIELDS and made["channel"] == arrival.channel
        assert set(made["sender"]) <= {"name", "email", "phone", "handle"}
        assert set(made.get("callback", {})) <= {"notBefore", "notAfter"}
        assert ("callback" in made) == (arrival.channel == "phone" and not arrival.call)


def test_mails_survive_the_wire():
    for arrival in on("email"):
        mail = message_from_bytes(message(arrival, NOW, "info@klaverdam.example").as_bytes(), policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        assert arrival.turn.text.body.split("\n")[0] in text and mail["From"].addresses[0].addr_spec
        assert mail["Message-ID"] == message_id(arrival.turn.key) and not mail.defects


def test_a_machine_says_so_and_has_no_return_path():
    automatic = [arrival for arrival in on("email") if arrival.turn.text.flavour == "auto"]
    assert automatic
    for arrival in automatic:
        assert message(arrival, NOW, "a@example.org")["Auto-Submitted"] == "auto-replied"
        assert envelope_sender(arrival) == ""


def test_html_and_attachments_are_a_share():
    kinds = [message(arrival, NOW, "a@example.org").get_content_type() for arrival in on("email")]
    assert {"text/plain", "multipart/alternative", "multipart/mixed"} == set(kinds)


def test_mentions_are_what_our_mastodon_channel_reads():
    for arrival in on("mention"):
        (inbound,) = parse(json.dumps(notification(arrival, NOW)).encode(), NOW)
        assert inbound.sender.handle == f"@{arrival.turn.person.handle}"
        assert inbound.text.replace("\xa0", " ").startswith(arrival.turn.text.body[:5].strip())
    assert len({notification(arrival, NOW)["id"] for arrival in on("mention")}) == len(on("mention"))


def test_forms_leave_the_trap_empty():
    for arrival in on("webform"):
        fields = form_fields(arrival)
        assert fields["website"] == "" and fields["text"] and fields["email"]


def test_call_events_follow_the_contract():
    for arrival in on("phone"):
        for step in arrival.call.steps if arrival.call else ():
            made = call_event(arrival, step, NOW)
            assert (
                {"event", "callId", "queue", "at", "caller"}
                <= set(made)
                <= {"event", "callId", "queue", "caller", "agent", "at"}
            )


def test_the_signature_is_the_contracts():
    mark = "d96286b1bf8fbf4099d0cab7d8e6ae46dccf11bf3ccf06858888b0a71b28480d"
    assert signed("geheim", b"{}", NOW) == f"t=1795426200,v1={mark}"


def test_a_corpus_repeats_and_no_texts_are_equal():
    made = list(records(5, 20_000))
    assert made[:500] == list(islice(records(5, 20_000), 500))
    assert len({record["text"] for record in made}) == len({record["sourceId"] for record in made}) == 20_000
    assert all(set(record) <= FIELDS - {"receivedAt"} for record in made)


def test_a_backlog_rises_through_the_past():
    made = [datetime.fromisoformat(record["receivedAt"]) for record in records(6, 3000, until=NOW, days=14)]
    assert len(made) == 3000 and made == sorted(made)
    assert NOW - timedelta(days=15) < made[0] and made[-1] < NOW
    sundays = sum(moment.weekday() == 6 for moment in made)
    assert sundays < sum(moment.weekday() == 0 for moment in made) / 4
