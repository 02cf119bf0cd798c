"""A page of mentions to contacts. Pure.

{"data": [{"id": "1900", "text": "@klaverdam de lamp is stuk", "author_id": "24", "created_at": "2026-11-21T19:15:58.000Z",
           "conversation_id": "1890", "lang": "nl", "referenced_tweets": [{"type": "replied_to", "id": "1890"}],
           "in_reply_to_user_id": "7", "public_metrics": {"retweet_count": 1, "reply_count": 2}}],
 "includes": {"users": [{"id": "24", "username": "anna", "name": "Anna", "public_metrics": {"followers_count": 12}}]},
 "meta": {"result_count": 1, "newest_id": "1900", "next_token": "7140"}}
"""

from datetime import UTC, datetime
from html import unescape

import msgspec

from router.channels.asking import read_as
from router.channels.clean import many_lines, one_line
from router.domain.contact import INLINE_ORIGINAL, Inbound, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.words import Channel

TEXT = 25_000


class Metrics(msgspec.Struct):
    retweet_count: int | None = None
    reply_count: int | None = None
    followers_count: int | None = None


class User(msgspec.Struct):
    id: str
    username: str
    name: str = ""
    protected: bool = False
    public_metrics: Metrics = msgspec.field(default_factory=Metrics)


class Referred(msgspec.Struct):
    type: str
    id: str


class Tweet(msgspec.Struct):
    id: str
    text: str
    author_id: str
    created_at: datetime
    lang: str | None = None
    referenced_tweets: list[Referred] = []
    in_reply_to_user_id: str | None = None
    public_metrics: Metrics = msgspec.field(default_factory=Metrics)


class Includes(msgspec.Struct):
    users: list[User] = []


class Meta(msgspec.Struct):
    next_token: str = ""


class Page(msgspec.Struct):
    data: list[msgspec.Raw] = []
    includes: Includes = msgspec.field(default_factory=Includes)
    meta: Meta = msgspec.field(default_factory=Meta)


class Head(msgspec.Struct):
    id: str


def id_of(body: bytes) -> int:
    """Zero where it has none."""
    try:
        found = read_as(body, Head, "post").id
    except BadPayload:
        return 0
    return int(found) if found.isascii() and found.isdigit() and len(found) <= 20 else 0


def parse(body: bytes, people: dict[str, User], now: datetime, account: str, ours: str) -> Inbound | None:
    """None for a post of our own. Raises BadPayload with the reason."""
    tweet, number = read_as(body, Tweet, "post of X"), id_of(body)
    if not number or tweet.created_at.tzinfo is None:
        raise BadPayload("A post needs an id and a moment with a time zone.")
    if tweet.author_id == ours:
        return None
    person = people.get(tweet.author_id)
    return Inbound(
        id=contact_id("mention", "x", tweet.id),
        channel=Channel.MENTION,
        source="x",
        source_id=tweet.id,
        received_at=min(tweet.created_at.astimezone(UTC), now),
        text=many_lines(unescape(tweet.text[: 2 * TEXT]), TEXT),
        url=f"https://x.com/i/web/status/{number}",
        sender=sender_of(person, tweet.author_id),
        language=language(tweet.lang),
        message_id=tweet.id,
        reply_to=goes_on(tweet, ours),
        wire=wire(tweet, person, account),
        original=body if len(body) <= INLINE_ORIGINAL else None,
    )


def sender_of(person: User | None, id: str) -> Sender:
    handle = one_line(person.username, 50) if person else ""
    return Sender(
        name=(one_line(person.name, 200) or None) if person else None, handle=f"@{handle}" if handle else f"x:{id[:20]}"
    )


def goes_on(tweet: Tweet, ours: str) -> tuple[str, ...]:
    """The post it answers, where that is theirs or ours: who falls in with others' talk begins a case of their own."""
    answered = next((each.id for each in tweet.referenced_tweets if each.type == "replied_to"), "")
    return (answered[:20],) if answered and tweet.in_reply_to_user_id in (tweet.author_id, ours) else ()


def wire(tweet: Tweet, person: User | None, account: str) -> dict[str, str]:
    figures = {
        "followers": person.public_metrics.followers_count if person else None,
        "replies": tweet.public_metrics.reply_count,
        "reposts": tweet.public_metrics.retweet_count,
    }
    counted = {name: str(figure)[:12] for name, figure in figures.items() if figure is not None}
    return {"account": account, "visibility": "private" if person and person.protected else "public", **counted}


def language(tag: str | None) -> str | None:
    """`und` and the like say nothing."""
    primary = (tag or "")[:35].partition("-")[0].lower()
    return primary if len(primary) == 2 and primary.isascii() and primary.isalpha() else None
