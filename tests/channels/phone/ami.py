"""A fake AMI server, and lines of AMI written by hand in the shape that the recording has."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

RECORDING = Path(__file__).parents[4] / "shared" / "data" / "asterisk-ami-queue.txt"
START = 1_795_424_400  #: Monday 23 November 2026, 10:00 in Amsterdam
BANNER = b"Asterisk Call Manager/13.0.0\r\n"
Reply = Callable[[dict[str, str]], bytes]


def said(event: str, at: float = 0.0, unique: str = "1.0", queue: str | None = "kcc", **fields: str) -> bytes:
    """One event, `at` seconds after START."""
    lines = {
        "Event": event,
        "Privilege": "agent,all",
        "Timestamp": f"{START + at:.6f}",
        "CallerIDNum": "0612345678",
        "Uniqueid": unique,
        "Linkedid": unique,
        **({"Queue": queue} if queue else {}),
        **fields,
    }
    return block(lines)


def block(lines: dict[str, str]) -> bytes:
    return "".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode() + b"\r\n"


def variable(name: str, value: str, at: float, unique: str = "1.0") -> bytes:
    return said("VarSet", at, unique, None, Variable=name, Value=value)


def hung_up(at: float, unique: str = "1.0") -> bytes:
    return said("Hangup", at, unique, None, Cause="16")


class FakeAmi:
    """Answers what it is asked; says what it is told to. Each connection takes the next of `scripts` and closes after it
    when that ends in None; the last script stays open."""

    def __init__(self, *scripts: Sequence[bytes | None], waiting: Sequence[dict[str, str]] = (), secret: str = "s3cret",
                 answers: bool = True) -> None:  # fmt: skip
        self.scripts, self.waiting, self.secret, self.answers = list(scripts), list(waiting), secret, answers
        self.queues = ("kcc", "permits", "burgerzaken")
        self.asked: list[dict[str, str]] = []
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> "FakeAmi":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for writer in self.writers:
            writer.close()
        await asyncio.sleep(0.01)

    async def say(self, data: bytes) -> None:
        self.writers[-1].write(data)
        await self.writers[-1].drain()

    async def say_all(self, data: bytes) -> None:
        """To everybody who listens."""
        for writer in self.writers:
            writer.write(data)
            await writer.drain()

    def hang_up(self) -> None:
        """Drop the line of everybody, and take nobody's call until it is opened again."""
        self.server.close()
        for writer in self.writers:
            writer.close()

    async def open_again(self) -> None:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        script = self.scripts.pop(0) if self.scripts else ()
        if self.answers:
            writer.write(BANNER)
            if not await self._login(reader, writer):
                return
        await asyncio.gather(self._speak(script, writer), self._listen(reader, writer), return_exceptions=True)

    async def _login(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        action = await read(reader)
        self.asked.append(action)
        right = action.get("Action") == "Login" and action.get("Secret") == self.secret
        message = "Authentication accepted" if right else "Authentication failed"
        writer.write(
            block({"Response": "Success" if right else "Error", "ActionID": action["ActionID"], "Message": message})
        )
        if not right:
            writer.close()
        return right

    async def _speak(self, script: Sequence[bytes | None], writer: asyncio.StreamWriter) -> None:
        for part in script:
            if part is None:
                writer.close()
                return
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while action := await read(reader):
            self.asked.append(action)
            if self.answers:
                writer.write(self._answer(action))

    def _answer(self, action: dict[str, str]) -> bytes:
        number = {"ActionID": action["ActionID"]}
        match action["Action"]:
            case "QueueStatus":
                listed = [block({"Event": "QueueParams", "Queue": each, **number}) for each in self.queues]
                listed += [block({"Event": "QueueEntry", **each, **number}) for each in self.waiting]
                return b"".join([
                    block({"Response": "Success", **number, "EventList": "start"}), *listed,
                    block({"Event": "QueueStatusComplete", **number, "EventList": "Complete"}),
                ])  # fmt: skip
            case "CoreShowChannels":
                listed = [
                    block(
                        {
                            "Event": "CoreShowChannel",
                            "Uniqueid": each["Uniqueid"],
                            "Linkedid": each["Uniqueid"],
                            **number,
                        }
                    )
                    for each in self.waiting
                ]
                return b"".join([
                    block({"Response": "Success", **number, "EventList": "start"}), *listed,
                    block({"Event": "CoreShowChannelsComplete", **number, "EventList": "Complete"}),
                ])  # fmt: skip
            case _:
                return block({"Response": "Success", **number, "Message": "done"})


async def read(reader: asyncio.StreamReader) -> dict[str, str]:
    """One action; empty when the client went."""
    lines: dict[str, str] = {}
    while (line := await reader.readline()).strip():
        key, _, value = line.decode().strip().partition(": ")
        lines[key] = value
    return lines
