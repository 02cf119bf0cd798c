"""Form fields to a contact. Pure: the same answers under the same token are one contact, however often sent."""

from collections.abc import Sequence
from datetime import datetime

from router.channels.webform.answers import Answers
from router.domain.contact import NOT_CALLED, Attachment, CallbackWish, Inbound, Party, Sender, contact_id
from router.domain.phone import normal_phone
from router.domain.words import Channel, Kind


def message(
    answers: Answers,
    token: str,
    at: datetime,
    *,
    region: str,
    language: str,
    product: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> Inbound:
    """What the public form asks."""
    return Inbound(
        id=contact_id("webform", "webform", token),
        channel=Channel.WEBFORM,
        source="webform",
        source_id=token,
        received_at=at,
        text=answers.text,
        subject=answers.subject,
        sender=sender(answers, region),
        language=language,
        product=product,
        place=answers.place or None,
        needs_assistance=answers.needs_assistance,
        attachments=tuple(attachments),
    )


def callback(
    answers: Answers,
    token: str,
    at: datetime,
    *,
    region: str,
    language: str,
    wish: CallbackWish,
    product: str | None = None,
) -> Inbound:
    """ "Please call me": it came in on a page, and it is a phone contact.

    Its page asks for no mail address: one that is sent along would make another sender of the same number each time."""
    return Inbound(
        id=contact_id("phone", "callback", token),
        channel=Channel.PHONE,
        source="callback",
        source_id=token,
        received_at=at,
        text=answers.text,
        sender=sender(answers, region).with_(email=None),
        language=language,
        product=product,
        callback=wish,
        needs_assistance=answers.needs_assistance,
    )


def visit(
    answers: Answers, token: str, at: datetime, *, region: str, language: str, desk: str, product: str | None = None
) -> Inbound:
    """A walk-in, as the clerk at the counter heard it."""
    return Inbound(
        id=contact_id("desk", "desk", token),
        channel=Channel.DESK,
        source="desk",
        source_id=token,
        received_at=at,
        text=answers.text,
        sender=sender(answers, region),
        language=language,
        product=product,
        place=desk,
        needs_assistance=answers.needs_assistance,
    )


def addition(
    text: str,
    token: str,
    at: datetime,
    *,
    reference: str,
    party: Party,
    language: str,
    attachments: Sequence[Attachment] = (),
) -> Inbound:
    """A further word on a case that its citizen follows; it joins because it comes from the same sender."""
    return Inbound(
        id=contact_id("webform", "status", token),
        channel=Channel.WEBFORM,
        source="status",
        source_id=token,
        received_at=at,
        text=text,
        sender=_same(party),
        language=language,
        reference=reference,
        attachments=tuple(attachments),
        needs_assistance=party.needs_assistance,
    )


def not_called(text: str, promise: str, at: datetime, *, reference: str, party: Party, language: str) -> Inbound:
    """ "I was not called": once for each promise, however often the button is pressed."""
    key = f"{NOT_CALLED}{promise}"
    return Inbound(
        id=contact_id("webform", "status", key),
        channel=Channel.WEBFORM,
        source="status",
        source_id=key,
        received_at=at,
        text=text,
        sender=_same(party),
        language=language,
        reference=reference,
        kind=Kind.COMPLAINT,
        needs_assistance=party.needs_assistance,
    )


def sender(answers: Answers, region: str) -> Sender:
    return Sender(
        name=answers.name or None,
        email=answers.email or None,
        phone=normal_phone(answers.phone, region) if answers.phone else None,
    )


def _same(party: Party) -> Sender:
    return Sender(name=party.name, email=party.email, phone=party.phone, handle=party.handle)
