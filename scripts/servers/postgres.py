"""A private PostgreSQL on a free loopback port, its data in a folder of one's own. The standard library is enough."""

import os
import pwd
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql")
ACCOUNT = "postgres"  #: root may not run the server; this account does
DATABASE = "balie"
START_SECONDS, STOP_SECONDS = 30.0, 5.0
# Small and quick to start; what is on the disk stays on the disk.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "log_min_messages": "fatal",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def find() -> str | None:
    """What is missing, with the mend; None when a server can be started."""
    if _binary("initdb") is None:
        return "PostgreSQL is not on this machine. Mend: apt-get install postgresql"
    if os.getuid() == 0 and ACCOUNT not in {each.pw_name for each in pwd.getpwall()}:
        return f"root may not run PostgreSQL and there is no account {ACCOUNT}. Mend: apt-get install postgresql"
    return None


@contextmanager
def running(folder: Path, *, durable: bool = True) -> Iterator[str]:
    """Its URL, while it runs. A folder that was used before goes on with its data, port and password.

    `durable` False leaves the disk out of it: for tests that do not pull the plug."""
    server = Server(folder, durable=durable)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


class Server:
    """One that can be stopped, killed and started again on the same port."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self._folder, self._durable = folder.absolute(), durable
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._made()
        self.port = int((self._folder / "port").read_text())

    @property
    def url(self) -> str:
        """As Balie takes it: BALIE_STORE."""
        password = (self._folder / "password").read_text().strip()
        return f"postgresql://{DATABASE}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def pid(self) -> int:
        """Of the process that all others of the server descend from."""
        return int((self._data / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Return when it answers; RuntimeError with its last words when it does not."""
        settings = {**SETTINGS, **({} if self._durable else CARELESS), "port": str(self.port)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                _as_account([_binary("postgres"), "-D", str(self._data), *options]),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        self._wait()
        self._database()

    def stop(self) -> None:
        """At once but in order: what was committed is there. SIGKILL when that takes too long."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a crash: no good-byes, and the next start repairs."""
        self._end(signal.SIGQUIT)

    def _made(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        password = self._folder / "password"
        password.touch(0o600)
        password.write_text(secrets.token_urlsafe(18))
        (self._folder / "port").write_text(str(_free_port()))
        self._data.mkdir(0o700)
        if os.getuid() == 0:
            account = pwd.getpwnam(ACCOUNT)
            for path in (self._data, password):
                os.chown(path, account.pw_uid, account.pw_gid)
            _let_through(self._folder)
        options = [
            "-U",
            DATABASE,
            "-A",
            "scram-sha-256",
            "--pwfile",
            str(password),
            "-E",
            "UTF8",
            "--locale",
            "C.UTF-8",
        ]
        _run([_binary("initdb"), "-D", str(self._data), "--no-sync", "--no-instructions", *options])

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while self._ask(["-d", "postgres", "-c", "SELECT 1"]).returncode != 0:
            if self._process.poll() is not None or time.monotonic() > until:
                said = (self._folder / "log").read_text("utf-8", "replace").splitlines()[-5:]
                raise RuntimeError("PostgreSQL does not start: " + " / ".join(said))
            time.sleep(0.05)

    def _database(self) -> None:
        if not self._ask(["-d", "postgres", "-c", f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"]).stdout:
            self._ask(["-d", "postgres", "-c", f"CREATE DATABASE {DATABASE}"]).check_returncode()

    def _ask(self, words: list[str]) -> subprocess.CompletedProcess[bytes]:
        environment = {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": DATABASE, "PGCONNECT_TIMEOUT": "5",
            "PGPASSWORD": (self._folder / "password").read_text().strip(), "PATH": os.environ.get("PATH", ""),
        }  # fmt: skip
        return subprocess.run(
            [_binary("psql") or "psql", "-XAtq", *words], env=environment, capture_output=True, check=False
        )

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


def _binary(name: str) -> str | None:
    """Of the newest version on this machine."""
    found = [path for path in BINARIES.glob(f"*/bin/{name}") if path.parts[-3].isdigit()]
    return str(max(found, key=lambda path: int(path.parts[-3]))) if found else None


def _as_account(command: list[str | None]) -> list[str]:
    words = [word for word in command if word is not None]
    if os.getuid() != 0:
        return words
    return ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--init-groups", "--", *words]


def _run(command: list[str | None]) -> None:
    done = subprocess.run(_as_account(command), capture_output=True, check=False, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"PostgreSQL cannot be set up: {done.stderr.decode('utf-8', 'replace').strip()}")


def _let_through(folder: Path) -> None:
    """The server's account may pass through the folders above its data, where root alone could."""
    for path in (folder, *folder.parents):
        mode = path.stat().st_mode
        if path.stat().st_uid == os.getuid() and not mode & 0o001 and path != Path("/root"):
            path.chmod(mode | 0o011)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
