"""One look at a switch: does it let us in, and has it the queues that channels.yaml names? It listens to nothing."""

import asyncio
from collections.abc import AsyncIterator

from router.channels.phone.ami.actions import Actions
from router.channels.phone.ami.framing import Framing, Message
from router.channels.phone.ami.session import Denied
from router.domain.switch import Switch

SECONDS = 5.0


async def queues_missing(switch: Switch, secret: str) -> frozenset[str]:
    """Those of channels.yaml that this switch does not have; a queue is there also when nobody waits.

    Raises Denied, OSError (TimeoutError too)."""
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection(switch.host, switch.port, ssl=switch.tls or None)
        try:
            actions = Actions()
            name, login = actions.new("Login", {"Username": switch.user, "Secret": secret, "Events": "off"})
            asked, status = actions.new("QueueStatus")
            writer.write(login + status)
            return await _missing(_messages(reader), name, asked, frozenset(switch.queues))
        finally:
            writer.close()


async def _missing(messages: AsyncIterator[Message], login: str, asked: str, queues: frozenset[str]) -> frozenset[str]:
    there = set()
    async for message in messages:
        action, event = message.get("ActionID"), message.get("Event")
        if action == login and message.get("Response") == "Error":
            raise Denied
        if action == asked and event == "QueueParams":
            there.add(message.get("Queue", ""))
        if action == asked and (event == "QueueStatusComplete" or message.get("Response") == "Error"):
            return queues - there
    raise ConnectionError("it hung up")


async def _messages(reader: asyncio.StreamReader) -> AsyncIterator[Message]:
    framing = Framing()
    while data := await reader.read(64 * 1024):
        for message in framing.feed(data):
            yield message
