"""Every error that crosses a port or reaches a person, declared once, with what happens to it."""


class BalieError(Exception):
    """Root of the declared errors."""


class Refused(BalieError):
    """A verb says no, to a person, in one sentence that names the mend. HTTP 409."""


class NotFound(BalieError):
    """There is no such case, contact or call. HTTP 404."""


class Stale(BalieError):
    """A row changed since it was read. The step reloads and runs its verb again, at most three times."""

    def __init__(self, subjects: frozenset[str]) -> None:
        super().__init__(f"changed since read: {', '.join(sorted(subjects))}")
        self.subjects = subjects


class FencedOff(BalieError):
    """Another worker owns the partition now. This one drops its batch and asks for its partitions again."""


class BadRow(BalieError):
    """The store cannot write one of these changes. A batch is halved down to the one for quarantine."""


class StreamFull(BalieError):
    """The stream takes no more for now. The outside is told to come back: 429, SMTP 451."""


class StreamDown(BalieError):
    """Nothing was written. The outside is told to come back: 503, SMTP 451."""


class StreamLost(BalieError):
    """What should be read next is not on the stream any more. The partition stands still until a person decides."""


class StoreDown(BalieError):
    """The register cannot be written now (disk full, no connection). Nothing was written."""


class QueuesDown(StoreDown):
    """The live index does not answer. Handled as a store that is away: wait and try again; what was written stays written."""


class IndexLost(QueuesDown):
    """The live index was emptied while it was being built. Build it again."""


class Conflict(BalieError):
    """The same id arrived with another body while the first is written. HTTP 409; the first stays."""


class BadPayload(BalieError):
    """What came in does not have the shape it should. HTTP 400, SMTP 554, with the reason."""


class CannotPlan(BalieError):
    """Figures from which no staff can be planned; the sentence says the mend."""


class SendFailed(BalieError):
    """The receiver did not take it. `again` says whether another try can help; `code` is for history, without personal data.
    `unsure`: it may have been taken after all, as when the connection broke before the answer; then `again` holds only
    where the receiver drops repeats."""

    def __init__(self, code: str, *, again: bool, unsure: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.again = again
        self.unsure = unsure
