"""Balie on Kafka, Redis and PostgreSQL in several processes, and its rows for the invariants."""

import shutil
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from uuid import uuid4

import asyncpg
import msgspec

from router.steps.accept import read
from router.stream.kafka import KafkaStream
from tests.faults.balie import ROOT, Balie
from tests.faults.invariants import Register

FRONT = "intake,clock,deliver,web"


class Town:
    """A municipality under a name of its own on shared servers. `front` takes everything in; workers are apart."""

    def __init__(
        self, folder: Path, kafka: str, redis: str, postgres: str, partitions: int = 4, session: int = 3
    ) -> None:
        self.folder, self.postgres = folder, postgres
        self.namespace = f"t{uuid4().hex[:10]}"
        self.stream = f"{kafka}/?partitions={partitions}&session={session}"
        municipality = Path(shutil.copytree(ROOT / "examples" / "klaverdam", folder / "town"))
        organisation = municipality / "organisation.yaml"
        organisation.write_text(
            organisation.read_text().replace("namespace: klaverdam", f"namespace: {self.namespace}")
        )
        self._environment = {
            "BALIE_STREAM": self.stream,
            "BALIE_QUEUES": redis,
            "BALIE_STORE": postgres,
            "BALIE_MUNICIPALITY": str(municipality),
        }
        self.processes: list[Balie] = []

    def balie(self, name: str, roles: str) -> Balie:
        """Not started yet."""
        (self.folder / name).mkdir()
        made = Balie(self.folder / name, {**self._environment, "BALIE_WORKER": name}, roles)
        self.processes.append(made)
        return made

    def end(self) -> None:
        for each in self.processes:
            each.end()

    async def written(self) -> int:
        """How many contacts have a row."""
        connection = await asyncpg.connect(self.postgres, server_settings={"search_path": self.namespace})
        try:
            return await connection.fetchval("SELECT count(*) FROM contacts WHERE direction = 'in'")
        finally:
            await connection.close()

    async def left(self) -> str:
        """What is still to do, in words; empty when all is done."""
        connection = await asyncpg.connect(self.postgres, server_settings={"search_path": self.namespace})
        stream = await self._opened()
        try:
            positions = dict(await connection.fetch('SELECT partition, "offset" FROM partitions WHERE partition >= 0'))
            behind = [each for each in stream.partitions if await stream.read(each, positions.get(each, -1), 1)]
            letters = await connection.fetchval("SELECT count(*) FROM outgoing WHERE state IN ('pending', 'started')")
            due = await connection.fetchval(
                "SELECT count(*) FROM promises WHERE state = 'open' AND next_at <= extract(epoch FROM now()) * 1000000"
            )
        finally:
            await stream.close()
            await connection.close()
        return f"partitions {behind}, {letters} letters, {due} due" if behind or letters or due else ""

    async def register(self) -> Register:
        """All rows, read once. I7's other half is looked at here: the stored offset is the last, of each partition."""
        connection = await asyncpg.connect(self.postgres, server_settings={"search_path": self.namespace})
        try:
            found = {name: await connection.fetch(f'SELECT * FROM "{name}"') for name in TABLES}
            history = await connection.fetch("SELECT * FROM history ORDER BY seq")
            legs = await connection.fetch('SELECT * FROM legs ORDER BY "call", place')
        finally:
            await connection.close()
        return Register(
            cases={row["reference"]: row for row in found["cases"]},
            contacts={row["id"]: row for row in found["contacts"]},
            texts={row["id"]: row for row in found["texts"]},
            promises=found["promises"],
            history=[(row, msgspec.json.decode(row["data"])) for row in history],
            outgoing=found["outgoing"],
            loads={row["account"]: row["active"] for row in found["loads"] if row["lane"] == "all"},
            quarantined={row["id"] for row in found["quarantine"]},
            call_events=found["call_events"],
            legs=legs,
            position=-1,
            log=await self._log({row["partition"]: row["offset"] for row in found["partitions"]}),
            letters=Counter(
                message_from_bytes(path.read_bytes())["Message-ID"] for path in self.folder.glob("*/mailbox/*.eml")
            ),
        )

    async def _log(self, positions: dict[int, int]) -> list:
        stream, log = await self._opened(), []
        try:
            for partition in stream.partitions:
                after = -1
                while entries := await stream.read(partition, after, 10_000):
                    log += [(entry.offset, read(entry.value)) for entry in entries]
                    after = entries[-1].offset
                assert positions.get(partition, -1) == after, (
                    f"I7: partition {partition}: {positions} and it ends at {after}"
                )
        finally:
            await stream.close()
        return log

    async def _opened(self) -> KafkaStream:
        stream = KafkaStream(self.stream, self.namespace, "test")
        await stream.open()
        return stream


TABLES = ("cases", "contacts", "texts", "promises", "outgoing", "loads", "quarantine", "call_events", "partitions")
