"""Tell people: whom a rule wants told, by a word on their page, by mail or by webhook."""

from collections.abc import Iterator
from datetime import datetime

from router.domain.change import Outgoing
from router.domain.municipality import Municipality
from router.domain.record import Record
from router.domain.words import Channel
from router.rules.escalation import LEAD, Raised

WEBHOOK = "webhook"  #: the channel of what goes out to other systems


class Word(Record):
    """One thing that is told to one receiver."""

    act: str  #: paged, mailed, posted or published
    who: str  #: an account, a team, or the name of an event
    account: str | None = None  #: whose page shows it
    outgoing: Outgoing | None = None


def told_people(raised: Raised, team: str, case: str, town: Municipality, now: datetime) -> Iterator[Word]:
    """`team` is the one whose lead is meant by `lead`."""
    for told in raised.notify:
        who = town.teams[team].lead if told.who == LEAD else told.who
        if told.by == "page":
            yield from (Word(act="paged", who=each, account=each) for each in _accounts(who, town))
        elif told.by == "mail":
            yield Word(act="mailed", who=who, outgoing=_mail(raised, who, team, case, town, now))
        else:
            yield from _posts(raised, "posted", told.to, "notice", who, case, town, now)
    if raised.publish is not None:
        yield from _posts(raised, "published", raised.publish.to, raised.publish.event, None, case, town, now)


def _accounts(who: str, town: Municipality) -> list[str]:
    """Of a team everybody who works in it; of a partner's the lead who follows it."""
    if who in town.agents or who not in town.teams:
        return [who]
    return [each.account for each in town.agents.values() if who in each.teams] or [town.teams[who].lead]


def _mail(raised: Raised, who: str, team: str, case: str, town: Municipality, now: datetime) -> Outgoing:
    """To a person's own address, else to that of the team."""
    agent = town.agents.get(who)
    address = agent.email if agent else town.teams[who].email if who in town.teams else None
    return Outgoing(
        id=_id(case, raised, "mail", who),
        case=case,
        purpose="notice",
        channel=Channel.EMAIL,
        address=address or town.teams[team].email,
        next_at=now,
        data={"rule": raised.rule, "cause": raised.cause, "to": who},
    )


def _posts(
    raised: Raised, act: str, to: str | None, event: str, who: str | None, case: str, town: Municipality, now: datetime
) -> Iterator[Word]:
    for name in [to] if to else town.organisation.webhooks:
        data: dict[str, object] = {"event": event, "rule": raised.rule, "cause": raised.cause, "at": now}
        yield Word(
            act=act,
            who=who or event,
            outgoing=Outgoing(
                id=_id(case, raised, f"{act}.{name}", who or event),
                case=case,
                purpose="event",
                channel=WEBHOOK,
                address=name,
                next_at=now,
                data={**data, "to": who} if who else data,
            ),
        )


def _id(case: str, raised: Raised, way: str, who: str) -> str:
    """The same for the same rule, case and cause; fit for the left side of a Message-ID."""
    return ".".join((case, raised.rule, raised.cause, way, who)).replace(":", ".").replace("..", ".-.")
