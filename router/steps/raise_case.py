"""Raise: a person brings a case before another team and its lead, who are told at once."""

from collections.abc import Iterable
from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History, Notice
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.municipality import Team
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.steps.carry_out import RAISED
from router.steps.transfer import transfer


def raise_case(
    file: CaseFile,
    to: Team,
    by: Actor,
    note_id: str,
    text: str,
    holds: Holds,
    promised: Promise | None,
    told: Iterable[str],
    now: datetime,
) -> Change:
    """It moves to that team unless it is there or was; `told` are accounts that get a word, beside the lead."""
    case = file.case
    if case.is_closed:
        raise Refused("This case is closed. A new message from the citizen opens it again.")
    if not text.strip():
        raise Refused("Write why this is for them.")
    if to.id == case.team or to.id in case.teams_seen:
        base = Change(cases=((case, case.changed(now)),), texts=(Text(id=note_id, body=text),))
    else:
        base = transfer(file, to, by, note_id, text, holds, promised, now)
    after = base.case.with_(raised=to.lead, priority=max(RAISED, case.priority))
    return base.with_(
        cases=((case, after),),
        notices=tuple(_notice(after.reference, after.version, each, now) for each in {to.lead, *told}),
        history=(
            *base.history,
            History(
                subject=case.reference,
                type="raised",
                at=now,
                by=by.account,
                data={"version": after.version, "to": to.id, "lead": to.lead, "note": note_id},
            ),
        ),
    )


def _notice(reference: str, version: int, account: str, now: datetime) -> Notice:
    return Notice(id=f"{reference}:raised-{version}:{account}", account=account, case=reference, at=now, code="raised")
