"""What people set on the social monitor: sources that are muted for a while, and lists that they keep."""

from datetime import datetime

from router.domain.record import Record


class Mute(Record):
    """Until that moment a source is not to do; what it says is recorded all the same."""

    source: str  #: "<channel folder>/<account's name in channels.yaml>"
    by: str
    at: datetime
    until: datetime  #: taken off, it is the moment of that


class SavedList(Record):
    """A list that somebody kept. Without a query it was thrown away."""

    id: str
    account: str
    name: str
    query: str
