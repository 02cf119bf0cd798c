"""{"values": {...}, "values_schema": {...}, "metadata": {"public_reference", "form_name", "form_id", ...}} to a contact. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from router.channels.asking import read_as
from router.channels.clean import one_line
from router.channels.openforms.answers import FileInside, Filled, filled, text_of
from router.channels.openforms.setting import Form, Setting
from router.domain.contact import Attachment, Inbound, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.phone import normal_phone
from router.domain.words import Channel

NOTHING = msgspec.Raw(b"{}")
MORE = "(…)"  #: stands at the end where something was left out


class Metadata(msgspec.Struct):
    """Of the metadata what we need; a number of whoever logged in is not read."""

    public_reference: str
    form_name: str = ""
    form_id: str = ""
    registration_timestamp: str = ""


class Submission(msgspec.Struct):
    values: msgspec.Raw
    metadata: Metadata
    values_schema: msgspec.Raw = NOTHING


def parse(body: bytes | memoryview, setting: Setting, now: datetime, region: str) -> tuple[Inbound, list[FileInside]]:
    """The contact without its files, and where those stand in the body. Raises BadPayload."""
    told = read_as(body, Submission, "submission")  # type: ignore[arg-type]
    reference = one_line(told.metadata.public_reference, 100)
    if not reference:
        raise BadPayload("A submission needs metadata.public_reference: by it a repeat is known.")
    form = setting.forms.get(told.metadata.form_name) or setting.forms.get(told.metadata.form_id) or Form()
    answers = filled(told.values, told.values_schema)
    text = text_of(answers.lines, form.fields.text)
    return Inbound(
        id=contact_id("webform", "openforms", reference),
        channel=Channel.WEBFORM,
        source="openforms",
        source_id=reference,
        received_at=moment(told.metadata.registration_timestamp, now),
        subject=one_line(told.metadata.form_name, 200),
        text=f"{text}\n{MORE}" if answers.more else text,
        sender=sender(answers, form, region),
        product=form.product,
        kind=form.kind,
        place=said(answers, form.fields.place, 200),
    ), answers.files


def with_files(contact: Inbound, files: Sequence[Attachment]) -> Inbound:
    return contact.with_(attachments=tuple(files))


def sender(answers: Filled, form: Form, region: str) -> Sender:
    fields = form.fields
    phone, email = said(answers, fields.phone, 40), said(answers, fields.email, 254)
    return Sender(
        name=said(answers, fields.name, 120),
        email=email if email and "@" in email else None,
        phone=normal_phone(phone, region) if phone else None,
    )


def said(answers: Filled, key: str | None, most: int) -> str | None:
    """The answer of this component; those of a group, such as an address, one after the other."""
    if key is None:
        return None
    parts = [line.text for line in answers.lines if line.key == key or line.key.startswith(f"{key}.")]
    return one_line(" ".join(parts), most) or None


def moment(text: str, now: datetime) -> datetime:
    """When it was handed in: believed with the token, and never in the future."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return now
    return min(at.astimezone(UTC), now) if at.tzinfo else now
