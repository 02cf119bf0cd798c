"""What the mail doors refuse: too much, too often, from whom not to us, and in the clear where that is not wanted."""

import asyncio
import smtplib
import ssl
from contextlib import asynccontextmanager
from datetime import timedelta

import aiosmtplib
import pytest

from router.channels.email.limits import Certificate, Limits, Pace
from router.channels.email.listen import listen
from router.channels.email.setting import EmailSetting
from router.testing import MONDAY
from scripts.servers.dovecot import _certified
from tests.channels.email.imap.conftest import Desk, letter
from tests.channels.email.test_receive import INFO, Kept, deliver, listening


@pytest.fixture
def kept():
    return Kept()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    _certified(folder)
    return folder / "cert.pem", folder / "key.pem"


async def test_one_address_sends_so_many_a_minute_and_comes_again_later(kept, raw):
    async with listening(kept, limits=Limits(per_minute=2)) as intake:
        await deliver(intake, raw("plain"))
        await deliver(intake, raw("plain"))
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refusal:
            await deliver(intake, raw("plain"))
    assert (refusal.value.code, len(kept.contacts)) == (450, 2)


def test_the_pace_of_each_address_is_its_own_and_is_forgotten_after_a_minute():
    pace = Pace()
    told = [pace.allows("a", 2, MONDAY) for _ in range(3)] + [pace.allows("b", 2, MONDAY)]
    assert told == [True, True, False, True]
    assert not pace.allows("a", 2, MONDAY + timedelta(seconds=59))
    assert pace.allows("a", 2, MONDAY + timedelta(seconds=60))


async def test_recipients_and_size(kept, raw):
    async with listening(kept, limits=Limits(recipients=1, size=100)) as intake:
        with pytest.raises(aiosmtplib.SMTPSenderRefused) as refusal:
            await deliver(intake, b"Subject: long\r\n\r\n" + b"x" * 200)
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=intake.port, start_tls=False) as client:
            await client.mail("a@b.example")
            await client.rcpt(INFO)
            with pytest.raises(aiosmtplib.SMTPRecipientRefused) as second:
                await client.rcpt("vergunningen@klaverdam.example")
    assert (refusal.value.code, second.value.code) == (552, 452)


async def test_starttls_and_only_starttls(kept, raw, certificate):
    limits = Limits(certificate=Certificate(*map(str, certificate)), tls_required=True, connections=1)
    async with listening(kept, limits=limits) as intake:
        trusted = ssl.create_default_context(cafile=str(certificate[0]))
        client = aiosmtplib.SMTP(hostname="localhost", port=intake.port, start_tls=True, tls_context=trusted)
        async with client:
            await client.sendmail("a@b.example", [INFO], raw("plain"))
    async with listening(kept, limits=limits) as intake:
        with pytest.raises(aiosmtplib.SMTPResponseException) as refusal:
            await deliver(intake, raw("plain"))
    assert (refusal.value.code, len(kept.contacts)) == (530, 1)


async def test_a_certificate_that_is_gone_lets_nobody_in_who_must_use_it(kept, tmp_path):
    limits = Limits(certificate=Certificate(str(tmp_path / "none.pem"), None), tls_required=True)
    async with listening(kept, limits=limits) as intake:
        reader, writer = await asyncio.open_connection("127.0.0.1", intake.port)
        assert (await reader.read()).startswith(b"421 4.3.5")
        writer.close()


def test_a_new_certificate_is_read_when_it_lies_there(certificate, tmp_path):
    mine = Certificate(str(tmp_path / "cert.pem"), str(tmp_path / "key.pem"))
    assert mine.context() is None
    for path in certificate:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    first = mine.context()
    assert first is not None
    assert mine.context() is first
    (tmp_path / "key.pem").write_text("half a file")
    assert mine.context() is first


@asynccontextmanager
async def doors(desk, **smtp):
    """The further doors of a setting, once they are open."""
    setting = EmailSetting.model_validate({"smtp": smtp})
    task = asyncio.create_task(listen(desk.room(setting)))
    try:
        for door in setting.smtp.doors:
            await opened(door.port)
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def opened(port):
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except ConnectionRefusedError:
            await asyncio.sleep(0)
        else:
            writer.close()
            return


async def test_a_door_for_lmtp_answers_for_each_recipient(unused_tcp_port_factory):
    desk, port = Desk(), unused_tcp_port_factory()

    def talk():
        with smtplib.LMTP("127.0.0.1", port) as client:
            client.ehlo_or_helo_if_needed()
            client.mail("a@b.example")
            codes = [client.rcpt(each)[0] for each in (INFO, INFO, "nobody@klaverdam.example")]
            answers = [client.data(letter(1))[0], client.getreply()[0]]
            return codes, answers

    async with doors(desk, doors=[{"protocol": "lmtp", "port": port}]):
        assert await asyncio.to_thread(talk) == ([250, 250, 550], [250, 250])
    assert desk.texts == ["Lamp 1"]


async def test_an_lmtp_door_speaks_no_smtp_and_a_second_smtp_door_does(unused_tcp_port_factory):
    desk, one, two = Desk(), unused_tcp_port_factory(), unused_tcp_port_factory()
    async with doors(desk, doors=[{"protocol": "lmtp", "port": one}, {"port": two}]):
        reader, writer = await asyncio.open_connection("127.0.0.1", one)
        writer.write(b"EHLO x\r\nQUIT\r\n")
        assert b"500 " in await reader.read()
        writer.close()
        await aiosmtplib.send(
            letter(1), sender="a@b.example", recipients=[INFO], hostname="127.0.0.1", port=two, start_tls=False
        )
    assert desk.texts == ["Lamp 1"]
