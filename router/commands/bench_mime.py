"""How many mails a second are read, beside a loop that lets the standard library parse them and pick a body."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import cycle, islice
from pathlib import Path

from router.channels.email.parse import parse
from router.commands.mails import mails_in
from router.settings import BadSetting

MAILS = Path("tests/channels/email/mails")
MOMENT = datetime(2026, 3, 3, 10, tzinfo=UTC)


def bench_mime(folder: Path, count: int) -> Iterator[tuple[str, float, str, float | None]]:
    """Over the .eml files of `folder`, again and again, each time with another header. Raises BadSetting."""
    found = [path.read_bytes() for path in mails_in(folder)]
    if not found:
        raise BadSetting(f"There are no .eml files in {folder}; name a folder that has them: --dir FOLDER.")
    mails = [b"X-Mail: %d\r\n" % number + raw for number, raw in enumerate(islice(cycle(found), count))]
    bare = per_second(mails, bare_text)
    yield "mime", per_second(mails, our_text), "mails/s", bare


def per_second(mails: Sequence[bytes], read: Callable[[bytes], str]) -> float:
    begin = time.perf_counter()
    for raw in mails:
        read(raw)
    return len(mails) / (time.perf_counter() - begin)


def our_text(raw: bytes) -> str:
    return parse(raw, entrance="bench@example.org", received_at=MOMENT).inbound.text


def bare_text(raw: bytes) -> str:
    """What anyone would write first; it raises on some mails, which then count as read."""
    try:
        message = message_from_bytes(raw, policy=default)
        body = message.get_body(("plain", "html")) if isinstance(message, EmailMessage) else None
        return str(body.get_content()) if body else ""
    except Exception:
        return ""
