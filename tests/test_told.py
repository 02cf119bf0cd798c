"""What somebody wrote stays what they wrote: in a letter to them, in a log line, on a terminal. It is never carried out."""

import io
import json
import sys

import pytest
import structlog

from router.channels.email.compose import compose
from router.commands.serve import _log_as_events
from router.domain.contact import Sender
from router.testing import MONDAY
from router.testing_town import town_in

TEMPLATES = "{{7*7}} {%raw%} {0.__class__} {name} {reference} %s ${x} #{7*7}"
HEADERS = "\r\nBcc: spy@evil.example\nReply-To: spy@evil.example\r\n\r\nhello"


@pytest.fixture
async def letter(tmp_path):
    async with town_in(tmp_path) as town:
        sender = Sender(name=f"{TEMPLATES}{HEADERS}", email="noor@example.org")
        await town.receive(sender=sender, subject=f"{TEMPLATES}{HEADERS}", text=TEMPLATES, message_id="<m@x>")
        (letter,) = await town.deliver()
        yield letter


async def test_a_name_that_is_a_template_is_a_name(letter):
    assert letter.text.splitlines()[0].startswith(f"Dear {TEMPLATES}")
    assert "<class" not in letter.text


async def test_a_name_and_a_subject_bring_no_header(letter):
    mail = compose(letter, MONDAY)
    raw = mail.as_bytes()
    assert mail["Bcc"] is None and mail["Reply-To"] is None
    assert [line for line in raw.splitlines() if line.lower().startswith((b"bcc", b"reply-to"))] == []
    assert (mail["To"].addresses[0].addr_spec, len(mail["To"].addresses)) == ("noor@example.org", 1)


def test_a_log_line_is_one_line_without_a_sign_that_a_terminal_obeys(monkeypatch):
    evil = '\n{"event": "all.is.well"}\r\x1b[2J\x1b]0;x\x07\x9b31m\u2028\u202e\x7f\x00'
    monkeypatch.setattr(sys, "stderr", out := io.StringIO())
    try:
        _log_as_events()
        structlog.get_logger().warning("contact.told", name=evil, evil=evil)
    finally:
        structlog.reset_defaults()
    (line,) = out.getvalue().splitlines()
    assert json.loads(line)["name"] == evil
    assert all(" " <= sign < "\x7f" or sign == "\x7f" for sign in line) and "\x1b" not in line
