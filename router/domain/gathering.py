"""One answer for a burst: who gets it, those who join later among them, and when it is over."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from router.domain.burst import WITHIN, Burst, Mention, bursts
from router.domain.record import Record


class Gathering(Record):
    """The answer was said in `head`; the others get it too, each under their own post, and go on in that case."""

    id: str
    head: str  #: the reference of the case the others go on in
    text: str  #: the contact in which it was said
    by: str  #: the account that said it
    at: datetime
    first: datetime  #: of the burst's first post
    last: datetime  #: of the latest post known to belong to it
    ended: datetime | None = None


class Post(Record):
    """A public post, as a gathering looks at it."""

    reference: str
    mention: Mention
    source: str
    is_open: bool
    assignee: str | None = None
    urgency: str = "normal"
    merged_into: str | None = None


def burst_of(reference: str, posts: Sequence[Post]) -> Burst | None:
    """The burst in which this case is, or those that went on as it are."""
    contacts = {each.mention.contact for each in posts if reference in (each.reference, each.merged_into)}
    found = (burst for burst in bursts(each.mention for each in posts) if _holds(burst, contacts))
    return next(found, None)


def joining(gathering: Gathering, posts: Sequence[Post]) -> list[Post]:
    """Those of its burst that still wait for the answer, oldest first.

    Danger is for a person to read, and what lies in another's hands is theirs."""
    burst = burst_of(gathering.head, posts)
    if burst is None:
        return []
    by_contact = {each.mention.contact: each for each in posts}
    waiting = (by_contact[each.contact] for each in burst.mentions)
    return [each for each in waiting if each.reference != gathering.head and takes(each, gathering.by)]


def takes(post: Post, by: str) -> bool:
    """Whether it may get an answer that was not written for it alone."""
    return post.is_open and post.urgency != "danger" and post.assignee in (None, by)


def is_over(gathering: Gathering, now: datetime) -> bool:
    """Nothing more came for as long as makes a burst."""
    return now - max(gathering.last, gathering.at) > WITHIN


def latest(gathering: Gathering, posts: Iterable[Post]) -> datetime:
    return max([gathering.last, *(each.mention.at for each in posts)])


def _holds(burst: Burst, contacts: set[str]) -> bool:
    return any(each.contact in contacts for each in burst.mentions)
