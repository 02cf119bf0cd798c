"""A contact that came in, told to who compares the register with what a neighbour has."""

from datetime import datetime

from router.domain.record import Record


class Taken(Record):
    id: str
    message_id: str | None
    wire: dict[str, str]  #: the channel's own words


class Reported(Record):
    """A case that a channel opened, without anything of whoever wrote it but the channel's own words."""

    reference: str
    contact: str  #: the contact that opened it
    product: str | None
    received_at: datetime
    changed_at: datetime
    closed_at: datetime | None
    wire: dict[str, str]
