"""Public holidays as the lines `closed:` of hours.yaml, with reasons in Dutch and English, to edit.

A day that falls the same way in every year becomes one line (`every`, with `sunday`, or `easter`), so that it holds for years to
come; what falls otherwise becomes a line for each year asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from router.domain.closing import easter
from router.settings import BadSetting

YEARS = range(2020, 2046)  #: those that calendars are built for
#: the library's kinds of day that close a town hall; "optional" of NL is Good Friday and 5 May of every year
COUNTRIES: Mapping[str, tuple[str, ...]] = {"NL": ("public", "optional"), "BE": ("public",)}
#: what the library does not know
REGIONS = {"VLG": ("07-11", "Feestdag van de Vlaamse Gemeenschap", "Day of the Flemish Community")}
SUNDAY = 6
Named = dict[tuple[str, str], list[date]]  #: Dutch and English reason -> its days


def span(text: str | None, now: datetime) -> range:
    """ "2026" or "2026-2030". Raises BadSetting."""
    if text is None:
        return range(now.year, now.year + 5)
    first, _, last = text.replace(" ", "").partition("-")
    if first.isdecimal() and (last or first).isdecimal() and YEARS[0] <= int(first) <= int(last or first) <= YEARS[-1]:
        return range(int(first), int(last or first) + 1)
    raise BadSetting(f'"{text}" is no span of years; write 2026-2030, within {YEARS[0]}-{YEARS[-1]}')


def seed(country: str, region: str | None, years: Sequence[int]) -> str:
    """The text. Raises BadSetting for a region of another country."""
    if region and country != "BE":
        raise BadSetting(f"{region} is a region of BE; write --country BE, or leave --region out.")
    lines = sorted(_lines(country, years) + _regional(region))
    told = [
        f"  - {when}\n    reason: {{nl: {_quoted(dutch)}, en: {_quoted(english)}}}" for _, when, dutch, english in lines
    ]
    return "\n".join(["closed:", *told])


Line = tuple[tuple[int, int], str, str, str]  #: where it goes, when, and the reasons


def _lines(country: str, years: Sequence[int]) -> list[Line]:
    found: list[Line] = []
    for (dutch, english), days in _named(country).items():
        first = next(day for day in days if day.year >= years[0])
        rule = _rule(days)
        dates = [f'date: "{day}"' for day in days if day.year in years] if rule is None else [rule]
        found += [((first.month, first.day), when, dutch, english) for when in dates]
    return found


def _regional(region: str | None) -> list[Line]:
    if region is None:
        return []
    every, dutch, english = REGIONS[region]
    return [((int(every[:2]), int(every[3:])), f'every: "{every}"', dutch, english)]


def _named(country: str) -> Named:
    from holidays import country_holidays  # here: other commands need not wait for it

    dutch, english = (
        country_holidays(country, years=YEARS, categories=COUNTRIES[country], language=language)
        for language in ("nl", "en_US")
    )
    found: Named = {}
    for day in sorted(dutch):
        for names in zip(dutch.get_list(day), english.get_list(day), strict=True):
            found.setdefault(names, []).append(day)
    return found


def _rule(days: Iterable[date]) -> str | None:
    """The rule that gives exactly these days, one in each of `YEARS`; None when there is none."""
    days = list(days)
    if [day.year for day in days] != list(YEARS):
        return None
    if len(after := {(day - easter(day.year)).days for day in days}) == 1:
        return f"easter: {after.pop()}"
    usual = Counter(f"{day:%m-%d}" for day in days).most_common(1)[0][0]
    moved = {f"{day:%m-%d}" for day in days if date.fromisoformat(f"{day.year}-{usual}").weekday() == SUNDAY}
    others = {f"{day:%m-%d}" for day in days} - {usual}
    if not others:
        return f'every: "{usual}"'
    return f'every: "{usual}"\n    sunday: "{others.pop()}"' if moved == others and len(others) == 1 else None


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
