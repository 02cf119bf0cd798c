"""Moments: aware UTC datetimes in the code, whole microseconds since 1970 in tables and on the wire of our own stream."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = 86_400_000_000


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970, exact. Raises TypeError for a naive moment."""
    passed = moment - EPOCH
    return passed.days * _DAY + passed.seconds * 1_000_000 + passed.microseconds


def from_micros(micros: int) -> datetime:
    return EPOCH + micros * _MICROSECOND


def optional_micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def optional_moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
