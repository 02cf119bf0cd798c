"""A mail as it came, for who wants to see more than what was read from it: with quotes, signature and all."""

from dataclasses import dataclass

from router.channels.clean import many_lines, one_line
from router.channels.email.body import declared, is_text, text_of
from router.channels.email.charset import decoded
from router.channels.email.mime import Part, Reader
from router.channels.email.transfer import unpacked
from router.channels.safe_html import SIZE, safe_html

TEXT = 200_000
HEADERS = ("from", "to", "cc", "reply-to", "date", "subject")
VALUE = 500


@dataclass(frozen=True, slots=True)
class Whole:
    """`html` is markup that is safe to show; None without any, or when there is too much of it."""

    headers: tuple[tuple[str, str], ...]
    text: str
    html: str | None


def whole(raw: bytes) -> Whole:
    """Bounded like every reading; takes the processor for a moment, so ask on a thread."""
    mail = Reader(raw).part(0, len(raw))
    headers = ((name.capitalize(), one_line(mail.headers.text(name), VALUE)) for name in HEADERS)
    page = page_in(mail)
    return Whole(
        headers=tuple((name, value) for name, value in headers if value),
        text=many_lines(text_of(mail), TEXT),
        html=safe_html(page_text(page)) if page else None,
    )


def page_in(part: Part) -> Part | None:
    """The first HTML that is no file."""
    if part.content_type == "text/html" and is_text(part):
        return part
    return next(filter(None, map(page_in, part.children)), None)


def page_text(page: Part) -> str:
    if page.end - page.start > 2 * SIZE:
        return ""
    data = unpacked(page.body, page.headers.transfer_encoding)
    return decoded(data, page.headers.charset or declared(data))
