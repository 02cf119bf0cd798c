"""Bursts: many public mentions of one thing within a short time, to be answered as one.

Two mentions are about one thing when they hang in one thread (replies and reposts of a post), or
name the same product at the same place. A stretch of time is dense when `least` of them fall within
`within`; dense stretches that overlap are one burst, and so are bursts that share a mention.
The order in which mentions are given never matters. Private messages never take part.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(minutes=40)
LEAST = 5

Subject = tuple[str, str, str]  #: "thread" and its root, or "spot" with product and place


@dataclass(frozen=True)
class Mention:
    """One public or private post. `thread` is the root post's id, `reach` a number of readers (>= 0)."""

    contact: str
    at: datetime
    product: str = ""
    place: str = ""
    thread: str = ""
    reach: int = 0
    public: bool = True


@dataclass(frozen=True)
class Burst:
    """Mentions to answer together, oldest first; there is always at least one."""

    mentions: tuple[Mention, ...]

    @property
    def first(self) -> datetime:
        return self.mentions[0].at

    @property
    def last(self) -> datetime:
        return self.mentions[-1].at

    @property
    def reach(self) -> int:
        """Readers, counted once for each post: nobody knows how many follow two of the writers."""
        return sum(mention.reach for mention in self.mentions)


def bursts(mentions: Iterable[Mention], within: timedelta = WITHIN, least: int = LEAST) -> Sequence[Burst]:
    """All bursts, the oldest first; no mention is in two of them. A contact given twice counts once."""
    known = {mention.contact: mention for mention in sorted(mentions, key=_everything)}
    by_subject: dict[Subject, list[Mention]] = defaultdict(list)
    for mention in sorted(known.values(), key=_moment):
        for subject in _subjects(mention):
            by_subject[subject].append(mention)
    stretches = [found for of_one in by_subject.values() for found in _dense(of_one, within, least)]
    joined = (Burst(tuple(sorted(group, key=_moment))) for group in _joined(stretches))
    return sorted(joined, key=lambda burst: _moment(burst.mentions[0]))


def _subjects(mention: Mention) -> list[Subject]:
    if not mention.public:
        return []
    thread: list[Subject] = [("thread", mention.thread, "")] if mention.thread else []
    # A product alone is no burst: waste is asked about all day, all over town.
    spot: list[Subject] = [("spot", mention.product, mention.place)] if mention.product and mention.place else []
    return thread + spot


def _dense(ordered: Sequence[Mention], within: timedelta, least: int) -> list[list[Mention]]:
    """Stretches of `ordered` (by moment) in which every mention lies in a window of at least `least`."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end, mention in enumerate(ordered):
        while mention.at - ordered[start].at > within:
            start += 1
        if end - start + 1 < least:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [list(ordered[first : last + 1]) for first, last in spans]


def _joined(stretches: Iterable[Sequence[Mention]]) -> list[set[Mention]]:
    """Stretches that share a mention, taken together."""
    home: dict[str, set[Mention]] = {}
    for stretch in stretches:
        whole = set(stretch)
        for group in {id(home[one.contact]): home[one.contact] for one in stretch if one.contact in home}.values():
            whole |= group
        home.update(dict.fromkeys((one.contact for one in whole), whole))
    return list({id(group): group for group in home.values()}.values())


def _moment(mention: Mention) -> tuple[datetime, str]:
    return mention.at, mention.contact


def _everything(mention: Mention) -> tuple[datetime, str, str, str, str, int, bool]:
    return (mention.at, mention.contact, mention.product, mention.place, mention.thread, mention.reach, mention.public)
