"""Mentions on social media: those that somebody still has to look at, and those of today."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Row, Select, and_, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.burst import Mention
from router.domain.mention import mention_of
from router.domain.moments import from_micros, to_micros
from router.domain.record import Record
from router.domain.words import CaseStatus, Channel
from router.store import tables as t
from router.store.among import among
from router.store.said import all_said, said

MOST = 1000  #: on one page, the newest
SAID = 600  #: characters of a post
DONE = (CaseStatus.CLOSED, CaseStatus.QUARANTINED)
_wire = msgspec.json.Decoder(dict[str, str]).decode


class Stage(Record):
    """What a page needs of one stage of a decision."""

    stage: str
    outcome: dict[str, object]


_stages = msgspec.json.Decoder(tuple[Stage, ...]).decode


class Seen(Record):
    """One mention as the monitor shows it."""

    reference: str
    version: int
    source: str
    account: str  #: which of our accounts heard it; may be empty
    status: str
    result: str | None
    merged_into: str | None
    team: str
    teams_seen: tuple[str, ...]
    product: str | None
    kind: str
    urgency: str
    tone: str
    audience: str
    assignee: str | None
    party: str | None
    said: str
    writer: str  #: a name or handle; may be empty
    received_at: datetime
    breach: datetime | None
    mention: Mention

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Danger first, then what breaks first; what has no promise waits in order of arrival."""
        moment = self.breach or self.received_at
        return self.urgency != "danger", self.breach is None, moment.timestamp()

    @property
    def line(self) -> str:
        """The source as `sources` names it."""
        return f"{self.source}/{self.account}" if self.account else self.source

    @property
    def is_open(self) -> bool:
        return self.status not in ("closed", "quarantined")


async def mentions(reads: AsyncEngine, teams: Collection[str], since: datetime | None = None) -> list[Seen]:
    """Open ones, and those received from `since` on; the most pressing first. A private one only for the teams named."""
    wanted = [_lines(t.cases.c.status.not_in(all_said(DONE)))]
    if since is not None:
        wanted.append(_lines(t.cases.c.received_at >= to_micros(since)))
    found: dict[str, Row[Any]] = {}
    async with reads.connect() as connection:
        for query in wanted:  # each by its own index; asked as one, all mentions ever would be read
            found |= {row.reference: row for row in await connection.execute(query.limit(MOST))}
    newest = sorted(found.values(), key=lambda row: (-row.received_at, row.reference))
    return _sorted(newest[:MOST], teams)


async def posts_between(reads: AsyncEngine, since: datetime, until: datetime, most: int) -> list[Seen]:
    """Every public one of that time, open or not."""
    c = t.cases.c.received_at
    async with reads.connect() as connection:
        query = _lines(and_(c >= to_micros(since), c <= to_micros(until))).limit(most)
        return _sorted((await connection.execute(query)).all(), ())


def _sorted(rows: Sequence[Row[Any]], teams: Collection[str]) -> list[Seen]:
    found = [_seen(row) for row in rows]
    return sorted((each for each in found if each.mention.public or each.team in teams), key=lambda each: each.rank)


async def is_public(reads: AsyncEngine, reference: str) -> bool:
    """Whether what began this case may be read by everybody."""
    async with reads.connect() as connection:
        row = (await connection.execute(_lines(t.cases.c.reference == reference))).one_or_none()
    return row is not None and _seen(row).mention.public


async def earlier(reads: AsyncEngine, parties: Collection[str]) -> Mapping[str, int]:
    """How many cases each of these has."""
    c = t.cases.c
    query = select(c.party, func.count()).where(among(c.party, parties)).group_by(c.party)
    async with reads.connect() as connection:
        return {str(party): int(count) for party, count in await connection.execute(query)}


async def deciding(reads: AsyncEngine, contacts: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Contact to the words by which it was recognised."""
    c = t.decisions.c
    found: dict[str, list[str]] = defaultdict(list)
    async with reads.connect() as connection:
        for contact, stages in await connection.execute(select(c.contact, c.stages).where(among(c.contact, contacts))):
            for stage in _stages(stages):
                words = stage.outcome.get("words")
                found[contact] += [str(each) for each in words] if isinstance(words, list) else []
    return found


async def promised(reads: AsyncEngine, since: datetime) -> Mapping[str, str]:
    """What became of the answers promised to mentions received since then: case to `kept` or `broken`."""
    c, p = t.cases.c, t.promises.c
    query = (
        select(c.reference, p.state)
        .join(t.promises, p.case == c.reference)
        .where(c.channel == said(Channel.MENTION), c.received_at >= to_micros(since))
        .where(p.kind == "answer", p.state.in_(("kept", "broken")), p.due >= to_micros(since))  # by the index
    )
    async with reads.connect() as connection:
        return {str(reference): str(state) for reference, state in await connection.execute(query)}


async def by_hour(
    reads: AsyncEngine, spans: Sequence[tuple[datetime, datetime]]
) -> Sequence[tuple[str | None, datetime, int]]:
    """Mentions received in these spans: product, the hour (UTC), and how many."""
    c, hour = t.cases.c, 3_600_000_000
    bounds = [and_(c.received_at >= to_micros(start), c.received_at < to_micros(end)) for start, end in spans]
    at = (c.received_at // literal_column(str(hour), BigInteger)).label("hour")  # PostgreSQL groups by no parameter
    query = select(c.product, at, func.count()).where(c.channel == said(Channel.MENTION), or_(*bounds))
    async with reads.connect() as connection:
        rows = (await connection.execute(query.group_by(c.product, at))).all()
    return [(row[0], from_micros(int(row[1]) * hour), int(row[2])) for row in rows]


def _lines(where: ColumnElement[bool]) -> Select[Any]:
    c = t.cases.c
    return (
        select(
            *(c[name] for name in COLUMNS),
            func.substr(t.texts.c.body, 1, SAID).label("said"),
            t.texts.c.wire,
            func.coalesce(t.parties.c.name, t.parties.c.handle, "").label("writer"),
        )
        .outerjoin(t.texts, t.texts.c.id == c.contact)
        .outerjoin(t.parties, t.parties.c.id == c.party)
        .where(c.channel == said(Channel.MENTION), where)
        .order_by(c.received_at.desc(), c.reference)
    )


COLUMNS = (
    "reference", "version", "source", "status", "result", "merged_into", "team", "teams_seen", "product", "kind", "urgency",
    "tone", "audience", "assignee", "party", "received_at", "next_breach", "contact", "place",
)  # fmt: skip
_teams = msgspec.json.Decoder(tuple[str, ...]).decode


def _seen(row: Row[Any]) -> Seen:
    received, wire = from_micros(row.received_at), _wire(row.wire or "{}")
    return Seen(
        reference=row.reference,
        version=row.version,
        source=row.source,
        account=wire.get("account", ""),
        status=row.status,
        result=row.result,
        merged_into=row.merged_into,
        team=row.team,
        teams_seen=_teams(row.teams_seen),
        product=row.product,
        kind=row.kind,
        urgency=row.urgency,
        tone=row.tone,
        audience=row.audience,
        assignee=row.assignee,
        party=row.party,
        said=row.said or "",
        writer=row.writer,
        received_at=received,
        breach=from_micros(row.next_breach) if row.next_breach is not None else None,
        mention=mention_of(row.contact, received, wire, row.product, row.place, row.said or ""),
    )
