"""From checked entries to the domain's own values."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from router.domain.attempts import Redial, opening_time
from router.domain.calendar import Calendar
from router.domain.closing import CalendarError, Closing
from router.domain.municipality import Agent, Desk, Municipality, Organisation, Overflow, PromiseTerm, Team
from router.domain.period import Period, overlap, week_of
from router.domain.product import Product
from router.domain.switch import Standby, Switch, Telephony
from router.rules.check_channels import ChannelShape, Shapes
from router.rules.files import Files, parsed, parsed_list
from router.rules.schema import (
    AgentEntry,
    ChannelsFile,
    ClosedEntry,
    DeskEntry,
    HoursFile,
    OrganisationFile,
    PeriodEntry,
    ProductEntry,
    TeamEntry,
    TermEntry,
)
from router.rules.schema_phone import PhoneEntry, SwitchEntry
from router.rules.source import Source
from router.rules.spans import span


def municipality_of(files: Files, shapes: Shapes) -> Municipality | None:
    """The municipality; None when a file does not fit, with the problems noted in its source."""
    organisation = parsed(files.plain["organisation"], OrganisationFile, files.plain["organisation"].data)
    channels = parsed(files.plain["channels"], ChannelsFile, files.plain["channels"].data)
    if organisation is None or channels is None:
        return None
    return Municipality(
        organisation=_organisation(organisation),
        calendars=_calendars(files, organisation.zone),
        teams={each.id: _team(each) for _, each in parsed_list(files.plain["teams"], TeamEntry)},
        agents={each.account: _agent(each) for _, each in parsed_list(files.plain["agents"], AgentEntry)},
        desks={each.id: Desk(**each.model_dump()) for _, each in parsed_list(files.plain["desks"], DeskEntry)},
        products={each.id: _product(each) for _, each in parsed_list(files.plain["products"], ProductEntry)},
        terms={
            each.id: PromiseTerm(**{**each.model_dump(), "warn": tuple(each.warn)})
            for _, each in parsed_list(files.plain["promises"], TermEntry)
        },
        channels=_channels(channels),
        settings=_settings(channels),
        senders=frozenset(
            name for name in _channels(channels) if name in shapes and _sends(shapes[name], channels, name)
        ),
        carriers=_carriers(channels, shapes),
        telephony=_telephony(channels.phone),
        replies=_replies(files.replies),
    )


def _organisation(entry: OrganisationFile) -> Organisation:
    again = entry.callbacks
    lists = {"languages": tuple(entry.languages), "entrances": tuple(entry.entrances)}
    redial = Redial(
        most=again.most_attempts,
        after_no_answer=opening_time(again.after_no_answer),
        after_busy=opening_time(again.after_busy),
    )
    spans = {"burst": span(entry.burst), "reopens_within": span(entry.reopens_within)}
    return Organisation(**{**entry.model_dump(), **lists, **spans, "callbacks": redial})


def _channels(entry: ChannelsFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*(entry.model_extra or {}), *sorted(entry.model_fields_set)]))


def _settings(entry: ChannelsFile) -> dict[str, dict[str, object]]:
    phone = {"phone": entry.phone.model_dump()} if entry.phone else {}
    return phone | {name: part for name, part in (entry.model_extra or {}).items() if isinstance(part, dict)}


def _sends(shape: ChannelShape, entry: ChannelsFile, name: str) -> bool:
    """A channel that has accounts sends only with one; a setting that does not fit is told by `check_channels`."""
    if not shape.sends or shape.accounts is None or shape.setting is None:
        return shape.sends
    with suppress(ValidationError):
        return bool(shape.accounts(shape.setting.model_validate(_settings(entry).get(name, {}))))
    return False


def _carriers(entry: ChannelsFile, shapes: Shapes) -> dict[str, str]:
    """The first that takes a kind of message has it; a setting that does not fit is told by `check_channels`."""
    found: dict[str, str] = {}
    for name, part in _settings(entry).items():
        shape = shapes.get(name)
        if shape is None or shape.carries is None or shape.setting is None:
            continue
        with suppress(ValidationError):
            for kind in shape.carries(shape.setting.model_validate(part)):
                found.setdefault(kind, name)
    return found


def _telephony(entry: PhoneEntry | None) -> Telephony:
    if entry is None:
        return Telephony()
    return Telephony(told=entry.queues, switches=tuple(_switch(each) for each in entry.asterisk))


def _switch(entry: SwitchEntry) -> Switch:
    plain = entry.model_dump(exclude={"standby"})
    return Switch(**plain, standby=Standby(**entry.standby.model_dump()) if entry.standby else None)


def _calendars(files: Files, zone: str) -> dict[str, Calendar]:
    source = files.plain["hours"]
    hours = parsed(source, HoursFile, source.data)
    if hours is None:
        return {}
    closings = _closings(source, hours.closed)
    found = {}
    for name, entry in hours.calendars.items():
        try:
            periods = _periods(source, name, entry.periods)
            found[name] = Calendar.build(name, zone, _week(entry.open), closings, periods=periods)
        except (CalendarError, ValueError) as error:
            source.problem(("calendars", name), str(error))
    return found


def _week(entry: Mapping[Any, list[str]]) -> dict[str, list[str]]:
    return {str(day): frames for day, frames in entry.items()}


def _periods(source: Source, name: str, entries: Sequence[PeriodEntry]) -> list[Period]:
    """Those that can stand; none when two share a day."""
    found, at = [], ("calendars", name, "periods")
    for place, each in enumerate(entries):
        try:
            found.append(Period(first=each.first, last=each.last, week=week_of(_week(each.open)), reason=each.reason))
        except (CalendarError, ValueError) as error:
            source.problem((*at, place), str(error))
    if len(found) < len(entries) or (both := overlap(found)) is None:
        return found
    later, before = both
    line = source.line((*at, before))
    source.problem((*at, later), f"this period shares days with the one on line {line}; a day has the hours of one")
    return []


def _closings(source: Source, entries: Sequence[ClosedEntry]) -> list[Closing]:
    found = []
    for place, entry in enumerate(entries):
        try:
            found.append(Closing(**entry.model_dump()))
        except (CalendarError, ValueError) as error:
            source.problem(("closed", place), str(error))
    return found


def _team(entry: TeamEntry) -> Team:
    over = entry.overflow
    overflow = (
        Overflow(to=over.to, oldest=span(over.oldest) if over.oldest else None, closed=over.closed) if over else None
    )
    plain = entry.model_dump(exclude={"overflow", "work", "offer_lasts", "wrap_up"})
    return Team(
        **plain,
        overflow=overflow,
        pushes=entry.work == "push",
        offer_lasts=span(entry.offer_lasts),
        wrap_up=span(entry.wrap_up),
    )


def _agent(entry: AgentEntry) -> Agent:
    return Agent(
        account=entry.account,
        name=entry.name,
        role=entry.role,
        teams=tuple(entry.teams),
        languages=tuple(entry.languages),
        skills=tuple(entry.skills),
        capacity=entry.capacity,
        email=entry.email,
    )


def _product(entry: ProductEntry) -> Product:
    return Product(
        id=entry.id,
        name=entry.name,
        team=entry.team,
        upl=tuple(entry.upl),
        synonyms=_tuples(entry.synonyms),
        kind=entry.kind,
        complexity=entry.complexity,
        channels=tuple(entry.channels),
        audiences={audience: tuple(channels) for audience, channels in entry.audiences.items()},
        form=entry.form,
        minutes=entry.minutes,
        documents=_tuples(entry.documents),
        appointment_minutes=entry.appointment_minutes,
        legal=entry.legal,
        promised=entry.promised,
        summary=entry.summary,
        answer=entry.answer,
    )


def _tuples(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {language: tuple(words) for language, words in lists.items()}


def _replies(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """File `we-call-you.nl.txt` is the reply `we-call-you` in Dutch."""
    found: dict[str, dict[str, str]] = {}
    for name, text in texts.items():
        reply, _, language = name.removesuffix(".txt").rpartition(".")
        found.setdefault(reply, {})[language] = text
    return found
