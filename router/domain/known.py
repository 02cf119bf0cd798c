"""What is known of a sender before a decision: who they are to us, and what they wrote about lately."""

from datetime import datetime, timedelta

from router.domain.record import Record

LATELY = timedelta(days=90)  #: how far back earlier contacts are read
AT_MOST = 50  #: of them, the newest


class Earlier(Record, omit_defaults=True, rename="camel"):
    """One earlier contact of this sender."""

    at: datetime
    case: str
    product: str | None = None
    handler: str | None = None  #: the agent who had its case last
    refused: bool = False  #: an offer of another channel was refused then


class Known(Record, omit_defaults=True, rename="camel"):
    """Nothing of it is a name or an address."""

    needs_assistance: bool = False
    language: str | None = None
    earlier: tuple[Earlier, ...] = ()  #: newest first

    @property
    def refused_before(self) -> bool:
        return any(each.refused for each in self.earlier)

    def since(self, moment: datetime, product: str | None = None) -> int:
        """How many earlier contacts since `moment`; with `product` only those about it."""
        return sum(each.at >= moment and product in (None, each.product) for each in self.earlier)

    def last_handler(self, since: datetime) -> str | None:
        """Who handled the last contact of this sender, if that was after `since`."""
        return next((each.handler for each in self.earlier if each.handler and each.at >= since), None)

    def with_earlier(self, contact: Earlier) -> "Known":
        return self.with_(earlier=(contact, *self.earlier)[:AT_MOST])


NOBODY = Known()
