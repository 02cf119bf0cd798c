"""What a colleague did with a case while somebody was writing: said beside their own words, so that neither is lost."""

from collections.abc import Sequence
from datetime import datetime

from router.domain.change import History
from router.domain.record import Record
from router.store.views.case_page import CasePage


class Meanwhile(Record):
    by: str
    at: datetime
    type: str  #: replied, transferred, closed, merged
    subject: str
    text: str  #: what they wrote; may be empty


def meanwhile(page: CasePage, changes: Sequence[History]) -> list[Meanwhile]:
    """The earliest first."""
    return [_told(page, each) for each in changes]


def _told(page: CasePage, line: History) -> Meanwhile:
    said = page.texts.get(str(line.data.get("contact") or line.data.get("note") or ""))
    return Meanwhile(
        by=line.by, at=line.at, type=line.type, subject=said.subject if said else "", text=said.body if said else ""
    )
