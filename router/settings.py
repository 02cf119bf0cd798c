"""Settings: the environment, read once (CONTRACT.md). A secret may be given as a file: the same name with _FILE."""

import base64
import hashlib
import hmac
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from router.domain.errors import BalieError

ROLES = ("intake", "worker", "clock", "deliver", "web")


class BadSetting(BalieError):
    """A setting that cannot be used, with the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    listen: str = "127.0.0.1"  #: where web and SMTP listen; 0.0.0.0 where a container or a firewall is around us
    http_port: int = 8080
    smtp_port: int = 2525
    mailbox_port: int = 0  #: the demo's built-in mailbox; 0 is any free port
    data_dir: Path = Path("data")
    municipality: Path = Path("examples/klaverdam")
    api_token: str
    webhook_secret: str
    old_webhook_secret: str | None = None  #: the one before, as long as a change of it lasts
    demo_password: str
    demo_ends: bool = False  #: the password is of our making: it is over once an administrator has one of their own
    smtp_relay: str | None = None  #: None is the built-in mailbox
    stream: str = ""
    queues: str = "memory://"
    store: str = ""

    worker: str = "worker"  #: this process among the workers of the municipality; the same after a restart
    roles: frozenset[str] = frozenset(ROLES)
    shared_secret: str | None = None  #: of which the processes of one municipality make their keys; None: each its own

    proxies: tuple[IPv4Network | IPv6Network, ...] = ()  #: whose X-Forwarded-For is believed
    public_address: str | None = None  #: where citizens reach us, behind a proxy; None is this machine

    @property
    def public_url(self) -> str:
        """Begins every link in a letter; no slash at the end."""
        return (self.public_address or f"http://127.0.0.1:{self.http_port}").rstrip("/")

    def key(self, name: str) -> bytes:
        """A key for one use: the same in every process that shares our secret, else kept in the data folder."""
        if self.shared_secret:
            return hmac.digest(self.shared_secret.encode(), name.encode(), "sha256")
        return kept_secret(self.data_dir, name).encode()

    def taking(self, roles: str) -> "Settings":
        """With these roles alone, as `--roles` names them. Raises BadSetting."""
        wanted = set(ROLES) if roles == "all" else set(roles.split(","))
        if unknown := sorted(wanted.difference(ROLES)):
            raise BadSetting(f"There is no role {', '.join(unknown)}. Roles are {', '.join(ROLES)}, or all.")
        alone = [
            name
            for name, url in (("STREAM", self.stream), ("QUEUES", self.queues), ("STORE", self.store))
            if url.startswith(("sqlite:///", "memory://"))
        ]
        if wanted != set(ROLES) and alone:
            settings = ", ".join(f"BALIE_{name}" for name in alone)
            raise BadSetting(
                "Roles apart need Kafka, Redis and PostgreSQL, which several processes can share. "
                f"Mend: set {settings} (make servers starts all three and says how), or leave --roles out."
            )
        return replace(self, roles=frozenset(wanted))


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSetting. What is not given and secret is made, and kept in the data folder so that a restart knows it."""
    data = Path(_get(environment, "BALIE_DATA_DIR") or "data")
    settings = Settings(
        listen=_get(environment, "BALIE_LISTEN") or "127.0.0.1",
        http_port=_port(environment, "BALIE_HTTP_PORT", 8080),
        smtp_port=_port(environment, "BALIE_SMTP_PORT", 2525),
        mailbox_port=_port(environment, "BALIE_MAILBOX_PORT", 0),
        data_dir=data,
        municipality=Path(_get(environment, "BALIE_MUNICIPALITY") or "examples/klaverdam"),
        api_token=_secret(environment, "BALIE_API_TOKEN", data),
        webhook_secret=_secret(environment, "BALIE_WEBHOOK_SECRET", data),
        old_webhook_secret=_get(environment, "BALIE_OLD_WEBHOOK_SECRET"),
        demo_password=_secret(environment, "BALIE_DEMO_PASSWORD", data),
        demo_ends=_get(environment, "BALIE_DEMO_PASSWORD") is None,
        public_address=_get(environment, "BALIE_PUBLIC_URL"),
        proxies=_networks(environment, "BALIE_PROXIES"),
        smtp_relay=_get(environment, "BALIE_SMTP_RELAY"),
        stream=_get(environment, "BALIE_STREAM") or f"sqlite:///{data}/stream.db",
        queues=queues_named(environment),
        store=_get(environment, "BALIE_STORE") or f"sqlite:///{data}/store.db",
        worker=_get(environment, "BALIE_WORKER") or _worker(data),
        shared_secret=_get(environment, "BALIE_SECRET"),
    )
    _embedded(settings)
    return settings


def secret_named(name: str, asked_by: str, environment: Mapping[str, str] = os.environ) -> str:
    """A secret that a file of the municipality names. Raises BadSetting, with the mend."""
    found = _get(environment, name)
    if not found:
        raise BadSetting(f"{asked_by} asks for {name}: set {name} or {name}_FILE, or take that part out of the file")
    return found


def queues_named(environment: Mapping[str, str] = os.environ) -> str:
    return _get(environment, "BALIE_QUEUES") or "memory://"


def sqlite_path(url: str) -> Path:
    """The file of a sqlite:/// address."""
    return Path(url.removeprefix("sqlite:///"))


def _worker(data: Path) -> str:
    """A data folder is held by one process, so with the name of the machine it names a worker."""
    return f"{socket.gethostname()}-{hashlib.sha256(str(data.absolute()).encode()).hexdigest()[:6]}"


def _embedded(settings: Settings) -> None:
    for name, url, schemes in (
        ("BALIE_STREAM", settings.stream, ("sqlite:///", "kafka://", "kafka+ssl://")),
        ("BALIE_QUEUES", settings.queues, ("memory://", "redis://", "rediss://", "redis+sentinel://")),
        ("BALIE_STORE", settings.store, ("sqlite:///", "postgresql://", "postgres://")),
    ):
        if not url.startswith(schemes):
            known = " or ".join(f'"{scheme}"' for scheme in schemes[:2])
            raise BadSetting(
                f"{name}={url.split('://')[0]}://… is not known here; leave it out, or begin it with {known}"
            )


def _get(environment: Mapping[str, str], name: str) -> str | None:
    path = environment.get(f"{name}_FILE")
    if path:
        return Path(path).read_text("utf-8").strip()
    return environment.get(name) or None


def _networks(environment: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    text = _get(environment, name) or ""
    try:
        return tuple(ip_network(each.strip(), strict=False) for each in text.split(",") if each.strip())
    except ValueError as error:
        raise BadSetting(f"{name}: {error}; write networks as 10.1.0.0/16,192.168.7.4") from None


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = _get(environment, name)
    if text is None:
        return default
    if not text.isdigit() or int(text) > 65535:
        raise BadSetting(f"{name}={text} is no port; give a number up to 65535, 0 for any free one")
    return int(text)


def _secret(environment: Mapping[str, str], name: str, data: Path) -> str:
    given = _get(environment, name)
    if given:
        return given
    shared = _get(environment, "BALIE_SECRET")
    if shared:
        return base64.urlsafe_b64encode(hmac.digest(shared.encode(), name.encode(), "sha256")[:18]).decode()
    return kept_secret(data, name.removeprefix("BALIE_").lower().replace("_", "-"))


def kept_secret(data: Path, name: str) -> str:
    """A secret of our own making, in a file only we may read; whole or not there, however the process ends."""
    path = data / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{name}.part")
        unfinished.touch(mode=0o600)
        with unfinished.open("w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(18))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    return path.read_text("utf-8").strip()
