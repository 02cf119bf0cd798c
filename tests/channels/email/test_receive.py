"""The intake over real SMTP, on a loopback port."""

import asyncio
import hashlib
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiosmtplib
import pytest

from router.channels.email.limits import Limits
from router.channels.email.receive import SmtpIntake
from router.domain.errors import StreamDown, StreamFull

NOW = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
INFO, PERMITS = "info@klaverdam.example", "vergunningen@klaverdam.example"


class Kept:
    """What the intake handed over. `trouble` is raised instead of accepting."""

    def __init__(self):
        self.contacts, self.originals, self.trouble = [], {}, None

    async def accept(self, inbounds):
        if self.trouble:
            raise self.trouble
        self.contacts.extend(inbounds)

    async def keep_original(self, data):
        digest = hashlib.sha256(data).hexdigest()
        self.originals[digest] = data
        return digest


@pytest.fixture
def kept():
    return Kept()


@asynccontextmanager
async def listening(kept, **more):
    intake = SmtpIntake(
        host="127.0.0.1",
        port=0,
        entrances={INFO, PERMITS},
        accept=kept.accept,
        keep_original=kept.keep_original,
        now=lambda: NOW,
        **more,
    )
    await intake.start()
    try:
        yield intake
    finally:
        await intake.stop()


@pytest.fixture
async def intake(kept):
    async with listening(kept) as intake:
        yield intake


async def deliver(intake, raw, to=(INFO,), sender="anna@post.example"):
    return await aiosmtplib.send(
        raw, sender=sender, recipients=list(to), hostname="127.0.0.1", port=intake.port, start_tls=False
    )


async def test_a_mail_arrives_with_its_bytes(intake, kept, raw):
    await deliver(intake, raw("plain"))
    (contact,) = kept.contacts
    assert (contact.entrance, contact.received_at, contact.original) == (INFO, NOW, raw("plain"))
    assert contact.text.endswith("is stuk.")


async def test_two_entrances_are_two_contacts_and_case_does_not_matter(intake, kept, raw):
    await deliver(intake, raw("plain"), to=(INFO.upper(), PERMITS))
    assert [contact.entrance for contact in kept.contacts] == [INFO, PERMITS]
    assert len({contact.id for contact in kept.contacts}) == 2


async def test_ten_deliveries_at_once_have_one_id(intake, kept, raw):
    await asyncio.gather(*(deliver(intake, raw("plain")) for _ in range(10)))
    assert len(kept.contacts) == 10
    assert len({(contact.id, contact.digest) for contact in kept.contacts}) == 1


async def test_a_stranger_to_our_house_is_refused(intake, kept, raw):
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refusal:
        await deliver(intake, raw("plain"), to=("someone@elsewhere.example",))
    assert refusal.value.recipients[0].code == 550
    assert kept.contacts == []


@pytest.mark.parametrize("trouble", [StreamFull(), StreamDown(), RuntimeError("a secret")])
async def test_trouble_means_come_back_later(intake, kept, raw, trouble):
    kept.trouble = trouble
    with pytest.raises(aiosmtplib.SMTPDataError) as refusal:
        await deliver(intake, raw("plain"))
    assert refusal.value.code == 451
    assert "secret" not in refusal.value.message


async def test_a_bounce_is_known_by_its_envelope(intake, kept, raw):
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=intake.port, start_tls=False) as client:
        await client.mail("")
        await client.rcpt(INFO)
        await client.data(raw("plain"))
    assert kept.contacts[0].automatic


async def test_thirty_megabytes_are_refused_when_announced(intake, kept):
    with pytest.raises(aiosmtplib.SMTPSenderRefused) as refusal:
        await deliver(intake, b"Subject: big\r\n\r\n" + (b"x" * 70 + b"\r\n") * 440_000)
    assert refusal.value.code == 552
    assert kept.contacts == []


async def test_thirty_megabytes_are_refused_when_not_announced_and_the_loop_runs_on(intake, kept):
    reader, writer = await asyncio.open_connection("127.0.0.1", intake.port)
    writer.write(f"HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{INFO}>\r\nDATA\r\n".encode())
    for _ in range(30):
        writer.write(b"\r\n" * (512 * 1024))
        await writer.drain()
    writer.write(b".\r\nQUIT\r\n")
    answers = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    assert "552 5.3.4" in answers
    assert answers.rstrip().splitlines()[-1].startswith("221")
    assert kept.contacts == []


async def test_commands_sent_along_and_doubled_dots(intake, kept):
    reader, writer = await asyncio.open_connection("127.0.0.1", intake.port)
    one = f"MAIL FROM:<a@b.example>\r\nRCPT TO:<{INFO}>\r\nDATA\r\n"
    writer.write(f"HELO x\r\n{one}\r\n..dot\r\n.\r\n{one}.\r\nQUIT\r\n".encode())
    answers = (await reader.read()).decode().splitlines()
    writer.close()
    await writer.wait_closed()
    assert sum(answer.startswith("250 2.0.0") for answer in answers) == 2
    assert [contact.text for contact in kept.contacts] == [".dot", ""]


async def test_two_hundred_parts_and_a_large_original_are_kept(intake, kept):
    part = b"--b\r\nContent-Type: image/png; name=x.png\r\n\r\n" + b"x" * 500 + b"\r\n"
    await deliver(intake, b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 200 + b"--b--\r\n")
    (contact,) = kept.contacts
    assert contact.original is None
    assert contact.original_sha256 in kept.originals
    taken = [file for file in contact.attachments if not file.left_out]
    assert (len(taken), len(contact.attachments)) == (25, 200)
    assert all(file.sha256 in kept.originals for file in taken)


async def test_a_large_mail_does_not_hold_the_loop(intake, kept):
    lines = b"Content-Type: text/html\r\n\r\n" + b"<div>\r\n" * (3 * 1024 * 1024)
    gaps, loop = [], asyncio.get_running_loop()

    async def watch():
        last = loop.time()
        while True:
            await asyncio.sleep(0)
            gaps.append(loop.time() - last)
            last = loop.time()

    reader, writer = await asyncio.open_connection("127.0.0.1", intake.port)
    watching = asyncio.create_task(watch())
    writer.write(f"HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{INFO}>\r\nDATA\r\n".encode())
    writer.write(lines + b".\r\nQUIT\r\n")
    await reader.read()
    watching.cancel()
    writer.close()
    await writer.wait_closed()
    assert len(kept.contacts) == 1
    assert max(gaps) < 0.5  # 0.1 is the aim; a busy test machine may need more


async def test_too_many_peers_are_sent_away(kept):
    async with listening(kept, limits=Limits(connections=1)) as intake:
        _, first = await asyncio.open_connection("127.0.0.1", intake.port)
        reader, second = await asyncio.open_connection("127.0.0.1", intake.port)
        assert (await reader.read()).startswith(b"421 4.7.0")
        first.close()
        second.close()


async def test_a_peer_that_hangs_up_halfway_leaves_nothing(intake, kept):
    _, writer = await asyncio.open_connection("127.0.0.1", intake.port)
    writer.write(f"HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<{INFO}>\r\nDATA\r\nhalf".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await intake.stop()
    assert kept.contacts == []
