"""A plot of a day by the hour, in the figures of an SVG: bars for today, a line for what is usual."""

from collections.abc import Sequence

from router.domain.record import Record

WIDTH, HEIGHT = 480, 84  #: of the viewBox, without the hours below
OFFICE = (7, 19)  #: hours that are always shown


class Bar(Record):
    hour: int
    x: float
    y: float
    height: float
    value: float
    middle: float


class Plot(Record):
    bars: tuple[Bar, ...]
    width: float  #: of a bar
    line: str  #: points of the polyline
    top: float  #: the value at the upper edge


def plot(today: Sequence[float], usual: Sequence[float], *, top: float | None = None) -> Plot:
    """Hours in which nothing is ever said are left out at both ends, but office hours stay."""
    said = [hour for hour, both in enumerate(zip(today, usual, strict=True)) if any(both)]
    first, last = min([OFFICE[0], *said]), max([OFFICE[1], *said])
    highest = top or max([*today, *usual, 1])
    step = WIDTH / (last - first + 1)
    bars = [_bar(hour, hour - first, step, today[hour], highest) for hour in range(first, last + 1)]
    points = (f"{bar.middle:.1f},{HEIGHT - HEIGHT * usual[bar.hour] / highest:.1f}" for bar in bars)
    return Plot(bars=tuple(bars), width=round(step * 0.7, 1), line=" ".join(points), top=highest)


def _bar(hour: int, place: int, step: float, value: float, highest: float) -> Bar:
    height = HEIGHT * min(value, highest) / highest
    return Bar(
        hour=hour,
        x=round((place + 0.15) * step, 1),
        y=round(HEIGHT - height, 1),
        height=round(height, 1),
        value=value,
        middle=round((place + 0.5) * step, 1),
    )
