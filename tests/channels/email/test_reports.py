"""What mail servers say became of a mail of ours, each in its own way. Written for these tests."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.channels.email.parse import parse

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OURS = "<KV-2611-0001-ack@klaverdam.example>"


def dsn(action="failed", status="5.1.1", diagnostic="smtp; 550 5.1.1 unknown", original=None, kind="message/rfc822"):
    back = original if original is not None else f"From: info@klaverdam.example\nMessage-ID: {OURS}\nSubject: x\n\nDag"
    return f"""From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: info@klaverdam.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver it.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; an@kl.example
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: {kind}

{back}
--b--
"""


def read(text, return_path=""):
    raw = text.replace("\n", "\r\n").encode()
    return parse(raw, entrance="info@klaverdam.example", received_at=NOW, return_path=return_path).inbound.report


@pytest.mark.parametrize(
    ("changes", "state", "code"),
    [
        ({}, "failed", "5.1.1"),
        ({"status": "5.0.0", "diagnostic": "smtp; 552 5.2.2 mailbox full"}, "failed", "5.2.2"),
        ({"status": "5.0.0", "diagnostic": "x-unix; no"}, "failed", "5.0.0"),
        ({"action": "delayed", "status": "4.4.1", "diagnostic": "smtp; timeout"}, "delayed", "4.4.1"),
        ({"action": "failed", "status": "4.4.7", "diagnostic": "smtp; expired"}, "failed", "4.4.7"),
        ({"action": "", "status": "4.2.2", "diagnostic": ""}, "delayed", "4.2.2"),
        ({"action": "relayed", "status": "2.1.9", "diagnostic": ""}, "delivered", ""),
        ({"kind": "text/rfc822-headers"}, "failed", "5.1.1"),
        ({"kind": "message/rfc822", "original": f"Subject: x\nMessage-ID:\n {OURS}\n\nDag"}, "failed", "5.1.1"),
    ],
)
def test_a_delivery_status(changes, state, code):
    found = read(dsn(**changes))
    assert (found.state, found.code, found.message_id) == (state, code, OURS)


def test_one_that_names_no_message_is_no_report():
    assert read(dsn(original="Subject: x\n\nDag")) is None


def test_the_message_it_answers_will_do():
    assert read(dsn(original="Subject: x\n\nDag").replace("\nTo:", f"\nIn-Reply-To: {OURS}\nTo:", 1)).message_id == OURS


PROSE = f"""From: Mail Delivery System <Mailer-Daemon@mx.example>
To: info@klaverdam.example
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: an@kl.example
Auto-Submitted: auto-replied

A message that you sent could not be delivered:

  an@kl.example
    host mx.example said: 550-5.1.1 no such user

------ This is a copy of your message. ------

From: info@klaverdam.example
Message-ID: {OURS}
Subject: x

Dag
"""


def test_prose_with_our_mail_below_it():
    found = read(PROSE)
    assert (found.state, found.code, found.message_id) == ("failed", "5.1.1", OURS)


def test_a_warning_is_a_delay():
    assert read(PROSE.replace("Mail delivery failed", "Warning: message delayed")).state == "delayed"


def test_a_read_receipt():
    text = f"""From: an@kl.example
Subject: Read: x
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b

Read.
--b
Content-Type: message/disposition-notification

Original-Message-ID: {OURS}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
    assert (read(text).state, read(text).message_id) == ("read", OURS)


@pytest.mark.parametrize(
    "text",
    [
        f"From: an@kl.example\nSubject: Re: x\nIn-Reply-To: {OURS}\n\nMessage-ID: {OURS}\nHet kwam niet aan, 5.1.1",
        f"From: an@kl.example\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}\n\nIk ben er niet.",
        f"From: postmaster@kl.example\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}\n\nAfwezig.",
    ],
)
def test_what_people_write_and_their_absence_is_none(text):
    assert read(text) is None


@given(st.binary(max_size=600))
def test_anything_in_its_place_is_read(body):
    raw = dsn().encode().replace(b"Action: failed", body)
    parse(raw, entrance="info@klaverdam.example", received_at=NOW, return_path="")
