"""Drafts: an answer that somebody is at, kept until it is sent. Of one agent about one case; nobody else reads it."""

from datetime import datetime

from router.domain.contact import Text
from router.domain.record import Record

LONGEST = 100_000  #: characters; what is longer is kept no further


class Draft(Record):
    """Empty words are no draft."""

    account: str
    case: str
    subject: str
    text: str
    channel: str  #: over which it would go; empty is as it was
    at: datetime

    def kept(self) -> Text:
        """As it stands among the texts, so that it is blanked with them."""
        return Text(
            id=draft_id(self.account, self.case),
            subject=self.subject,
            body=self.text[:LONGEST],
            wire={"channel": self.channel, "at": self.at.isoformat()},
        )


def draft_id(account: str, case: str) -> str:
    """No contact and no note has such an id."""
    return f"draft:{case}:{account}"


def draft_in(text: Text | None, account: str, case: str) -> Draft | None:
    """What was kept, if there is anything."""
    if text is None or not text.body.strip():
        return None
    at = datetime.fromisoformat(text.wire["at"])
    return Draft(
        account=account, case=case, subject=text.subject, text=text.body, channel=text.wire.get("channel", ""), at=at
    )


def no_draft(account: str, case: str) -> Text:
    """It is sent, or thrown away."""
    return Text(id=draft_id(account, case))
