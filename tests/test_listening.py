"""Channels that are on are kept listening; what changes is begun anew."""

import asyncio
from types import SimpleNamespace

import pytest
from aiohttp import web

from router import listening
from router.channels.base import Adapter, Strict
from router.channels.outgoing import Message
from router.domain.errors import SendFailed
from router.domain.words import Channel
from router.testing import MONDAY


class Setting(Strict):
    account: str = "one"


class Demo:
    """A channel that tells what is done with it."""

    def __init__(self):
        self.begun, self.ended = [], []

    async def listen(self, room):
        self.begun.append(room.setting.account)
        try:
            await asyncio.Event().wait()
        finally:
            self.ended.append(room.setting.account)

    async def serve(self, room, request, tail):
        return web.Response(text=f"{room.setting.account} {tail}")

    async def send(self, room, message, at):
        return f"sent-{message.id}"


@pytest.fixture
def demo(monkeypatch):
    demo = Demo()
    adapter = Adapter(
        "demo", Channel.MENTION, setting=Setting, listen=demo.listen, serve=demo.serve, send=demo.send,
        sources=lambda setting: [setting.account],
    )  # fmt: skip
    monkeypatch.setattr(listening, "adapters", lambda: {"demo": adapter, "deaf": Adapter("deaf", None)})
    return demo


@pytest.fixture
async def town(demo):
    municipality = SimpleNamespace(channels=("demo", "deaf"), settings={})
    rooms = lambda adapter, setting, http: SimpleNamespace(setting=setting, http=http)  # noqa: E731
    town = listening.Listening(lambda: municipality, rooms, listens=True)
    await town.start()
    await asyncio.sleep(0)
    yield SimpleNamespace(listening=town, municipality=municipality)
    await town.stop()


async def test_what_is_on_listens_and_stops(town, demo):
    assert demo.begun == ["one"]
    await town.listening.stop()
    assert demo.ended == ["one"]


async def test_another_setting_is_begun_anew_and_the_same_is_left_alone(town, demo):
    town.listening.tune()
    await asyncio.sleep(0)
    assert demo.begun == ["one"]
    town.municipality.settings = {"demo": {"account": "two"}}
    town.listening.tune()
    for _ in range(3):
        await asyncio.sleep(0)
    assert (demo.begun, demo.ended) == (["one", "two"], ["one"])
    town.municipality.channels = ()
    town.listening.tune()
    await asyncio.sleep(0)
    assert demo.ended == ["one", "two"]


async def test_a_request_and_a_message_come_to_the_channel(town):
    answer = await town.listening.serve("demo", None, "a/b")
    assert answer.text == "one a/b"
    message = Message(id="m", to="@a@b", text="Hallo")
    assert await town.listening.send("demo", message, MONDAY) == "sent-m"
    assert town.listening.names() == ["demo/one"]


async def test_what_is_off_or_deaf_says_so(town):
    for name in ("deaf", "other"):
        with pytest.raises(web.HTTPNotFound):
            await town.listening.serve(name, None, "")
        with pytest.raises(SendFailed, match="channel-off"):
            await town.listening.send(name, Message(id="m", to="x", text="x"), MONDAY)
