"""Note: a word among colleagues. The citizen never sees it."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History, Notice
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.mentioned import mentioned
from router.domain.municipality import Municipality

MENTIONED = "mentioned"  #: the code of the notice


def note(file: CaseFile, by: Actor, note_id: str, text: str, town: Municipality, now: datetime) -> Change:
    """The words stand in texts under `note_id`; history holds the id. Who is mentioned in it gets a word."""
    if not text.strip():
        raise Refused("The note is empty.")
    return Change(
        cases=((file.case, file.case.changed(now)),),
        texts=(Text(id=note_id, body=text),),
        notices=tuple(
            Notice(
                id=f"{note_id}:{account}",
                account=account,
                case=file.case.reference,
                at=now,
                code=MENTIONED,
                data={"note": note_id, "by": by.account},
            )
            for account in mentioned(text, town)
            if account != by.account
        ),
        history=(History(subject=file.case.reference, type="noted", at=now, by=by.account, data={"note": note_id}),),
    )
