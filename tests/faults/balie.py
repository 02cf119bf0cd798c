"""A Balie in a process of its own, which a test may kill, and the load that the test puts on it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

ROOT = Path(__file__).parents[2]
TOKEN, SECRET = "fault-token", "fault-secret"
PATIENCE = 60.0  #: seconds; a start takes two, on a busy machine more


class Balie:
    """One process on a data folder. Ports are chosen by the system at every start."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None, roles: str = "all") -> None:
        self.folder, self._roles = folder, roles
        self.url, self.smtp_port = "", 0
        self._more = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Return when it serves."""
        word = self.folder / "server.json"
        word.unlink(missing_ok=True)
        with (self.folder / "errors.log").open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: ASYNC220  # it returns at once
                [sys.executable, "-m", "router", "serve", "--roles", self._roles],
                cwd=ROOT,
                env=self._environment(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        async with asyncio.timeout(PATIENCE):
            while not (found := _read(word)):
                assert self._process.poll() is None, (self.folder / "errors.log").read_text()[-3000:]
                await asyncio.sleep(0.005)
        self.url, self.smtp_port = found["url"], found["smtpPort"]

    def freeze(self) -> None:
        """SIGSTOP: it does nothing, and knows nothing of it, until `thaw`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL: nothing is finished, flushed or said goodbye to."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)
        self._process = None

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(30)
        self._process = None
        return code

    def end(self) -> None:
        """Whatever is still there goes."""
        if self._process is not None:
            self.kill()

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "BALIE_DATA_DIR": str(self.folder),
            "BALIE_HTTP_PORT": "0",
            "BALIE_SMTP_PORT": "0",
            "BALIE_MAILBOX_PORT": "0",
            "BALIE_API_TOKEN": TOKEN,
            "BALIE_WEBHOOK_SECRET": SECRET,
            "BALIE_DEMO_PASSWORD": "fault-password",
            # Compiled modules are kept for the next start: without them it takes three times as long.
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder.parent / "pycache"),
            **self._more,
        }


def _read(word: Path) -> dict[str, object] | None:
    try:
        return msgspec.json.decode(word.read_bytes())
    except (FileNotFoundError, msgspec.DecodeError):
        return None
