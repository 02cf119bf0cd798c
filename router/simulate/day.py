"""The plan of a day: every contact with its moment, decided before the first is sent, so that a seed repeats
it."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from router.simulate.calls import Call, call
from router.simulate.cast import Cast, Turn, any_channel
from router.simulate.curve import second_of_day

CALLBACKS = 0.2  #: share of the telephone contacts in which the citizen asks to be called
WINDOWS = 0.4  #: share of those who say when
ASSISTANCE = 0.04  #: share who say they need help with digital services


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One contact to come. `turn.key` is unique for this seed and start: a second run is not a repeat of the
    first."""

    offset_seconds: float
    turn: Turn
    rings: bool = False  #: a telephone call; without it a phone contact is a request to be called
    call: Call | None = None  #: what the switch tells of that call
    window: bool = False  #: the callback wish names its hours
    needs_assistance: bool = False
    html: bool = False  #: the mail has an html alternative
    attachment: bool = False  #: the mail carries a small file

    @property
    def channel(self) -> str:
        return self.turn.channel


def plan(rng: Random, count: int, start: datetime) -> list[Arrival]:
    """`count` contacts of one weekday in order of time; the first comes at once."""
    run = f"{start:%Y%m%dT%H%M%S}-{rng.getrandbits(32):08x}"
    slots = sorted((second_of_day(rng, channel), channel) for channel in (any_channel(rng) for _ in range(count)))
    cast, first = Cast(rng), slots[0][0] if slots else 0.0
    return [
        arrival(rng, cast.turn(f"{run}-{number}", channel), moment - first)
        for number, (moment, channel) in enumerate(slots)
    ]


def arrival(rng: Random, turn: Turn, offset: float = 0.0, *, switch: bool = True) -> Arrival:
    """A turn with the particulars of its channel; without a switch calls have no events."""
    rings = turn.channel == "phone" and rng.random() > CALLBACKS
    mail = turn.channel == "email" and turn.text.flavour != "auto"
    return Arrival(
        offset_seconds=offset,
        turn=turn,
        rings=rings,
        call=call(rng) if rings and switch else None,
        window=turn.channel == "phone" and rng.random() < WINDOWS,
        needs_assistance=turn.channel in ("webform", "desk") and rng.random() < ASSISTANCE,
        html=mail and rng.random() < 0.35,
        attachment=mail and rng.random() < 0.1,
    )
