"""Letters to a mail server that runs in a process of its own, over STARTTLS and with a log-in."""

import asyncio
import email
import ssl
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from router.channels.email import send as sending
from router.channels.email.relay import Relay, Tls
from router.channels.outgoing import Letter
from router.domain.errors import SendFailed

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
PROGRAM = Path(__file__).with_name("relay_process.py")


def certificate(folder: Path) -> Path:
    """Of localhost alone, good for ages: tests read no clock."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = serialization.NoEncryption()
    path = folder / "relay.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
async def relay(tmp_path, monkeypatch):
    (tmp_path / "taken").mkdir()
    pem = certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=str(pem))
    plain = aiosmtplib.send

    async def trusts_ours(*args, **named):
        return await plain(*args, **named, tls_context=trusting)

    monkeypatch.setattr(sending.aiosmtplib, "send", trusts_ours)
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), str(tmp_path / "taken"), str(pem), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    yield Relay(host="localhost", port=port, username="balie", password="open sesame", tls=Tls.STARTTLS)
    process.kill()
    await process.wait()


def letter(to="an@kl.example", **changes):
    plain = {
        "id": "KV-1-ack", "to_name": "An", "from_address": "info@klaverdam.example", "from_name": "Klaverdam",
        "subject": "Ontvangen: café", "text": "Dag\n.\n..\n>From An", "automatic": True,
    }  # fmt: skip
    return Letter(to=to, **{**plain, **changes})


async def test_it_arrives_whole_and_says_that_a_machine_wrote_it(relay, tmp_path):
    await sending.send(letter(), relay, AT)
    (path,) = (tmp_path / "taken").iterdir()
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert mail["Message-ID"] == "<KV-1-ack@klaverdam.example>" and mail["Subject"] == "Ontvangen: café"
    assert (mail["Auto-Submitted"], mail["Precedence"]) == ("auto-replied", "auto_reply")
    assert mail.get_content().replace("\r\n", "\n") == "Dag\n.\n..\n>From An\n"


@pytest.mark.parametrize(
    ("to", "code", "again"),
    [
        ("later@kl.example", "smtp-451", True),
        ("never@kl.example", "smtp-550", False),
        ("full@kl.example", "smtp-552", False),
        ("drop@kl.example", "relay-unreachable", True),
    ],
)
async def test_what_it_refuses_and_where_it_hangs_up(relay, tmp_path, to, code, again):
    with pytest.raises(SendFailed) as error:
        await sending.send(letter(to), relay, AT)
    assert (error.value.code, error.value.again) == (code, again)
    assert list((tmp_path / "taken").iterdir()) == []


@pytest.mark.parametrize("wrong", [{"password": "guess"}, {"tls": Tls.OFF}])
async def test_nothing_goes_with_a_wrong_password_or_without_tls(relay, tmp_path, wrong):
    with pytest.raises(SendFailed, match="relay-"):
        await sending.send(letter(), replace(relay, **wrong), AT)
    assert list((tmp_path / "taken").iterdir()) == []
