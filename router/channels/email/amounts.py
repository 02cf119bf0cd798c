"""Amounts as they are written in channels.yaml: `60 s`, `5 min`, `25 MB`."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator

SECONDS = {"s": 1, "min": 60, "h": 3600}
BYTES = {"KB": 1024, "MB": 1024 * 1024}


def _amount(value: object, units: Mapping[str, int], example: str) -> int:
    """A whole number of the smallest unit. Raises ValueError with an example."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number, _, unit = str(value).strip().partition(" ")
    if not (number.isascii() and number.isdigit()) or len(number) > 9 or unit.strip() not in units:
        raise ValueError(f"write a whole number and its unit ({', '.join(units)}), as in {example}")
    return int(number) * units[unit.strip()]


Seconds = Annotated[int, BeforeValidator(lambda value: _amount(value, SECONDS, "60 s"))]
Size = Annotated[int, BeforeValidator(lambda value: _amount(value, BYTES, "25 MB"))]
