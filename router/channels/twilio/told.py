"""What stands in a request of Twilio, as far as both kinds share it."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from router.domain.phone import normal_phone

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\+?[0-9]{3,20}", re.ASCII)
_SID = re.compile(r"[A-Za-z0-9]{10,60}", re.ASCII)
NOBODY = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"})
"""What Twilio writes for a caller without a number: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN on the keys of a telephone."""


def sid_of(text: str) -> str | None:
    return text if _SID.fullmatch(text) else None


def caller_of(text: str, region: str) -> str | None:
    """In E.164 where it is a full number; None for who calls without one, or over the internet."""
    known = text not in NOBODY and _NUMBER.fullmatch(text)
    return normal_phone(text, region) if known else None


def moment_of(fields: Mapping[str, str], arrived: datetime) -> datetime:
    """`TimestampMs`, else `Timestamp` in seconds or as in a mail ("Mon, 23 Nov 2026 09:00:00 +0000"), else when it arrived."""
    stamp = fields.get("Timestamp", "").strip()
    return _counted(fields.get("TimestampMs", ""), 1) or _counted(stamp, 1000) or _written(stamp) or arrived


def _counted(text: str, unit: int) -> datetime | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 13):
        return None
    return _EPOCH + timedelta(milliseconds=int(text) * unit) if 0 < int(text) * unit < 10**13 else None


def _written(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError, TypeError):
        return None
