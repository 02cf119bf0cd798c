"""Rehearse rules: decide the contacts of a period again with other rules, in two processes, and tell what would move."""

import csv
import gc
import multiprocessing
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from multiprocessing.pool import Pool
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from router.commands.register import register_of
from router.domain.record import Record
from router.rules.replay import FIELDS, Again, Settled, Summary, again
from router.rules.rulebook import Rulebook
from router.settings import BadSetting, Settings
from router.store.reads import Register
from router.store.views.replay import Page, pages, past

PROCESSES = 2
SPANS = {"h": "hours", "d": "days", "w": "weeks"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = ("case", "received", "moved", *(f"{name} {side}" for name in FIELDS for side in ("before", "after")))
Progress = Callable[[int, int], None]


class Report(Record):
    """What a rehearsal found. `cases` are those that move or fail, in order of arrival."""

    version: str
    since: datetime
    seconds: float
    summary: Summary
    cases: tuple[Again, ...]


class _Here(NamedTuple):
    """What each process holds: set before the others are forked off, so that they share it."""

    book: Rulebook
    register: Register


_here: _Here | None = None


def replay(settings: Settings, book: Rulebook, since: datetime, told: Progress) -> Report:
    """Reads the register and writes nothing, also while a server runs. Raises BadSetting when there is none."""
    register = register_of(settings)
    began, summary, cases = perf_counter(), Summary(), list[Again]()
    parts = register.read(lambda connection: pages(connection, since))
    total, done = sum(part.size for part in parts), 0
    told(0, total)
    for part, (partial, found) in zip(parts, _decided(book, register, parts), strict=True):
        summary.plus(partial)
        cases.extend(found)
        done += part.size
        told(done, total)
    return Report(
        version=book.version, since=since, seconds=perf_counter() - began, summary=summary, cases=tuple(cases)
    )


def _decided(book: Rulebook, register: Register, parts: Sequence[Page]) -> Iterator[tuple[Summary, list[Again]]]:
    """Page by page, in order. Few pages are not worth a second process."""
    global _here
    _here = _Here(book, register)
    if len(parts) <= PROCESSES:
        yield from map(_page, parts)
        return
    gc.freeze()  # the rulebook is shared with the others: no collector need walk it
    pool: Pool
    with multiprocessing.get_context("fork").Pool(PROCESSES, gc.disable) as pool:
        yield from pool.imap(_page, parts)


def _page(part: Page) -> tuple[Summary, list[Again]]:
    assert _here is not None
    here, summary, cases = _here, Summary(), list[Again]()

    def decide_again(connection: Connection) -> None:
        for each in past(connection, part):
            found = again(each, here.book)
            summary.add(found)
            if found is not None and (found.moved or found.after is None):
                cases.append(found)

    here.register.read(decide_again)
    return summary, cases


def beginning(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Of "30d", "12h", "4w", or a day or moment, in `zone` where it names none. Raises BadSetting."""
    if span := re.fullmatch(r"(\d{1,4})([hdw])", text):
        return now - timedelta(**{SPANS[span[2]]: int(span[1])})
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadSetting(f'"{text}" is no period; write it as 30d, 12h, 2026-11-01 or 2026-11-01T00:00+01:00') from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def save_csv(report: Report, path: Path) -> None:
    """A line a case. A spreadsheet takes no cell for a formula."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([_guarded(cell) for cell in _row(each)] for each in report.cases)


def _row(each: Again) -> list[str]:
    moved = "failed" if each.after is None else " ".join(each.moved)
    sides = [(_cell(each.before, name), _cell(each.after, name)) for name in FIELDS]
    return [each.case, each.at.isoformat(), moved, *(cell for pair in sides for cell in pair)]


def _cell(settled: Settled | None, name: str) -> str:
    if settled is None:
        return ""
    if name == "promises":
        return "; ".join(f"{kind} {due.isoformat()}" for kind, due in settled.promises)
    value = getattr(settled, name)
    return "" if value is None else str(value)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
