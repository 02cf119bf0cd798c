"""Which cases somebody means: by reference, number, address, name or words, the likeliest and then the newest first.

SQLite looks words up in FTS5 (words_of_texts, words_of_parties), PostgreSQL in a GIN index of searched(); migration 0009 makes both.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    func,
    intersect,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.record import Record
from router.domain.searched import Searched, misspelt
from router.store import tables as t

EXACT, PART, NAMED, SAID, TOGETHER, MISSPELT = range(6)  #: how likely it is that a case is meant, the best first
MOST_TEXTS = 2000  #: that are looked at when a word stands in very many: the newest of them
LAST = "\uffff"  #: behind every address that begins alike
FEW = 5  #: with fewer found, a typing error in a name is thought of
Hits = Select[tuple[Any, ...]]


class Seer(Record):
    """Who looks, and so which cases may be found: those that are or were with their teams, or in their own hands."""

    account: str
    teams: tuple[str, ...]


async def search(reads: AsyncEngine, wanted: Searched, limit: int = 50, seer: Seer | None = None) -> list[str]:
    """References. Without a seer all cases are looked at. One query, and another when few were found."""
    async with reads.connect() as connection:
        found = await _ranked(connection, _hits(connection, wanted), limit, seer)
        if len(found) < FEW:
            also = await _ranked(connection, _less_likely(connection, wanted), limit, seer)
            found = list(dict.fromkeys([*found, *also]))
    return found[:limit]


def _less_likely(connection: AsyncConnection, wanted: Searched) -> list[Hits]:
    hits = [_of_parties(_misspelt(connection, wanted), MISSPELT)] if wanted.names else []
    return [*hits, _together(connection, wanted.words)] if len(wanted.words) > 1 and not wanted.email else hits


async def _ranked(connection: AsyncConnection, hits: Sequence[Hits], limit: int, seer: Seer | None) -> list[str]:
    if not hits:
        return []
    every = union_all(*hits).subquery()
    best = select(every.c.reference, func.min(every.c.rank).label("rank")).group_by(every.c.reference).subquery()
    query = select(t.cases.c.reference).join(best, best.c.reference == t.cases.c.reference)
    if seer is not None:
        query = query.where(_may_see(seer))
    query = query.order_by(best.c.rank, t.cases.c.received_at.desc(), t.cases.c.reference.desc()).limit(limit)
    return list((await connection.execute(query)).scalars())


def _may_see(seer: Seer) -> ColumnElement[bool]:
    c = t.cases.c
    return or_(
        c.team.in_(seer.teams),
        *(column == seer.account for column in (c.assignee, c.handler, c.offered_to)),
        *(c.teams_seen.contains(f'"{team}"', autoescape=True) for team in seer.teams),
    )


def _hits(connection: AsyncConnection, wanted: Searched) -> list[Hits]:
    """One select a way in which a case may be meant."""
    p = t.parties.c
    hits = []
    if wanted.reference:
        hits += list(_of_references(wanted.reference))
    if wanted.phone:
        full = wanted.phone.startswith("+")
        hits.append(_of_parties(p.phone == wanted.phone if full else p.phone.endswith(wanted.phone), EXACT))
    if wanted.email:
        hits.append(_of_parties(and_(p.email >= wanted.email, p.email < wanted.email + LAST), EXACT))
    elif wanted.words:
        hits.append(_of_parties(_in_parties(connection, [[word] for word in wanted.words], begins=True), NAMED))
        hits.append(_of_texts(connection, wanted.words))
    return hits


def _of_references(part: str) -> Iterable[Hits]:
    """Figures alone are how it ends, with letters how it begins."""
    c = t.cases.c.reference
    bare = func.replace(c, "-", "")
    yield select(c.label("reference"), literal(EXACT).label("rank")).where(bare == part)
    alike = bare.endswith(part) if part.isdigit() else bare.startswith(part)
    yield (
        select(c, literal(PART))
        .where(alike)
        .order_by(t.cases.c.received_at.desc())
        .limit(MOST_TEXTS)
        .subquery()
        .select()
    )


def _of_parties(who: ColumnElement[bool], rank: int) -> Hits:
    """Their cases, and those in which they said something."""
    people = select(t.parties.c.id).where(who)
    own = select(t.cases.c.reference.label("reference"), literal(rank).label("rank")).where(t.cases.c.party.in_(people))
    said = select(t.contacts.c.case, literal(rank)).where(t.contacts.c.party.in_(people))
    return union_all(own, said).subquery().select()


def _misspelt(connection: AsyncConnection, wanted: Searched) -> ColumnElement[bool]:
    return _in_parties(connection, [misspelt(word) for word in wanted.words], begins=False)


def _in_parties(connection: AsyncConnection, meant: Collection[list[str]], *, begins: bool) -> ColumnElement[bool]:
    """Parties with one of each of `meant` in their name or address."""
    if connection.dialect.name == "postgresql":
        said = "searched(coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(handle, ''))"
        return _matches(said, _tsquery(meant, begins))
    return literal_column("parties.rowid").in_(_rows_with("words_of_parties", _match(meant, begins)))


def _of_texts(connection: AsyncConnection, words: Collection[str]) -> Hits:
    meant = [[word] for word in words]
    query = select(t.contacts.c.case.label("reference"), literal(SAID).label("rank"))
    query = query.select_from(t.texts).join(t.contacts, t.contacts.c.id == t.texts.c.id)
    if connection.dialect.name == "postgresql":
        found = query.where(
            _matches("searched(coalesce(subject, '') || ' ' || coalesce(body, ''))", _tsquery(meant, True))
        )
        return found.order_by(t.contacts.c.received_at.desc()).limit(MOST_TEXTS).subquery().select()
    return query.where(literal_column("texts.rowid").in_(_rows_with("words_of_texts", _match(meant, True))))


def _together(connection: AsyncConnection, words: Collection[str]) -> Hits:
    """Every word somewhere: "pieters lantaarn" is of her, about that."""
    each = [
        union_all(_of_parties(_in_parties(connection, [[word]], begins=True), TOGETHER), _of_texts(connection, [word]))
        for word in words
    ]
    found = intersect(*(select(one.subquery().c.reference) for one in each)).subquery()
    return select(found.c.reference, literal(TOGETHER).label("rank"))


def _rows_with(index: str, match: str) -> Any:
    """Of FTS5, the newest."""
    query = f"SELECT rowid FROM {index} WHERE {index} MATCH :{index} ORDER BY rowid DESC LIMIT {MOST_TEXTS}"
    return text(query).bindparams(bindparam(index, match, unique=True)).columns(literal_column("rowid"))


def _match(meant: Collection[list[str]], begins: bool) -> str:
    """For FTS5; words are letters and figures alone."""
    said = [[f'"{word}"{"*" if begins and len(word) > 1 else ""}' for word in one] for one in meant]
    return " AND ".join("(" + " OR ".join(one) + ")" for one in said)


def _matches(said: str, wanted: str) -> ColumnElement[bool]:
    return literal_column(said).op("@@", is_comparison=True)(func.to_tsquery(literal_column("'simple'"), wanted))


def _tsquery(meant: Collection[list[str]], begins: bool) -> str:
    said = [[f"'{word}'{':*' if begins and len(word) > 1 else ''}" for word in one] for one in meant]
    return " & ".join("(" + " | ".join(one) + ")" for one in said)
