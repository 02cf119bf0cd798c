"""Note: a word among colleagues. The citizen never sees it."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.errors import Refused


def note(file: CaseFile, by: Actor, note_id: str, text: str, now: datetime) -> Change:
    """The words stand in texts under `note_id`; history holds the id."""
    if not text.strip():
        raise Refused("The note is empty.")
    return Change(
        cases=((file.case, file.case.changed(now)),),
        texts=(Text(id=note_id, body=text),),
        history=(History(subject=file.case.reference, type="noted", at=now, by=by.account, data={"note": note_id}),),
    )
