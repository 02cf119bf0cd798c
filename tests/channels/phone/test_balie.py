"""The whole way: a switch, a running Balie, and what it answers about service levels."""

import asyncio
import shutil

import aiohttp
import pytest

from router.running import running
from router.settings import Settings
from router.store.views.sources import source_named
from router.testing import KLAVERDAM
from tests.channels.phone.ami import RECORDING, FakeAmi, hung_up, said

PHONE = """phone:
  asterisk:
    - {{name: main, host: 127.0.0.1, port: {port}, user: balie, secret: "env:TEST_AMI_SECRET", queues: {{burgerzaken: civil-affairs, kcc: kcc}}, devices: {{agent: PJSIP/101}}}}
"""


def settings_of(tmp_path, port):
    town = shutil.copytree(KLAVERDAM, tmp_path / "town")
    text = (town / "channels.yaml").read_text("utf-8")
    (town / "channels.yaml").write_text(text.replace("phone: {}\n", PHONE.format(port=port)), "utf-8")
    data = tmp_path / "data"
    return Settings(
        http_port=0, smtp_port=0, data_dir=data, municipality=town, api_token="token", webhook_secret="secret",
        demo_password="demo", stream=f"sqlite:///{data}/stream.db", store=f"sqlite:///{data}/store.db",
    )  # fmt: skip


async def answered(port, path, until):
    """The items of a path, once they are as they should be."""
    address = f"http://127.0.0.1:{port}/api/v1{path}"
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as client, asyncio.timeout(15):
        while True:
            async with client.get(address) as answer:
                items = (await answer.json())["items"]
            if until(items):
                return items
            await asyncio.sleep(0.05)


@pytest.mark.skipif(not RECORDING.exists(), reason="the recording lies beside the checkout")
async def test_the_recording_recounts_to_its_calls(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_AMI_SECRET", "s3cret")
    recording = RECORDING.read_bytes()
    day = "from=2026-11-21T00:00:00%2B01:00&to=2026-11-22T00:00:00%2B01:00"
    fake = FakeAmi([recording[:40_000], None], [recording], answers=False)
    async with fake as server, running(settings_of(tmp_path, server.port)) as app:
        (level,) = await answered(
            app.http_port, f"/service-levels?queue=burgerzaken&{day}",
            lambda items: items[0]["offered"] == 3 and items[0]["answered"] == items[0]["abandoned"] == 1,
        )  # fmt: skip
        assert (level["answeredWithin"], level["abandonedWithin"], level["waiting"]) == (1, 1, 1)
        assert (level["sl"], level["sl2"], level["meanWaitSeconds"]) == (1.0, 1.0, 2.002)
        (case,) = await answered(app.http_port, "/cases", lambda items: len(items) == 1)
        assert (case["channel"], case["source"], case["team"]) == ("phone", "asterisk", "civil-affairs")


async def test_an_agent_rings_back_with_one_click(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_AMI_SECRET", "s3cret")
    story = said("QueueCallerJoin", -86400), said("QueueCallerAbandon", -86390), hung_up(-86390)
    async with FakeAmi(story) as server, running(settings_of(tmp_path, server.port)) as app:
        (case,) = await answered(app.http_port, "/cases", lambda items: len(items) == 1)
        address = f"http://127.0.0.1:{app.http_port}/api/v1/cases/{case['reference']}/calls"
        async with aiohttp.ClientSession(headers={"Authorization": "Bearer token"}) as client:
            async with client.post(address) as answer:
                assert answer.status == 202
            async with client.post(address, headers={"X-Balie-Agent": "webcare"}) as answer:
                assert (answer.status, (await answer.json())["detail"]) == (
                    409, "Your telephone is not known here. Dial the number yourself.",
                )  # fmt: skip
        (asked,) = [each for each in server.asked if each["Action"] == "Originate"]
        assert (asked["Channel"], asked["Exten"]) == ("PJSIP/101", "+31612345678")
        assert app.listening.names().count("phone/main") == 1
        server.hang_up()
        source = await known(app, lambda each: each.trouble)
        assert (source.trouble, source.since is not None, source.spoke_at is not None) == ("unreachable", True, True)
        await server.open_again()
        await known(app, lambda each: not each.trouble)


async def known(app, until):
    """The switch as the page of sources has it."""
    async with asyncio.timeout(15):
        while True:
            source = await source_named(app.store.engine, "phone/main")
            if source is not None and until(source):
                return source
            await asyncio.sleep(0.02)


def test_a_secret_that_is_not_there_is_said_at_the_start(tmp_path, monkeypatch):
    from router.settings import BadSetting

    async def start():
        async with running(settings_of(tmp_path, 5038)):
            pass

    monkeypatch.delenv("TEST_AMI_SECRET", raising=False)
    with pytest.raises(BadSetting, match=r"channels\.yaml, main, asks for TEST_AMI_SECRET: set TEST_AMI_SECRET"):
        asyncio.run(start())
