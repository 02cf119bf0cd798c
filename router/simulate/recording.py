"""What a real switch said over AMI, told again: with the gaps it had, at another moment. No I/O.

The gaps between two moments stay true to the microsecond whatever the speed, so the waits that come out are those of the
recording; what is played faster happened earlier, and nothing lies ahead. A call gets a new number in every replay.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from router.channels.phone.ami.framing import Framing
from router.channels.phone.ami.moments import moment_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(
    r"(.{0,80}?)(\d{9,11})(\.\d{1,12})", re.ASCII
)  #: of a channel: its switch, when it began, a counter
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One event of the recording."""

    at: datetime
    lines: Mapping[str, str]


def told(raw: bytes) -> list[Told]:
    """Its events in their order, without the answers to whoever recorded it. One without a moment has that of the one before."""
    found, last = [], _EPOCH
    for message in Framing().feed(raw.rstrip() + b"\n\n"):
        if "Event" in message and "ActionID" not in message:
            last = max(last, moment_of(message, last))
            found.append(Told(last, message))
    first = next((each.at for each in found if each.at > _EPOCH), _EPOCH)
    return [Told(max(each.at, first), each.lines) for each in found]


def moved(events: Sequence[Told], now: datetime, speed: float) -> Iterator[tuple[float, Told]]:
    """Each event at its new moment, and how many seconds after the start it is said."""
    if not events:
        return
    first, length = events[0].at, events[-1].at - events[0].at
    shift = now - max(timedelta(), length - length / speed) - first
    for each in events:
        yield (each.at - first) / _SECOND / speed, Told(each.at + shift, _moved(each, shift))


def said(event: Told) -> bytes:
    return "".join(f"{key}: {value}\r\n" for key, value in event.lines.items()).encode() + b"\r\n"


def _moved(event: Told, shift: timedelta) -> dict[str, str]:
    lines = {
        key: _renumbered(value, shift // _SECOND) if key.endswith("id") else value
        for key, value in event.lines.items()
        if key != "EventTV"
    }
    seconds, rest = divmod(event.at + shift - _EPOCH, _SECOND)
    return {**lines, "Timestamp": f"{seconds}.{rest.microseconds:06d}"}


def _renumbered(value: str, seconds: int) -> str:
    number = _NUMBER.fullmatch(value)
    return f"{number[1]}{int(number[2]) + seconds}{number[3]}" if number else value
