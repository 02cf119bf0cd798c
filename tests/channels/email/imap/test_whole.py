"""The whole way: a mailbox, a running Balie, its register, and what the commands say of it."""

import asyncio
import json
import shutil

from click.testing import CliRunner

from router.cli import main
from router.running import running
from router.settings import from_environment
from router.testing import KLAVERDAM
from tests.channels.email.imap.conftest import letter
from tests.channels.phone.test_balie import answered

MAILBOX = """email:
  mailboxes:
    - {{name: info, host: 127.0.0.1, port: {port}, tls: off, user: info, password: "env:TEST_MAILBOX",
       entrance: info@klaverdam.example}}
"""


def environment(tmp_path, port):
    town = shutil.copytree(KLAVERDAM, tmp_path / "town")
    text = (town / "channels.yaml").read_text("utf-8")
    (town / "channels.yaml").write_text(text.replace("email: {}\n", MAILBOX.format(port=port)), "utf-8")
    return {
        "BALIE_DATA_DIR": str(tmp_path / "data"), "BALIE_MUNICIPALITY": str(town), "BALIE_HTTP_PORT": "0",
        "BALIE_SMTP_PORT": "0", "BALIE_API_TOKEN": "token", "BALIE_WEBHOOK_SECRET": "w", "BALIE_DEMO_PASSWORD": "p",
    }  # fmt: skip


def asked(command, settings):
    result = CliRunner().invoke(main, [command, "--json"], env=settings, catch_exceptions=False)
    return result.exit_code, json.loads(result.stdout)


async def test_a_mail_in_a_mailbox_becomes_a_case(dovecot, post, tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_MAILBOX", dovecot.password)
    settings = environment(tmp_path, dovecot.port)
    post.put(letter(1), b"Subject: without an id\r\n\r\nHallo")
    async with running(from_environment(settings)) as app:
        cases = await answered(app.http_port, "/cases", lambda items: len(items) == 2)
        assert {case["channel"] for case in cases} == {"email"}
        code, (look,) = await asyncio.to_thread(asked, "mailboxes", settings)
        assert (code, look) == (0, {"name": "info", "idle": True, "waiting": 0, "done": 2})
    post.put(letter(2), folder="Verwerkt")
    code, (look,) = await asyncio.to_thread(asked, "mailboxes", settings)
    assert (code, look["unknown"]) == (1, 1)
    _, found = await asyncio.to_thread(asked, "doctor", settings)
    (line,) = [each for each in found if each["what"] == "mailbox info"]
    assert line["said"].endswith("0 waiting, IDLE")
    monkeypatch.setenv("TEST_MAILBOX", "wrong")
    _, (look,) = await asyncio.to_thread(asked, "mailboxes", settings)
    assert look["trouble"] == "refused"
    _, found = await asyncio.to_thread(asked, "doctor", settings)
    (line,) = [each for each in found if each["what"] == "mailbox info"]
    assert (line["said"].endswith("refused"), "password" in line["mend"], "wrong" in line["said"]) == (
        True,
        True,
        False,
    )
