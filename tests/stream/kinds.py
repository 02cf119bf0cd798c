"""The implementations of the stream. Each test has one of its own in a folder, or under a name made of that folder."""

import hashlib
from pathlib import Path

from router.stream.kafka import KafkaStream
from router.stream.sqlite import SqliteStream

KINDS = ("sqlite", "kafka")


class Sqlite:
    """One file, and streams over it, each time anew."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder, self.url = folder, url

    async def open(self) -> SqliteStream:
        stream = SqliteStream(self.folder / "stream.db")
        await stream.open()
        return stream


class Kafka(Sqlite):
    """The topics of one namespace, of one partition: what goes in comes out in order."""

    @property
    def namespace(self) -> str:
        return "t" + hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]

    async def open(self, name: str = "one", more: str = "partitions=1") -> KafkaStream:
        stream = KafkaStream(f"{self.url}/?{more}", self.namespace, name)
        await stream.open()
        return stream


def opens_of(kind: str, folder: Path, url: str = "") -> Sqlite:
    return Kafka(folder, url) if kind == "kafka" else Sqlite(folder)
