"""Undelivered: an answer did not reach the citizen. The case comes back to somebody, and another way is tried (docs/adr/0016).

Promises stay as they are: we answered in time, and what is promised is that we answer, not that their mailbox works.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from router.domain.case import Case, CaseFile
from router.domain.change import Change, Notice, Outgoing
from router.domain.contact import Party
from router.domain.municipality import Municipality
from router.domain.phone import may_be_dialled, region_of
from router.domain.words import CaseStatus
from router.steps.call_back import LETTER
from router.steps.ways import MAIL, texts_of

PRIORITY = 80  #: of a case whose answer did not arrive
WEIGHTY = frozenset({"reply", LETTER, "forward"})  #: somebody must know that it did not arrive
THEIRS = frozenset({"reply", LETTER, "acknowledgement"})  #: for the citizen: another way is tried
BOUNCED = "bounced"  #: the purpose of the short word that a mail did not arrive; also the notice's code


def with_consequences(
    change: Change, outgoing: Outgoing, file: CaseFile, party: Party | None, town: Municipality, now: datetime
) -> Change:
    """`change` writes down that `outgoing` did not arrive, and says so in its last line of history.

    A closed case stays closed: its holder is told, and opens it by answering again another way or by calling."""
    if outgoing.purpose not in WEIGHTY | THEIRS:
        return change
    instead = fall_back(outgoing, party, town, now) if outgoing.purpose in THEIRS else None
    told = change.history[-1]
    data = {**told.data, "instead": instead.channel if instead else None, "call": _may_call(instead, party, town)}
    change = change.with_(
        history=(*change.history[:-1], told.with_(data=data)),
        outgoing=(*change.outgoing, *(((None, instead),) if instead else ())),
    )
    if outgoing.purpose not in WEIGHTY:
        return change
    case = change.cases[-1][1] if change.cases else file.case.changed(now)
    return change.with_(
        cases=((file.case, _back(case)),), notices=(*change.notices, *_notices(outgoing, file.case, town, now))
    )


def fall_back(outgoing: Outgoing, party: Party | None, town: Municipality, now: datetime) -> Outgoing | None:
    """Once: an answer over another channel goes by mail, and of a mail a text message tells that it did not arrive."""
    if party is None or outgoing.data.get("instead_of"):
        return None
    plain = outgoing.with_(
        state="pending", attempts=0, next_at=now, note=None, data={"instead_of": outgoing.id}, address=None
    )
    if outgoing.channel != MAIL:
        return plain.with_(id=f"{outgoing.id}-mail", channel=MAIL) if party.email and outgoing.contact else None
    texts = texts_of(party, town)
    return plain.with_(id=f"{outgoing.id}-text", channel=texts[0], purpose=BOUNCED, contact=None) if texts else None


def _may_call(instead: Outgoing | None, party: Party | None, town: Municipality) -> bool:
    """Whether to suggest that somebody calls them."""
    number = party.phone if party and instead is None else None
    return number is not None and may_be_dialled(number, region_of(town.organisation.zone)) is not None


def _back(case: Case) -> Case:
    """It waited for an answer to what never arrived: it goes on with who had it."""
    awake = CaseStatus.ACTIVE if case.assignee else CaseStatus.QUEUED
    status = awake if case.status == CaseStatus.WAITING else case.status
    return case if case.is_closed else case.with_(status=status, priority=max(case.priority, PRIORITY))


def _notices(outgoing: Outgoing, case: Case, town: Municipality, now: datetime) -> tuple[Notice, ...]:
    """To who has it or had it last, else to everybody of its team."""
    holder = case.assignee or case.handler or ""
    team = [each.account for each in town.agents.values() if case.team in each.teams] or [town.teams[case.team].lead]
    return tuple(
        Notice(
            id=str(uuid5(NAMESPACE_URL, f"{outgoing.id} {BOUNCED} {account}")),
            account=account,
            case=case.reference,
            at=now,
            code=BOUNCED,
            data={"message": outgoing.id},
        )
        for account in ([holder] if holder in town.agents else team)
    )
