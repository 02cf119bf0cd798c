"""Lengths of time as people write them in rules: "30 minutes", "2 hours", "14 days"."""

from datetime import timedelta

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
FORMS = '"30 minutes", "2 hours" or "14 days"'
LONGEST = timedelta(days=366)


def span(text: object) -> timedelta:
    """Raises ValueError with a sentence that lists the forms."""
    number, _, unit = " ".join(str(text).lower().split()).partition(" ")
    seconds = UNITS.get(unit.removesuffix("s"))
    if seconds is None or not (number.isascii() and number.isdigit() and 0 < len(number) < 9):
        raise ValueError(f'"{text}" is no length of time; write {FORMS}')
    if (found := timedelta(seconds=int(number) * seconds)) > LONGEST:
        raise ValueError(f'"{text}" is longer than a year')
    return found
