"""A mention as Mastodon tells of it: GET /api/v1/notifications of a 4.6 server, the fields that a reader may
use."""

import zlib
from datetime import datetime
from html import escape

from router.simulate.bodies import status_url
from router.simulate.day import Arrival

ACCOUNT = "gemeente"  #: our own handle, which the text calls


def notification(arrival: Arrival, at: datetime) -> dict[str, object]:
    """The notification of type `mention` of this arrival."""
    turn, moment, number = (
        arrival.turn,
        at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        _number(arrival),
    )
    account, url = _account(arrival), status_url(arrival)
    status = {
        "id": number,
        "created_at": moment,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": turn.text.language,
        "uri": url,
        "url": url,
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": None,
        "content": _content(turn.text.body),
        "reblog": None,
        "account": account,
        "media_attachments": [],
        "mentions": [{"id": "1", "username": ACCOUNT, "acct": ACCOUNT, "url": f"https://social.example/@{ACCOUNT}"}],
        "tags": [],
        "emojis": [],
        "card": None,
        "poll": None,
    }
    return {
        "id": f"9{number}",
        "type": "mention",
        "created_at": moment,
        "group_key": f"ungrouped-9{number}",
        "account": account,
        "status": status,
    }


def _account(arrival: Arrival) -> dict[str, object]:
    person = arrival.turn.person
    name, host = person.handle.split("@")
    return {
        "id": str(zlib.crc32(person.handle.encode())),
        "username": name,
        "acct": person.handle,
        "display_name": person.name,
        "locked": False,
        "bot": False,
        "url": f"https://{host}/@{name}",
        "uri": f"https://{host}/users/{name}",
        "note": "",
        "emojis": [],
        "fields": [],
    }


def _content(body: str) -> str:
    """Mastodon sends HTML, with our handle as a link."""
    link = (
        f'<span class="h-card" translate="no"><a href="https://social.example/@{ACCOUNT}" '
        f'class="u-url mention">@<span>{ACCOUNT}</span></a></span>'
    )
    return f"<p>{escape(body, quote=False).replace(f'@{ACCOUNT}', link)}</p>"


def _number(arrival: Arrival) -> str:
    """A status id of the usual length, the same for the same key."""
    key = arrival.turn.key.encode()
    return f"11{zlib.crc32(key):010d}{zlib.adler32(key) % 1_000_000:06d}"
