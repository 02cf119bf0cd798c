"""When something happened, as AMI says it."""

from datetime import UTC, datetime, timedelta

from router.channels.phone.ami.framing import Message

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 12  #: digits of a number of seconds


def moment_of(message: Message, arrived: datetime) -> datetime:
    """`Timestamp` (timestampevents=yes), else `EventTV`, else when it arrived. To the microsecond, without a float."""
    return _stamp(message.get("Timestamp", "")) or _written(message.get("EventTV", "")) or arrived


def _stamp(text: str) -> datetime | None:
    """From "1795288785.998587"."""
    seconds, _, part = text.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= _LONGEST) or (part and not part.isdigit()):
        return None
    try:
        return _EPOCH + timedelta(seconds=int(seconds), microseconds=int(part[:6].ljust(6, "0")))
    except (OverflowError, ValueError):
        return None


def _written(text: str) -> datetime | None:
    """From "2026-11-21T19:19:44.995+0000"."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")
    except ValueError:
        return None
    return found.astimezone(UTC)
