"""Restraint: machines that answer machines stop here. Read for a whole round, in one query of each kind."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from router.domain.change import Outgoing
from router.roles.writing import BY_ITSELF
from router.store.base import Store

HOUR = timedelta(hours=1)
TO_ONE_SENDER = 5  #: automatic answers in an hour
IN_ONE_CASE = 10  #: automatic messages in an hour
ALL_IN_ONE_CASE = 30  #: messages in an hour, in and out: so fast no two people write
SENDER, LOOP = "sender", "loop"  #: why one is withheld


async def withheld(ready: Sequence[Outgoing], store: Store, now: datetime) -> Mapping[str, str]:
    """Of what waits those that must not go, by id, with the reason; one that was begun before goes on."""
    ours = [each for each in ready if each.purpose in BY_ITSELF and each.attempts == 0 and each.recipient]
    if not ours:
        return {}
    to_sender = Counter(await store.automatic_to({str(each.recipient) for each in ours}, now - HOUR))
    in_case = {
        case: list(counts) for case, counts in (await store.said_in({each.case for each in ours}, now - HOUR)).items()
    }
    found = {}
    for each in ours:
        counts = in_case.setdefault(each.case, [0, 0])
        if to_sender[str(each.recipient)] >= TO_ONE_SENDER:
            found[each.id] = SENDER
        elif counts[0] >= IN_ONE_CASE or counts[1] >= ALL_IN_ONE_CASE:
            found[each.id] = LOOP
        else:
            to_sender[str(each.recipient)] += 1
            in_case[each.case] = [counts[0] + 1, counts[1] + 1]
    return found
