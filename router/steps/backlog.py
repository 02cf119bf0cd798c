"""Backlog: history that is filled in. Promises already past end as they would have, without firing anything."""

from datetime import datetime
from uuid import UUID

from router.domain.change import Change
from router.domain.contact import Inbound
from router.domain.promise import Promise, next_breach
from router.domain.words import CaseStatus, Result

BROKEN_OF_100 = 8


def lived_through(change: Change, contact: Inbound, now: datetime) -> Change:
    """The change with its past promises ended: most kept, some broken. What comes of each follows from the contact's id alone."""
    luck = UUID(contact.id).int % 100
    promises = tuple(
        (before, _ended(promise, luck) if promise.due <= now else promise) for before, promise in change.promises
    )
    left = tuple(promise for _, promise in promises)
    cases = tuple(
        (
            before,
            case.with_(
                next_breach=next_breach(left),
                **(
                    {}
                    if any(promise.is_owed for promise in left)
                    else {"status": CaseStatus.CLOSED, "result": Result.ANSWERED, "closed_at": _last(left, now)}
                ),
            ),
        )
        for before, case in change.cases
    )
    history = tuple(
        each.with_(data={**each.data, "backlog": True, "status": cases[0][1].status}) for each in change.history
    )
    return change.with_(cases=cases, promises=promises, history=history, outgoing=(), notices=())


def _ended(promise: Promise, luck: int) -> Promise:
    late = luck < BROKEN_OF_100
    share = 1 + luck / 100 if late else (luck - BROKEN_OF_100 + 1) / (101 - BROKEN_OF_100)
    return promise.keep(promise.since + (promise.due - promise.since) * share)


def _last(promises: tuple[Promise, ...], now: datetime) -> datetime:
    return max((promise.fulfilled or promise.ended or now for promise in promises), default=now)
