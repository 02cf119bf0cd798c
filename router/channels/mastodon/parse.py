"""A Mastodon notification to contacts. Pure.

{"id": "21", "type": "mention", "created_at": "2026-08-01T13:51:42.853Z",
 "account": {"id": "7", "acct": "anna@mastodon.example", "display_name": "Anna", "followers_count": 12},
 "status": {"id": "117020577157693549", "created_at": "2026-08-01T13:51:42.823Z", "language": "nl", "edited_at": null,
            "visibility": "public", "spoiler_text": "", "url": "https://mastodon.example/@anna/117020577157693549",
            "in_reply_to_id": null, "in_reply_to_account_id": null, "replies_count": 0, "reblogs_count": 2,
            "content": "<p><span class=\\"h-card\\">@<span>klaverdam</span></span> De lamp is stuk.</p>"}}
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from router.channels.asking import read_as
from router.channels.clean import many_lines, one_line
from router.channels.html import html_to_text
from router.domain.contact import EDITED, INLINE_ORIGINAL, Inbound, Revision, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.words import Channel

BODY = 1024 * 1024
TEXT = 20_000
CONTENT = 200_000
NAME = 200
HANDLE = 200
URL = 2000
ID = 100
WHAT = "Mastodon notification"
VISIBILITIES = ("public", "unlisted", "private", "direct")


class Head(msgspec.Struct):
    """Enough to tell which notification it is."""

    type: str
    id: str = ""


class Account(msgspec.Struct):
    acct: str
    id: str = ""
    display_name: str = ""
    followers_count: int | None = None


class Status(msgspec.Struct):
    id: str
    created_at: datetime
    content: str
    spoiler_text: str = ""
    language: str | None = None
    url: str | None = None
    visibility: str = "public"
    edited_at: datetime | None = None
    in_reply_to_id: str | None = None
    in_reply_to_account_id: str | None = None
    replies_count: int | None = None
    reblogs_count: int | None = None


class Mention(msgspec.Struct):
    account: Account
    status: Status


def parse(body: bytes, now: datetime, account: str = "", ours: str = "") -> Sequence[Inbound]:
    """One contact for a mention, none for a follow, a boost or the like. Raises BadPayload with the reason.

    `account` is the name of the account it came in on, `ours` the id of that account there."""
    if len(body) > BODY:
        raise BadPayload(f"This notification is over {BODY // 1024} KB.")
    if read_as(body, Head, WHAT).type != "mention":
        return ()
    mention = read_as(body, Mention, WHAT)
    handle, status_id = one_line(mention.account.acct, HANDLE), one_line(mention.status.id, ID)
    if not handle or not status_id:
        raise BadPayload("A mention needs account.acct and status.id.")
    return (contact(mention, handle, status_id, now, account, ours).with_(original=inline(body)),)


def contact(mention: Mention, handle: str, status_id: str, now: datetime, account: str = "", ours: str = "") -> Inbound:
    """The status' id is the source id: polling and streaming may both bring the same mention."""
    status = mention.status
    name = one_line(mention.account.display_name, NAME)
    return Inbound(
        id=name_of(status_id),
        channel=Channel.MENTION,
        source="mastodon",
        source_id=status_id,
        received_at=moment(status.created_at, now),
        text=written(status),
        url=web_address(status.url),
        sender=Sender(name=name or None, handle=f"@{handle.lstrip('@')}"),
        language=language(status.language),
        message_id=status_id,
        reply_to=goes_on(mention, ours),
        wire=wire(mention, account),
    )


def revision(status: Status, now: datetime) -> Revision:
    """How a status reads now, for the contact that it is."""
    at = moment(status.edited_at, now) if status.edited_at else now
    return Revision(contact=name_of(one_line(status.id, ID)), at=at, text=written(status))


def name_of(status_id: str) -> str:
    """The contact's id."""
    return contact_id("mention", "mastodon", status_id)


def goes_on(mention: Mention, ours: str) -> tuple[str, ...]:
    """The status it answers, where that is theirs or ours: who falls in with others' talk begins a case of their own."""
    status = mention.status
    theirs = (status.in_reply_to_account_id or "") in {mention.account.id, ours} - {""}
    return (one_line(status.in_reply_to_id, ID),) if theirs and status.in_reply_to_id else ()


def wire(mention: Mention, account: str) -> dict[str, str]:
    """What is needed to answer it, and to see how far it reaches. A visibility that we do not know is taken for private."""
    status = mention.status
    figures = {
        "followers": mention.account.followers_count,
        "replies": status.replies_count,
        "reposts": status.reblogs_count,
    }
    told = {
        "account": account,
        "visibility": status.visibility if status.visibility in VISIBILITIES else "private",
        EDITED: status.edited_at.isoformat() if status.edited_at else "",
        **{name: str(figure)[:12] if figure is not None else "" for name, figure in figures.items()},
    }
    return {name: value for name, value in told.items() if value}


def inline(body: bytes) -> bytes | None:
    return body if len(body) <= INLINE_ORIGINAL else None


def written(status: Status) -> str:
    """A content warning is part of what they said."""
    parts = (status.spoiler_text[:CONTENT].strip(), html_to_text(status.content[:CONTENT]))
    return many_lines("\n\n".join(filter(None, parts)), TEXT)


def moment(created: datetime, now: datetime) -> datetime:
    """When they wrote it, never in the future: every clock runs from it."""
    if created.tzinfo is None:
        raise BadPayload("status.created_at needs a time zone.")
    return min(created.astimezone(UTC), now)


def web_address(url: str | None) -> str | None:
    """Only what a page may safely link to."""
    whole = one_line(url or "", URL + 1)
    return whole if whole.startswith(("https://", "http://")) and len(whole) <= URL and " " not in whole else None


def language(tag: str | None) -> str | None:
    """`nl-BE` says nl."""
    primary = (tag or "")[:35].partition("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None
