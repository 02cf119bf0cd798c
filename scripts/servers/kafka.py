"""A private Kafka on free loopback ports, its data in a folder of one's own. The standard library is enough."""

import base64
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

JARS = Path(__file__).parents[2] / ".cache" / "kafka" / "4.1.0"
START_SECONDS, STOP_SECONDS = 60.0, 5.0
# Not Kafka's smallest: what the flags leave out is what one private broker has no use for.
JAVA = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xlog:disable", "-Xlog:all=error:stderr")
# One broker that is its own controller. Topics are made by who needs them, never by a slip of the pen.
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL",
    "auto.create.topics.enable": "false",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "log.retention.check.interval.ms": "1000",
    "broker.session.timeout.ms": "2000",  # a start after a crash waits until the one before is forgotten
    "broker.heartbeat.interval.ms": "500",
}
API_VERSIONS = struct.pack(
    ">ihhih", 10, 18, 0, 1, -1
)  #: a length, the key of the question, its version, a number, nobody


def find() -> str | None:
    """What is missing, with the mend; None when a server can be started."""
    if shutil.which("java") is None:
        return "Kafka needs Java, which is not on this machine. Mend: apt-get install default-jre-headless"
    if not JARS.is_dir():
        return "Kafka was not fetched yet. Mend: scripts/servers.sh (it needs mvn and Maven Central, once)"
    return None


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its URL, while it runs. A folder that was used before goes on with its data and ports."""
    server = Server(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


class Server:
    """One that can be stopped, killed, frozen and started again on the same port.

    `settings` go over the ones above; `secured` adds a second door with TLS or SASL (its port is `secured_port`)."""

    def __init__(self, folder: Path, *, secured: str | None = None, **settings: str) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        ports = [int(port) for port in self._kept("ports", " ".join(map(str, _free_ports(3)))).split()]
        self.port, self._controller, self.secured_port = ports
        self._settings = {**SETTINGS, **self._places(secured), **settings}

    @property
    def url(self) -> str:
        """As Balie takes it: BALIE_STREAM."""
        return f"kafka://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Return when it answers; RuntimeError with its last words when it does not."""
        settings = self.folder / "server.properties"
        settings.touch(0o600)
        settings.write_text("".join(f"{name}={value}\n" for name, value in self._settings.items()))
        if not (self.folder / "data" / "meta.properties").exists():
            _format(settings)
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                _java("kafka.Kafka", str(settings)),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                said = (self.folder / "log").read_text("utf-8", "replace").splitlines()[-5:]
                self._end(signal.SIGKILL)
                raise RuntimeError("Kafka does not start: " + " / ".join(said))
            time.sleep(0.05)

    def stop(self) -> None:
        """In order. SIGKILL when that takes too long: what it acknowledged is on the disk or in the system's memory."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """It holds its connections and answers nobody, until `thaw`."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def _places(self, secured: str | None) -> dict[str, str]:
        doors = {"PLAINTEXT": self.port, **({secured: self.secured_port} if secured else {})}
        said = ",".join(f"{name}://127.0.0.1:{port}" for name, port in doors.items())
        return {
            "log.dirs": str(self.folder / "data"),
            "listeners": f"{said},CONTROLLER://127.0.0.1:{self._controller}",
            "advertised.listeners": said,
            "controller.quorum.voters": f"1@127.0.0.1:{self._controller}",
        }

    def _answers(self) -> bool:
        """Asked which questions it knows, which is the first that every client asks."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as wire:
                wire.sendall(API_VERSIONS)
                return len(wire.recv(16)) > 4
        except OSError:
            return False

    def _end(self, sign: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)
        process.send_signal(sign)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _kept(self, name: str, first: str) -> str:
        path = self.folder / name
        if not path.exists():
            path.write_text(first)
        return path.read_text().strip()


def certificate(folder: Path) -> None:
    """For a secured door on 127.0.0.1: `cert.pem`, which a client trusts, and `both.pem` with the key, for the server."""
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(command, capture_output=True, check=True)
    both = folder / "both.pem"
    both.touch(0o600)
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())


def _format(settings: Path) -> None:
    cluster = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=").replace("-", "_")
    command = _java("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(settings))
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"Kafka cannot be set up: {done.stderr.decode('utf-8', 'replace').strip()[-500:]}")


def _java(*words: str) -> list[str]:
    return ["java", *JAVA, "-cp", f"{JARS}/*", *words]


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
