"""Cases in pages of a list, and one case whole, as the API tells them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.case import Case
from router.domain.change import History
from router.domain.promise import Promise
from router.domain.searched import Searched
from router.domain.team_time import time_per_team
from router.domain.words import PromiseKind
from router.store import tables as t
from router.store.among import among
from router.store.rows import CASE, CONTACT, DECISION, HISTORY, PROMISE, TEXT
from router.store.views.merged import family
from router.store.views.search import search

Cursor = tuple[int, str]  #: received_at in microseconds, reference: the last row of the page before
FILTERS = ("team", "status", "channel", "product")


async def case_list(reads: AsyncEngine, filters: dict[str, str], size: int, after: Cursor | None) -> list[Case]:
    """Newest first, one row more than `size` when there is a next page."""
    query = select(t.cases).order_by(t.cases.c.received_at.desc(), t.cases.c.reference.desc()).limit(size + 1)
    for name in FILTERS:
        if name in filters:
            query = query.where(t.cases.c[name] == filters[name])
    if after is not None:
        moment, reference = after
        query = query.where(
            or_(t.cases.c.received_at < moment, and_(t.cases.c.received_at == moment, t.cases.c.reference < reference))
        )
    async with reads.connect() as connection:
        return CASE.all_of((await connection.execute(query)).all())


async def search_cases(reads: AsyncEngine, wanted: Searched, limit: int = 50) -> list[Case]:
    """By reference, name, address or text, the likeliest first."""
    references = await search(reads, wanted, limit)
    async with reads.connect() as connection:
        rows = (await connection.execute(select(t.cases).where(among(t.cases.c.reference, references)))).all()
    found = {case.reference: case for case in CASE.all_of(rows)}
    return [found[each] for each in references if each in found]


def case_line(case: Case) -> dict[str, object]:
    """A case in a list."""
    return {
        "reference": case.reference,
        "version": case.version,
        "status": case.status,
        "channel": case.channel,
        "source": case.source,
        "product": case.product,
        "kind": case.kind,
        "urgency": case.urgency,
        "language": case.language,
        "team": case.team,
        "priority": case.priority,
        "assignee": case.assignee,
        "receivedAt": case.received_at,
        "nextBreach": case.next_breach,
        "closedAt": case.closed_at,
        "result": case.result,
        "mergedInto": case.merged_into,
        "offeredTo": case.offered_to,
        "offerEnds": case.offer_ends,
        "wanted": case.wanted,
    }


async def case_whole(reads: AsyncEngine, reference: str, status_url: str, now: datetime) -> dict[str, object] | None:
    """A case with everything about it: contacts, promises, steer, decision, history."""
    async with reads.connect() as connection:
        row = (await connection.execute(select(t.cases).where(t.cases.c.reference == reference))).first()
        if row is None:
            return None
        case = CASE.of(row)
        return {
            **case_line(case),
            "statusUrl": status_url,
            "contacts": await _contacts(connection, reference),
            "promises": await _promises(connection, reference),
            "steer": {
                "steer": case.steer,
                "channel": case.steer,
                "outcome": case.steer_outcome,
                "reason": case.steer_reason,
            },
            "decision": await _decision(connection, case.contact),
            **_told(await _history(connection, reference), now),
        }


async def _contacts(connection: AsyncConnection, reference: str) -> list[dict[str, object]]:
    contacts = (
        await connection.execute(
            select(t.contacts).where(t.contacts.c.case.in_(family(reference))).order_by(t.contacts.c.received_at)
        )
    ).all()
    texts = (
        await connection.execute(
            select(t.texts)
            .join(t.contacts, t.contacts.c.id == t.texts.c.id)
            .where(t.contacts.c.case.in_(family(reference)))
        )
    ).all()
    words = {text.id: text for text in TEXT.all_of(texts)}
    return [
        {
            "id": each.id,
            "direction": each.direction,
            "channel": each.channel,
            "source": each.source,
            "receivedAt": each.received_at,
            "by": each.by,
            "automatic": each.automatic,
            "subject": words[each.id].subject if each.id in words else "",
            "text": words[each.id].body if each.id in words else "",
        }
        for each in CONTACT.all_of(contacts)
    ]


async def _promises(connection: AsyncConnection, reference: str) -> list[dict[str, object]]:
    rows = (
        await connection.execute(select(t.promises).where(t.promises.c.case == reference).order_by(t.promises.c.due))
    ).all()
    return [
        {
            "kind": each.kind,
            "due": each.due,
            "state": each.state,
            "why": each.why,
            "term": each.term,
            "team": each.team,
            "legal": each.legal,
            "endedAt": each.ended,
            "fulfilledAt": each.fulfilled,
            "reason": each.reason,
            "pausedSince": each.paused,
            **_callback(each),
        }
        for each in PROMISE.all_of(rows)
    ]


def _callback(promise: Promise) -> dict[str, object]:
    """Of a callback when they want to be called, how often we rang and when we ring again."""
    if promise.kind != PromiseKind.CALLBACK:
        return {}
    return {
        "notBefore": promise.not_before,
        "notAfter": promise.not_after,
        "attempts": promise.attempts,
        "nextAttempt": promise.next_attempt,
        "asks": promise.asks,
    }


async def _decision(connection: AsyncConnection, contact: str) -> dict[str, object] | None:
    row = (await connection.execute(select(t.decisions).where(t.decisions.c.contact == contact))).first()
    if row is None:
        return None
    decision = DECISION.of(row)
    return {"rulebook": decision.rulebook, "at": decision.at, "facts": decision.facts, "stages": decision.stages}


async def _history(connection: AsyncConnection, reference: str) -> list[History]:
    query = select(t.history).where(t.history.c.subject == reference).order_by(t.history.c.seq)
    return HISTORY.all_of((await connection.execute(query)).all())


def _told(history: Sequence[History], now: datetime) -> dict[str, object]:
    """The story, and how long each team had the case by it."""
    spent = time_per_team(history, now)
    return {
        "timePerTeam": [{"team": team, "seconds": int(length.total_seconds())} for team, length in spent.items()],
        "history": [{"at": each.at, "type": each.type, "by": each.by, "data": each.data} for each in history],
    }
