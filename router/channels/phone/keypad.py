"""A caller who presses a key to be called back, and perhaps keys in another number: a wish of their own, so it is promised at once."""

from datetime import datetime

from router.domain.contact import CallbackWish, CallEvent, Inbound, Sender, contact_id
from router.domain.phone import may_be_dialled
from router.domain.words import CallEventKind, Channel

GAVE_UP = (CallEventKind.ABANDONED, CallEventKind.ENDED)


def asked_by_key(
    call: str, digits: str, caller: str | None, queue: str | None, source: str, region: str, at: datetime
) -> Inbound | None:
    """The wish, once a call: told again it is the same. At the number keyed in, else the one they call from.

    None when neither may be dialled: who keys in a short or dear number would have us pay."""
    keyed = may_be_dialled(digits.strip("*# "), region)
    number = keyed or (may_be_dialled(caller, region) if caller else None)
    if number is None:
        return None
    key = f"asked:{call}"
    return Inbound(
        id=contact_id(Channel.PHONE, source, key),
        channel=Channel.PHONE,
        source=source,
        source_id=key,
        received_at=at,
        subject="Terugbelverzoek",
        sender=Sender(phone=number),
        callback=CallbackWish(),
        entrance=queue,
    )


def left_by_key(event: CallEvent) -> CallEvent:
    """Who pressed the key did not hang up unheard: they leave the queue for a call of ours, and are not called back twice."""
    return event.with_(event=CallEventKind.TRANSFERRED) if event.event in GAVE_UP else event
