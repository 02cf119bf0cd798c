"""What the doctor finds."""

from router.domain.record import Record


class Finding(Record, omit_defaults=True):
    what: str  #: version, data, municipality, settings, stream, queues, store, relay
    said: str  #: a sentence without secrets
    mend: str | None = None  #: what to do; None when all is well


def good(what: str, said: str) -> Finding:
    return Finding(what=what, said=said)


def bad(what: str, said: str, mend: str) -> Finding:
    return Finding(what=what, said=said, mend=mend)


def line(found: Finding) -> str:
    mark = "ok   " if found.mend is None else "WRONG"
    return f"{mark} {found.what:<13} {found.said}" + (f". Mend: {found.mend}" if found.mend else "")
