"""Who contacts us with what: mostly somebody new, now and then somebody who was here before, on another
channel, with the same trouble again, or with an answer to our mail."""

from random import Random
from typing import NamedTuple

from router.simulate.people import Person, anybody
from router.simulate.phrases import pick
from router.simulate.texts import Text, again, answer_to, auto_reply, compose

REMEMBERED = 400  #: earlier turns one may come back to; a bound, so that a corpus of millions needs no memory
RETURNS, DUPLICATES, REPLIES, AUTOMATIC = 0.05, 0.025, 0.06, 0.02

CHANNELS = ("phone",) * 45 + ("email",) * 25 + ("webform",) * 17 + ("desk",) * 8 + ("mention",) * 5


class Turn(NamedTuple):
    """One contact before it has a time: who, what, and which earlier mail it answers."""

    key: str
    channel: str
    person: Person
    text: Text
    answers: str | None = None  #: the key of the mail in whose thread this one stands


class Cast:
    """Keeps the last turns, so that the same people and the same troubles return."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._turns: list[Turn] = []
        self._mails: list[Turn] = []
        self._count = 0

    def turn(self, key: str, channel: str) -> Turn:
        """The next contact on this channel."""
        made = self._chosen(key, channel)
        self._count += 1
        _keep(self._turns, made, self._count)
        if channel == "email" and made.text.flavour != "auto":
            _keep(self._mails, made, self._count)
        return made

    def _chosen(self, key: str, channel: str) -> Turn:
        rng, chance = self._rng, self._rng.random()
        if channel == "email" and self._mails and chance > 1 - REPLIES - AUTOMATIC:
            return self._mailed(key, automatic=chance > 1 - AUTOMATIC)
        if self._turns and chance < RETURNS + DUPLICATES:
            earlier = self._turns[int(rng.random() * len(self._turns))]
            if chance < DUPLICATES and earlier.text.flavour in ("plain", "complaint") and earlier.channel != channel:
                return Turn(key, channel, earlier.person, again(rng, earlier.text, channel))
            return Turn(key, channel, earlier.person, compose(rng, None, channel, earlier.person.language))
        person = anybody(rng)
        return Turn(key, channel, person, compose(rng, None, channel, person.language))

    def _mailed(self, key: str, *, automatic: bool) -> Turn:
        earlier = self._mails[int(self._rng.random() * len(self._mails))]
        text = auto_reply(self._rng, earlier.text.language) if automatic else answer_to(self._rng, earlier.text)
        return Turn(key, "email", earlier.person, text, answers=earlier.key)


def any_channel(rng: Random) -> str:
    """A channel, in the mix of a middle-sized municipality."""
    return pick(rng, CHANNELS)


def _keep(turns: list[Turn], made: Turn, count: int) -> None:
    if len(turns) < REMEMBERED:
        turns.append(made)
    else:
        turns[count % REMEMBERED] = made
