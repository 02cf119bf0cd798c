"""Cases with their promises and parties: three queries, whatever the number of cases; and what an agent holds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from router.domain.case import CaseFile
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.store import tables as t
from router.store.among import ASKED, among_asked
from router.store.rows import CASE, PROMISE

# Made once: to make a statement, and to find it among those that were compiled, costs more than to run it.
_CASES = select(t.cases).where(among_asked(t.cases.c.reference))
_PROMISES = select(t.promises).where(among_asked(t.promises.c.case)).order_by(t.promises.c.since, t.promises.c.id)
_PARTIES = select(t.contacts.c.case, t.contacts.c.party).where(among_asked(t.contacts.c.case)).distinct()

_LOADS = select(t.loads).where(among_asked(t.loads.c.account))


def files_of(connection: Connection, references: Sequence[str]) -> Mapping[str, CaseFile]:
    """Unknown ones are left out."""
    asked = {ASKED: references}
    cases = connection.execute(_CASES, asked).all()  # before the rest: its version guards what is read after it
    promises, parties = defaultdict[str, list[Promise]](list), defaultdict[str, set[str]](set)
    for promise in PROMISE.all_of(connection.execute(_PROMISES, asked).all()):
        promises[promise.case].append(promise)
    for reference, party in connection.execute(_PARTIES, asked):
        parties[reference].update([party] if party else [])
    return {
        case.reference: CaseFile(
            case=case, promises=tuple(promises[case.reference]), parties=frozenset(parties[case.reference])
        )
        for case in CASE.all_of(cases)
    }


def loads_in(connection: Connection, accounts: Sequence[str]) -> Mapping[str, Holds]:
    """How many each of these agents has, by lane; who never had any is left out."""
    found = defaultdict[str, dict[str, int]](dict)
    for account, lane, active in connection.execute(_LOADS, {ASKED: accounts}):
        found[account][lane] = active
    return found


def with_loads_in(connection: Connection, asked: Sequence[tuple[str, str]]) -> list[tuple[CaseFile | None, Holds]]:
    """For each a case and what an agent holds, by reference and account."""
    files = files_of(connection, [reference for reference, _ in asked])
    loads = loads_in(connection, [account for _, account in asked])
    return [(files.get(reference), loads.get(account, {})) for reference, account in asked]
