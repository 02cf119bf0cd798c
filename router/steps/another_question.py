"""Another question of the same citizen in the same contact: a case of its own, with its own product, team and promises.

The contact stays one: it is counted once. What the agent wrote down of the question stands where a contact's words stand.
"""

from collections.abc import Sequence
from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Inbound, Party, Sender, Text, contact_id
from router.domain.errors import Refused
from router.domain.words import Channel, Kind
from router.rules.decide import decide
from router.rules.facts import Facts
from router.rules.rulebook import Rulebook
from router.steps.escalate_contact import escalate_contact
from router.steps.open_case import open_case

MOST = 4000  #: characters


def asked_in(history: Sequence[History], case: str) -> datetime | None:
    """When the last contact of this case came in, by its `opened` and `joined` lines: every clock runs from there."""
    told = [str(each.data["receivedAt"]) for each in history if each.subject == case and each.data.get("receivedAt")]
    return datetime.fromisoformat(told[-1]) if told else None


def question(
    file: CaseFile, party: Party | None, key: str, text: str, product: str | None, kind: Kind | None, at: datetime
) -> Inbound:
    """What the rules decide about: the question as the agent wrote it, from the same citizen. Raises Refused."""
    case = file.case
    if not text.strip():
        raise Refused("Write down what the citizen asks.")
    if len(text) > MOST:
        raise Refused("The question is too long. Write it in a few sentences.")
    if case.merged_into:
        raise Refused("This case was put together with another. Add the question there.")
    if case.channel == Channel.MENTION:
        raise Refused("A post is answered in its own case. Answer both questions there.")
    return Inbound(
        id=contact_id("desk", "question", key),
        channel=case.channel,
        source=case.source,
        received_at=at,
        text=text.strip(),
        sender=Sender(name=party.name, email=party.email, phone=party.phone, handle=party.handle)
        if party
        else Sender(),
        language=case.language,
        product=product,
        kind=kind,
        place=case.place,
        needs_assistance=case.needs_assistance,
    )


def another_question(
    file: CaseFile, by: Actor, asked: Inbound, reference: str, book: Rulebook, now: datetime
) -> Change:
    """A new case beside this one, decided by the same rules as any contact; both tell of each other."""
    facts = Facts()
    outcome = decide(asked, facts, book, now)
    opened = open_case(asked, outcome, reference, book, now)
    kept = opened.with_(
        cases=((None, opened.case.with_(party=file.case.party)),),
        contacts=(),
        parties=(),
        texts=(Text(id=asked.id, body=asked.text),),
        outgoing=tuple((before, each.with_(recipient=file.case.party)) for before, each in opened.outgoing),
        history=(*opened.history, *_both_tell(file, by, reference, asked.id, now)),
    )
    return escalate_contact(kept, asked, outcome, facts, book, now)


def _both_tell(file: CaseFile, by: Actor, reference: str, words: str, now: datetime) -> tuple[History, History]:
    old = file.case.reference
    return (
        History(subject=reference, type="asked-beside", at=now, by=by.account, data={"from": old, "note": words}),
        History(subject=old, type="asked-more", at=now, by=by.account, data={"to": reference}),
    )
