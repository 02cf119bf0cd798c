"""Sources: the accounts, mailboxes and switches that we listen to, and how each of them is."""

from datetime import datetime, timedelta

from router.domain.record import Record


class Source(Record):
    """One account of a channel: how far it was read, when it was last heard from, and what ails it."""

    name: str  #: "<channel folder>/<account's name in channels.yaml>", never an address or a handle
    cursor: str = ""  #: where to read on, in the neighbour's own words
    heard_at: datetime | None = None  #: when it last answered us, whether it had anything to tell or not
    spoke_at: datetime | None = None  #: when it last told us something
    trouble: str | None = None  #: a code: unreachable, refused, expired, slowed-down, ...
    since: datetime | None = None  #: of the trouble
    silent_after: int = 0  #: seconds without a word of the neighbour after which somebody should look; 0 is never

    @property
    def channel(self) -> str:
        return self.name.partition("/")[0]

    def ails(self, now: datetime) -> str | None:
        """The code of what is wrong with it now; None when all is well."""
        if self.trouble:
            return self.trouble
        return "silent" if self.silent_since(now) else None

    def silent_since(self, now: datetime) -> datetime | None:
        """When it last told us something, if that is too long ago."""
        if not self.silent_after or self.spoke_at is None:
            return None
        return self.spoke_at if now - self.spoke_at > timedelta(seconds=self.silent_after) else None
