"""Letters out: composed, sent to the demo's mailbox, and refused."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from router.channels.email.mailbox import KEPT, Mailbox, keep
from router.channels.email.relay import Relay, Tls
from router.channels.email.send import compose, send
from router.channels.outgoing import Letter
from router.domain.contact import Attachment
from router.domain.errors import SendFailed

AT = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
LONG = "<" + "a" * 120 + "@prod.outlook.example>"


def letter(**changes):
    fields = {
        "id": "out-1",
        "to": "anna@post.example",
        "to_name": "Anna de Vriès",
        "from_address": "info@klaverdam.example",
        "from_name": "Gemeente Klaverdam",
        "subject": "Uw melding: café",
        "text": "Beste Anna,\n\nGemaakt. Zoë\n",
    }
    return Letter(**(fields | changes))


def wire(**changes):
    return message_from_bytes(compose(letter(**changes), AT).as_bytes(), policy=default)


def test_a_letter_as_it_goes_out():
    mail = wire(automatic=True)
    assert mail["Message-ID"] == "<out-1@klaverdam.example>"
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert (mail["Subject"], mail["To"]) == ("Uw melding: café", "Anna de Vriès <anna@post.example>")
    assert mail["Date"].datetime == AT
    assert mail.get_content() == "Beste Anna,\r\n\r\nGemaakt. Zoë\r\n"


def test_an_agents_letter_is_not_automatic():
    assert wire()["Auto-Submitted"] is None


def test_ids_stay_whole_however_long():
    raw = compose(letter(in_reply_to=LONG, references=(LONG, "<b@x>", *[f"<{n}@x>" for n in range(40)])), AT).as_bytes()
    assert f"In-Reply-To: {LONG}\r\n".encode() in raw
    references = message_from_bytes(raw)["References"].split()
    assert references[0] == LONG
    assert references[-1] == "<39@x>"
    assert len(references) == 13


def test_nobody_adds_a_header():
    evil = "x\r\nBcc: spy@evil.example\r\n\r\nhello"
    mail = wire(
        id=evil,
        to_name=evil,
        from_name=evil,
        subject=evil,
        in_reply_to=evil,
        references=(evil,),
        attachments=((Attachment(name=evil, media_type=evil, size=1, sha256=""), b"x"),),
    )
    assert mail["Bcc"] is None
    assert [part["Bcc"] for part in mail.walk()] == [None, None, None]


@pytest.mark.parametrize("to", ["", "anna", "anna@x.example\r\nBcc: b@y", "a b@x.example", "anna@", "@x", "a@x, b@y"])
def test_an_address_that_is_none(to):
    with pytest.raises(SendFailed) as failure:
        compose(letter(to=to), AT)
    assert (failure.value.code, failure.value.again) == ("bad-address", False)


def test_an_attachment_goes_along():
    data = b"%PDF-1.4"
    found = Attachment(name="brief.pdf", media_type="application/pdf", size=8, sha256=hashlib.sha256(data).hexdigest())
    (part,) = wire(attachments=((found, data),)).iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("brief.pdf", data)


RELAYS = {
    "localhost:2526": Relay(host="localhost", port=2526),
    "smtp://u%40x:p%3A@mail.example:587?tls=starttls": Relay(
        host="mail.example", port=587, username="u@x", password="p:", tls=Tls.STARTTLS
    ),
    "smtps://mail.example": Relay(host="mail.example", port=465, tls=Tls.IMPLICIT),
    "mail.example": Relay(host="mail.example"),
}


@pytest.mark.parametrize(("address", "relay"), RELAYS.items())
def test_relays(address, relay):
    assert Relay.parse(address) == relay
    assert "p:" not in repr(relay)


@pytest.mark.parametrize("address", ["", "http://mail.example", "mail:abc", "smtp://mail?tls=maybe", "mail:99999"])
def test_relays_that_are_none(address):
    with pytest.raises(ValueError, match="relay"):
        Relay.parse(address)


@pytest.fixture
async def mailbox(tmp_path):
    moments = (AT + timedelta(seconds=number) for number in range(1000))
    mailbox = Mailbox(tmp_path / "mailbox", lambda: next(moments))
    await mailbox.start()
    yield mailbox
    await mailbox.stop()


async def test_the_mailbox_shows_the_newest_first(mailbox):
    relay = Relay(host="127.0.0.1", port=mailbox.port)
    await send(letter(automatic=True), relay, AT)
    await send(letter(id="out-2", subject="Later"), relay, AT)
    (mailbox.folder / "99991231T000000000000-0.eml").write_bytes(b"\xff\0 garbage")
    (mailbox.folder / "zzz.eml").write_bytes(b"Delivered-To: x\n\nno moment in the name")
    later, first = await mailbox.letters(10)
    assert (later["subject"], first["subject"], first["to"]) == ("Later", "Uw melding: café", "anna@post.example")
    assert first["text"] == "Beste Anna,\n\nGemaakt. Zoë"
    assert first["headers"]["Message-ID"] == "<out-1@klaverdam.example>"
    assert first["headers"]["Auto-Submitted"] == "auto-replied"
    assert first["at"] == AT
    assert len(await mailbox.letters(1)) == 1


async def test_the_mailbox_keeps_the_newest_only(tmp_path):
    for number in range(KEPT + 2):
        (tmp_path / f"a{number:05d}.eml").touch()
    keep(tmp_path / "b.eml", b"x")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert (len(names), names[0], names[-1]) == (KEPT, "a00003.eml", "b.eml")


@pytest.mark.parametrize(("answer", "again"), [("451 4.3.0 later anna@post.example", True), ("550 5.1.1 no", False)])
async def test_a_refusal_by_the_relay(answer, again):
    async def talk(reader, writer):
        writer.write(b"220 x\r\n")
        while line := await reader.readline():
            rcpt = line.upper().startswith(b"RCPT")
            writer.write(f"{answer}\r\n".encode() if rcpt else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                break
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(SendFailed) as failure:
            await send(letter(), Relay(host="127.0.0.1", port=port), AT)
    assert (failure.value.code, failure.value.again) == (f"smtp-{answer[:3]}", again)


async def test_nobody_there_means_again(mailbox):
    port = mailbox.port
    await mailbox.stop()
    with pytest.raises(SendFailed) as failure:
        await send(letter(), Relay(host="127.0.0.1", port=port), AT)
    assert (failure.value.code, failure.value.again) == ("relay-unreachable", True)
