"""A private Dovecot on free loopback ports: IMAP, IMAP over TLS and LMTP, its mail in a folder of one's own.

Nothing under /etc is read. The standard library is enough."""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS, STOP_SECONDS = 20.0, 5.0
PASSWORD = "een-lang-wachtwoord"
BINARY = shutil.which("dovecot") or "/usr/sbin/dovecot"


def find() -> str | None:
    """What is missing, with the mend; None when a server can be started."""
    if not Path(BINARY).exists() or not all(Path("/usr/lib/dovecot", name).exists() for name in ("imap", "lmtp")):
        return "Dovecot is not on this machine. Mend: apt-get install dovecot-imapd dovecot-lmtpd"
    return None


@contextmanager
def running(folder: Path) -> Iterator["Server"]:
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Server:
    """One that can be stopped, killed and started again on the same ports. Any user may log in, with `password`.

    `without` are capabilities that it hides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        self.password, self.without = PASSWORD, frozenset[str]()
        self.port, self.tls_port, self.lmtp_port = _free_ports(3)
        self.certificate = self.folder / "cert.pem"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it answers; RuntimeError with its last words when it does not."""
        (self.folder / "mail").mkdir(exist_ok=True)
        if os.getuid() == 0:
            os.chown(self.folder / "mail", *_owner())
            _let_through(self.folder)
        if not self.certificate.exists():
            _certified(self.folder)
        settings = self.folder / "dovecot.conf"
        settings.write_text(self._settings())
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [BINARY, "-F", "-c", str(settings)],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                said = (self.folder / "log").read_text("utf-8", "replace").splitlines()[-5:]
                self.kill()
                raise RuntimeError("Dovecot does not start: " + " / ".join(said))
            time.sleep(0.02)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """All of it at once, with who is logged in. Locks of the dead go too: while nobody buries them the next one takes them
        for living, and waits two minutes."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._end(signal.SIGKILL)
        for lock in (self.folder / "mail").rglob("*.lock"):
            lock.unlink(missing_ok=True)

    def restart(self, *, password: str | None = None, without: frozenset[str] | None = None) -> None:
        """With another password, or hiding other capabilities."""
        self.stop()
        self.password = password or self.password
        self.without = self.without if without is None else without
        self.start()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as wire:
                return wire.recv(64).startswith(b"* OK")
        except OSError:
            return False

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _settings(self) -> str:
        ours, login, group = _accounts()
        uid, gid = _owner()
        return SETTINGS.format(
            at=self.folder,
            ours=ours,
            login=login,
            group=group,
            uid=uid,
            gid=gid,
            password=self.password,
            port=self.port,
            tls_port=self.tls_port,
            lmtp_port=self.lmtp_port,
            capability=f"imap_capability = {_capabilities(self.without)}" if self.without else "",
        )


def _capabilities(without: frozenset[str]) -> str:
    """All that matter to us, said outright: 2.3 can only add to what it has."""
    known = (
        "IMAP4rev1",
        "SASL-IR",
        "LOGIN-REFERRALS",
        "ID",
        "ENABLE",
        "IDLE",
        "LITERAL+",
        "UIDPLUS",
        "MOVE",
        "UNSELECT",
    )
    return " ".join(name for name in known if name not in without)


def _accounts() -> tuple[str, str, str]:
    """Whose the server and its front are, and their group: ourselves, or the package's own where we are root."""
    if os.getuid() == 0:
        return "dovecot", "dovenull", "dovecot"
    ours = pwd.getpwuid(os.getuid()).pw_name
    return ours, ours, grp.getgrgid(os.getgid()).gr_name


def _let_through(folder: Path) -> None:
    """Others may pass, and look at nothing: a temporary folder is closed to all but its maker."""
    for each in (folder, *folder.parents):
        if each.stat().st_uid == os.getuid() and not each.stat().st_mode & 0o001:
            each.chmod(each.stat().st_mode | 0o011)


def _owner() -> tuple[int, int]:
    """Whose the mail is: ourselves, or nobody where we are root."""
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _certified(folder: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        *subject,
    ]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, capture_output=True, check=True)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


SETTINGS = """\
base_dir = {at}/run
state_dir = {at}/state
log_path = /dev/stderr
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = {ours}
default_internal_group = {group}
default_login_user = {login}
ssl = yes
ssl_cert = <{at}/cert.pem
ssl_key = <{at}/key.pem
ssl_dh =
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:{at}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
shutdown_clients = yes
{capability}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={at}/mail/%u allow_all_users=yes
}}
auth_failure_delay = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
"""
