"""Record what a switch says of a call."""

from collections.abc import Sequence
from datetime import datetime

from router.domain.call import key_of, legs
from router.domain.change import Change, History
from router.domain.contact import CallEvent, Party, caller_party
from router.rules.pickup import with_pickup
from router.rules.rulebook import Rulebook


def record_call(event: CallEvent, known: Sequence[CallEvent], book: Rulebook, now: datetime) -> Change:
    """Fold one event into its call. A repeat changes nothing; the order of arrival does not matter."""
    if key_of(event) in {key_of(each) for each in known}:
        return Change()
    party = caller_party(event)
    return Change(
        call_events=(event,),
        legs=((event.call, tuple(with_pickup(leg, book) for leg in legs((*known, event)))),),
        parties=(Party(id=party, address=f"tel:{event.caller}", phone=event.caller),) if party else (),
        history=(
            History(
                subject=event.call,
                type=f"call-{event.event}",
                at=event.at,
                data={"queue": event.queue, "party": party, "agent": event.agent, "recorded": now},
            ),
        ),
    )
