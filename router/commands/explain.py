"""Explain: what would happen with a contact, and why, without a register."""

from datetime import datetime

from pydantic import ValidationError

from router.channels.email.parse import parse
from router.channels.email.recipients import written_to
from router.domain.contact import CallbackWish, Inbound, Sender
from router.domain.errors import BadPayload
from router.rules.explain import explained
from router.rules.facts import Facts, Outcome
from router.rules.rulebook import Rulebook
from router.web.api.shapes import ContactBody


def explain(raw: bytes, book: Rulebook, now: datetime, mail: bool = False) -> dict[str, object]:
    """`raw` is a mail, or a JSON body as the API takes it (never when `mail`). Raises BadPayload."""
    is_mail = mail or raw.lstrip()[:1] != b"{"
    entrance, to = written_to(raw, book.municipality.organisation.entrances) if is_mail else ("", None)
    contact = parse(raw, entrance=entrance, received_at=now).inbound if is_mail else _contact(raw, now)
    outcome, walks = explained(contact, Facts(), book, now)
    return {
        "contact": _shown(contact, to),
        "decision": _decision(outcome, book),
        "walk": walks,
        "promises": [
            {"kind": each.kind, "due": each.due, "why": each.why, "term": each.term} for each in outcome.promises
        ],
    }


def _contact(raw: bytes, now: datetime) -> Inbound:
    try:
        body = ContactBody.model_validate_json(raw)
    except ValidationError as error:
        raise BadPayload(
            "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        ) from None
    return Inbound(
        id="explained",
        channel=body.channel,
        source="api",
        received_at=body.received_at or now,
        text=body.text,
        subject=body.subject,
        sender=Sender(email=body.sender.email, phone=body.sender.phone),
        language=body.language,
        product=body.product,
        kind=body.kind,
        url=body.url,
        place=body.place,
        needs_assistance=body.needs_assistance,
        callback=CallbackWish(not_before=body.callback.not_before, not_after=body.callback.not_after)
        if body.callback
        else None,
    )


def _shown(contact: Inbound, to: str | None) -> dict[str, object]:
    return {
        "from": contact.sender.email or contact.sender.phone or contact.sender.handle,
        "to": to or contact.entrance,
        "subject": contact.subject,
        "text": contact.text,
        "attachments": [
            {"name": each.name, "mediaType": each.media_type, "size": each.size}
            for each in contact.attachments
            if not each.inline
        ],
        "inReplyTo": contact.reply_to[0] if contact.reply_to else None,
        "automatic": contact.automatic,
    }


def _decision(outcome: Outcome, book: Rulebook) -> dict[str, object]:
    return {"rulebook": book.version, "facts": outcome.facts, "stages": outcome.traces}
