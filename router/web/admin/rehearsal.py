"""A rehearsal in a process of its own, so that nobody waits for it: `balie rules replay`, one at a time."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import structlog

from router.commands.rules_report import Findings
from router.domain.errors import Refused
from router.domain.record import Record
from router.rules.content import write_out
from router.settings import Settings

log = structlog.get_logger()
LISTED = 100  #: cases on the page; the table to download has all
NICE = 10  #: those who serve citizens go first


class Asked(Record):
    """What is rehearsed: contacts of this period, with a kept version or (None) what is on the disk now."""

    period: str
    version: str | None
    by: str
    at: datetime


class Ended(Record):
    """How the last one went: findings, or the sentences that say why there are none."""

    asked: Asked
    findings: Findings | None = None
    wrong: str = ""


class Rehearsals:
    """At most one runs. `done` of `total` contacts; the last result stays until the next, or until Balie stops."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._task: asyncio.Task[None] | None = None
        self._process: Process | None = None
        self.running: Asked | None = None
        self.last: Ended | None = None
        self.done = self.total = 0
        self.table = settings.data_dir / "rehearsal" / "cases.csv"  #: of the last one

    def start(self, asked: Asked, files: Mapping[str, bytes] | None) -> None:
        """`files` are those of the kept version. Raises Refused while another runs."""
        if self.running is not None:
            raise Refused("A rehearsal is under way. Wait for it, or cancel it first.")
        self.running, self.last, self.done, self.total = asked, None, 0, 0
        self._task = asyncio.create_task(self._run(asked, files), name="rehearsal")

    async def cancel(self) -> None:
        """Stop what runs; nothing is left of it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, asked: Asked, files: Mapping[str, bytes] | None) -> None:
        try:
            with TemporaryDirectory(prefix="balie-rules-") as folder:
                if files is not None:
                    await asyncio.to_thread(write_out, files, Path(folder))
                self.last = await self._rehearsed(asked, Path(folder) if files else self._settings.municipality)
        except Exception:
            log.exception("rehearsal.failed")
            self.last = Ended(asked=asked, wrong="Something went wrong on our side. It has been noted.")
        finally:
            self.running = self._task = None

    async def _rehearsed(self, asked: Asked, folder: Path) -> Ended:
        part = self.table.with_suffix(".part")
        part.parent.mkdir(parents=True, exist_ok=True)
        said, wrong, code = await self._process_of(
            *("--since", asked.period, "--rules", str(folder), "--csv", str(part)),
            *("--json", "--list", str(LISTED), "--progress"),
        )
        if code != 0:
            return Ended(asked=asked, wrong=wrong)
        part.replace(self.table)
        return Ended(asked=asked, findings=msgspec.json.decode(said, type=Findings))

    async def _process_of(self, *arguments: str) -> tuple[bytes, str, int]:
        """Run it to its end. A cancelled wait takes the process and its helpers along."""
        command = (sys.executable, "-m", "router", "rules", "replay", *arguments)
        process = await asyncio.create_subprocess_exec(
            *command, stdout=PIPE, stderr=PIPE, env=self._environment(), start_new_session=True
        )
        try:
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
            said, wrong = await asyncio.gather(_whole(process), self._follow(process))
            return said, wrong, await process.wait()
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()

    async def _follow(self, process: Process) -> str:
        """Its progress, as it is told; returns everything else that it said."""
        assert process.stderr is not None
        other = []
        async for line in process.stderr:
            done, slash, total = line.decode("utf-8", "replace").strip().partition("/")
            if slash and done.isdigit() and total.isdigit():
                self.done, self.total = int(done), int(total)
            else:
                other.append(line.decode("utf-8", "replace"))
        return "".join(other).strip()

    def _environment(self) -> dict[str, str]:
        settings = self._settings
        return {**os.environ, "BALIE_DATA_DIR": str(settings.data_dir), "BALIE_STORE": settings.store}


async def _whole(process: Process) -> bytes:
    assert process.stdout is not None
    return await process.stdout.read()
