"""Quoting: under an answer by mail stands what it answers, cut at a bound. The register keeps the answer alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from router.domain.contact import Contact, Text

MOST_LINES, MOST = 60, 4000  #: lines and characters; the rest they have themselves
WIDTH = 2000  #: characters of one line
WROTE = {
    "nl": "Op {moment} schreef u:",
    "en": "On {moment} you wrote:",
    "fr": "Le {moment}, l’expéditeur a écrit :",
    "de": "Am {moment} schrieben Sie:",
}
"""Begun so that our own reading of mail, and that of others, knows where a quote begins."""


def with_quote(text: str, contact: Contact, said: Text, language: str, zone: ZoneInfo) -> str:
    """Their name and address stay out of it: a mail may be passed on."""
    if not said.body.strip():
        return text
    speaks = language if language in WROTE else "nl"
    lead = WROTE[speaks].format(moment=_moment(contact.received_at, speaks, zone))
    return f"{text.rstrip()}\n\n{lead}\n{quoted(said.body)}\n"


def quoted(body: str) -> str:
    lines = body[:MOST].strip().split("\n")
    kept = lines[:MOST_LINES]
    cut = len(lines) > MOST_LINES or len(body.strip()) > MOST
    return "\n".join(f"> {line[:WIDTH]}".rstrip() for line in (*kept, *(["…"] if cut else [])))


def _moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    return str(format_datetime(at.astimezone(zone), "d MMM y HH:mm", locale=language))
