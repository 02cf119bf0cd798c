"""Turned: the rulebook as the levers leave it. The same folder and the same levers give the same rulebook."""

from collections.abc import Mapping, Sequence
from copy import copy

from router.domain.calendar import Calendar
from router.domain.lever import EVERYWHERE, Lever, LeverKind
from router.domain.municipality import Municipality, Overflow, Team
from router.domain.product import Product
from router.domain.words import Steer
from router.rules.rulebook import Rulebook

OFF, PUSH = "off", "push"


def turned(book: Rulebook, levers: Sequence[Lever]) -> Rulebook:
    """`levers` are those that are on. What they name and the folder does not know any more does nothing."""
    town = municipality_turned(book.municipality, levers)
    if town is book.municipality:
        return book
    if town.calendars != book.municipality.calendars:  # conditions on hours stand on them
        return Rulebook(town, book.rules, book.version, book.model)
    found = copy(book)
    found.municipality = town
    return found


def municipality_turned(town: Municipality, levers: Sequence[Lever]) -> Municipality:
    for lever in levers:
        if lever.kind == LeverKind.LINE:
            town = town.with_(telephony=town.telephony.with_(closed=True, closed_until=lever.until))
        elif lever.kind == LeverKind.DAY:
            town = town.with_(calendars=_closed(town.calendars, lever))
        elif lever.kind in (LeverKind.OVERFLOW, LeverKind.WORK) and lever.subject in town.teams:
            team = _team(town.teams[lever.subject], lever, town)
            town = town.with_(teams={**town.teams, team.id: team})
        elif lever.kind == LeverKind.STEER:
            town = town.with_(products={each: _paused(it, lever) for each, it in town.products.items()})
    return town


def _closed(calendars: Mapping[str, Calendar], lever: Lever) -> Mapping[str, Calendar]:
    named = [each for each in calendars if lever.subject in (each, EVERYWHERE)]
    return {**calendars, **{each: calendars[each].closed_also(lever.day, lever.reason) for each in named}}


def _team(team: Team, lever: Lever, town: Municipality) -> Team:
    if lever.kind == LeverKind.WORK:
        return team.with_(pushes=lever.value == PUSH)
    if lever.value == OFF:
        return team.with_(overflow=None)
    return team.with_(overflow=Overflow(to=lever.value, always=True)) if lever.value in town.teams else team


def _paused(product: Product, lever: Lever) -> Product:
    if lever.subject not in (product.id, EVERYWHERE):
        return product
    return product.with_(paused=(*product.paused, Steer(lever.value)))
