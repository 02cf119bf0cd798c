"""A private Redis on a free loopback port, its data in a folder of one's own. The standard library is enough."""

import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EMPTY = '""'
START_SECONDS, STOP_SECONDS = 10.0, 5.0
BINARIES = ("redis-server", "valkey-server")
# The index is rebuilt from the register at any time: nothing is kept on the disk, and nothing may be evicted.
SETTINGS = {"save": "", "appendonly": "no", "maxmemory-policy": "noeviction", "loglevel": "warning"}


def find() -> str | None:
    """What is missing, with the mend; None when a server can be started."""
    return None if _binary() else "Redis is not on this machine. Mend: apt-get install redis-server"


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its URL, while it runs. A folder that was used before goes on with its port and password."""
    server = Server(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


class Server:
    """One that can be stopped, killed and started again on the same port. `settings` go over the ones above."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._settings = {**SETTINGS, **{name.replace("_", "-"): value for name, value in settings.items()}}
        self._process: subprocess.Popen[bytes] | None = None
        self.password = self._kept("password", secrets.token_urlsafe(18))
        self.port = int(self._kept("port", str(_free_port())))

    @property
    def url(self) -> str:
        """As Balie takes it: BALIE_QUEUES."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Return when it answers; RuntimeError with its last words when it does not."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_binary() or BINARIES[0], str(self._written())],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not self.ask("PING").startswith(b"+PONG"):
            if self._process.poll() is not None or time.monotonic() > until:
                said = (self._folder / "log").read_text("utf-8", "replace").splitlines()[-5:]
                raise RuntimeError("Redis does not start: " + " / ".join(said))
            time.sleep(0.02)

    def ask(self, *words: str) -> bytes:
        """The first bytes of the answer to one command; empty when nobody is there."""
        auth = ("AUTH", self.password)
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=STOP_SECONDS) as wire:
                wire.sendall(_command(auth))
                if not wire.recv(1024).startswith(b"+OK"):
                    return b""
                wire.sendall(_command(words))
                return wire.recv(65536)
        except OSError:
            return b""

    def stop(self) -> None:
        """In order: what is to be kept on the disk is written. SIGKILL when that takes too long."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _written(self) -> Path:
        """The settings as a file: a password on a command line can be read by everybody on the machine."""
        lines = {"bind": "127.0.0.1", "port": str(self.port), "dir": str(self._folder), **self._settings}
        path = self._folder / "redis.conf"
        path.touch(0o600)
        text = "".join(f"{name} {value or EMPTY}\n" for name, value in {**lines, "requirepass": self.password}.items())
        path.write_text(text)
        return path

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _kept(self, name: str, first: str) -> str:
        path = self._folder / name
        if not path.exists():
            path.touch(0o600)
            path.write_text(first)
        return path.read_text().strip()


def _command(words: tuple[str, ...]) -> bytes:
    parts = [word.encode() for word in words]
    return b"".join((b"*%d\r\n" % len(parts), *(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)))


def _binary() -> str | None:
    return next((found for name in BINARIES if (found := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
