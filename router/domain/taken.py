"""A contact that came in, told to who compares the register with what a neighbour has."""

from router.domain.record import Record


class Taken(Record):
    id: str
    message_id: str | None
    wire: dict[str, str]  #: the channel's own words
