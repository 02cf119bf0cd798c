"""Announce: a line of history as a CloudEvent, after the NL GOV profile. Ids, codes and numbers; nothing about people."""

from router.domain.change import History
from router.domain.record import Record

DOMAIN = "nl.klantcontacten"  #: the profile wants a domain, not the name of an organisation


class CloudEvent(Record):
    """In the order in which people read it."""

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: str  #: RFC 3339
    sequence: str  #: of history: the same case's events in order
    sequencetype: str
    datacontenttype: str
    data: dict[str, object]


def cloud_event(seq: int, line: History, namespace: str) -> CloudEvent:
    """Its id is the same each time, so that a receiver can drop a repeat."""
    return CloudEvent(
        specversion="1.0",
        id=f"{namespace}-{seq}",
        source=f"urn:nld:{namespace}:systeem:balie",
        type=f"{DOMAIN}.case-{line.type}.v1",
        subject=line.subject,
        time=line.at.isoformat(),
        sequence=f"{seq:012d}",
        sequencetype="Integer",
        datacontenttype="application/json",
        data=line.data,
    )
