"""What a mail door takes, and from whom how much."""

import ssl
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from pydantic import ValidationError

from router.channels.email.setting import EmailSetting, SmtpEntry

MINUTE = timedelta(minutes=1)
PEERS = 10_000  #: addresses remembered at once

log = structlog.get_logger(__name__)


class Certificate:
    """Our own, read again when its file changed: authorities hand out a new one every few weeks."""

    def __init__(self, certificate: str, key: str | None) -> None:
        self._certificate, self._key = Path(certificate), Path(key or certificate)
        self._read: tuple[int, int] | None = None
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext | None:
        """None while there never was one that could be read."""
        try:
            stamps = self._certificate.stat().st_mtime_ns, self._key.stat().st_mtime_ns
            if stamps != self._read:
                self._read = stamps
                self._context = self._loaded()
        except (OSError, ValueError) as error:  # SSLError is an OSError; the one we had is better than none
            log.error("mail.certificate_unreadable", file=str(self._certificate), error=type(error).__name__)
        return self._context

    def _loaded(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._certificate, self._key)
        return context


@dataclass(frozen=True, slots=True)
class Limits:
    size: int = 25 * 1024 * 1024  #: bytes of a message, announced in EHLO
    recipients: int = 50
    connections: int = 40
    per_minute: int | None = None  #: messages from one address
    certificate: Certificate | None = None
    tls_required: bool = False

    @classmethod
    def of(cls, entry: SmtpEntry) -> "Limits":
        return cls(
            size=entry.largest,
            recipients=entry.recipients,
            connections=entry.connections,
            per_minute=entry.per_minute,
            certificate=Certificate(entry.certificate, entry.key) if entry.certificate else None,
            tls_required=entry.starttls == "required",
        )


USUAL = Limits()


def limits_in(settings: Mapping[str, Mapping[str, object]]) -> Limits:
    """As channels.yaml says; a setting that does not fit is told by `balie check`, and changes nothing."""
    try:
        return Limits.of(EmailSetting.model_validate(settings.get("email", {})).smtp)
    except ValidationError:
        return USUAL


@dataclass(slots=True)
class Pace:
    """How many messages each address sent within the last minute."""

    sent: dict[str, deque[datetime]] = field(default_factory=dict)

    def allows(self, peer: str, per_minute: int | None, now: datetime) -> bool:
        """Counts it when it does."""
        if per_minute is None:
            return True
        if len(self.sent) >= PEERS:
            self.sent = {each: times for each, times in self.sent.items() if now - times[-1] < MINUTE}
        times = self.sent.setdefault(peer, deque())
        while times and now - times[0] >= MINUTE:
            times.popleft()
        if len(times) >= per_minute:
            return False
        times.append(now)
        return True
