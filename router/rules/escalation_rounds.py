"""Rounds: escalation rules that would pass one case from team to team and back. At run time no team gets a case twice;
whoever writes such rules still means something else, so they are refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from router.domain.municipality import Municipality
from router.rules.escalation import events_of, plain
from router.rules.match import Rule

STAY = ("promise", "channel", "product", "kind", "urgency", "tone", "audience", "language", "needs_assistance", "place")
"""What is the same of a case wherever it goes: two rules that ask for different ones never hold of one case."""
MOST_STEPS = 50_000  #: looked at; past that the search ends, and what it did not find is stopped at run time

Asks = Mapping[str, frozenset[str]]


class Move(NamedTuple):
    place: int
    rule: Rule
    source: str
    target: str
    asks: Asks


def rounds(rules: Sequence[Rule], municipality: Municipality) -> Iterator[tuple[int, str]]:
    """The place of the last rule of each circle, with the sentence."""
    moves = _moves(rules, municipality)
    told, steps = set[frozenset[str]](), [MOST_STEPS]
    for start in moves:
        for circle in _circles(start, start, {}, (), moves, steps):
            names = frozenset(move.rule.id for move in circle)
            if names not in told:
                told.add(names)
                yield max(move.place for move in circle), _sentence(circle)


def _moves(rules: Sequence[Rule], municipality: Municipality) -> dict[str, list[Move]]:
    """Every move of every rule, by the team it takes a case from."""
    moves: dict[str, list[Move]] = {}
    for place, rule in enumerate(rules):
        if "team" not in rule.then and "overflow" not in rule.then:
            continue
        teams, asks = plain(rule.when.get("team")), _asks(rule)
        for source in municipality.teams if teams is None else sorted(teams):
            target = _target(rule, source, municipality)
            if target is not None and target != source:
                moves.setdefault(source, []).append(Move(place, rule, source, target, asks))
    return moves


def _target(rule: Rule, source: str, municipality: Municipality) -> str | None:
    if "team" in rule.then:
        return str(rule.then["team"])
    overflow = municipality.teams[source].overflow
    return overflow.to if overflow else None


def _asks(rule: Rule) -> Asks:
    told = {field: accepted for field in STAY if (accepted := plain(rule.when.get(field))) is not None}
    return {**told, "event": frozenset(events_of(rule))}


def _circles(
    start: str, at: str, asks: Asks, path: tuple[Move, ...], moves: Mapping[str, Sequence[Move]], steps: list[int]
) -> Iterator[tuple[Move, ...]]:
    """Every way from `start` to itself that one case can go; each circle is told from its first team in the alphabet."""
    for move in moves.get(at, ()):
        steps[0] -= 1
        both = _both(asks, move.asks)
        if steps[0] < 0 or both is None or move.target < start:
            continue
        if move.target == start:
            yield (*path, move)
        elif move.target not in (each.source for each in path):
            yield from _circles(start, move.target, both, (*path, move), moves, steps)


def _both(one: Asks, other: Asks) -> Asks | None:
    """What a case must be for both to hold; None when it cannot."""
    both = {**one, **other}
    for field in one.keys() & other.keys():
        both[field] = one[field] & other[field]
        if not both[field]:
            return None
    return both


def _sentence(circle: Sequence[Move]) -> str:
    names = [f'"{name}"' for name in dict.fromkeys(move.rule.id for move in circle)]
    who = f"rules {', '.join(names[:-1])} and {names[-1]} pass" if len(names) > 1 else f"rule {names[0]} passes"
    way = " → ".join([circle[0].source, *(move.target for move in circle)])
    return f"{who} a case round: {way}; ask for a team in one of them, or leave one out"
