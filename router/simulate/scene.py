"""The particulars of one text: street, dates, amounts. Drawn when a phrase first needs them, then kept, so
that a text speaks of one house and one child from its first line to its last."""

from collections.abc import Callable
from random import Random

from router.simulate.phrases import Phrasebook, names, pick

PLATE_LETTERS = tuple("BDFGHJKLNPRSTVXZ")
MAILBOX = "info@klaverdam.example"


class Scene(dict[str, str]):
    """A mapping for `str.format_map` that invents what is asked of it."""

    def __init__(self, rng: Random, book: Phrasebook) -> None:
        super().__init__()
        self.rng = rng
        self.book = book

    def __missing__(self, slot: str) -> str:
        draw = DRAWS.get(slot)
        value = draw(self) if draw else pick(self.rng, self.book.say[slot])
        self[slot] = value
        return value

    def tell(self, kind: str) -> str:
        """One of the phrases of this kind, filled in."""
        return self.fill(pick(self.rng, self.book.say[kind]))

    def fill(self, phrase: str) -> str:
        return phrase.format_map(self)

    def number(self, low: int, high: int) -> str:
        return str(low + int(self.rng.random() * (high - low + 1)))


def _house(scene: Scene) -> str:
    number = scene.number(1, 389)
    return number + pick(scene.rng, ("a", "b", "c", "-2", " bis")) if scene.rng.random() < 0.15 else number


def _time(scene: Scene) -> str:
    hour, minute = 7 + int(scene.rng.random() * 17), int(scene.rng.random() * 60)
    return f"{hour}:{minute:02d}" if scene.rng.random() < 0.5 else f"{hour}.{minute:02d}"


def _day(scene: Scene) -> str:
    day, month = scene.number(1, 28), pick(scene.rng, scene.book.say["month"])
    return f"{month} {day}" if scene.book.language == "en" else f"{day} {month}"


def _plate(scene: Scene) -> str:
    letters = "".join(pick(scene.rng, PLATE_LETTERS) for _ in range(3))
    return f"{scene.number(1, 9)}-{letters}-{scene.number(10, 99)}"


DRAWS: dict[str, Callable[[Scene], str]] = {
    "street": lambda scene: pick(scene.rng, names("streets")),
    "street_tag": lambda scene: scene["street"].lower().replace(" ", ""),
    "number": _house,
    "time": _time,
    "day": _day,
    "plate": _plate,
    "kid": lambda scene: pick(scene.rng, names("kids")),
    "town": lambda scene: pick(scene.rng, names("towns")),
    "age": lambda scene: scene.number(3, 17),
    "old": lambda scene: scene.number(22, 94),
    "count": lambda scene: scene.number(2, 9),
    "amount": lambda scene: scene.number(21, 940),
    "ref": lambda scene: scene.number(100000, 999999),
    "since": lambda scene: scene.tell("since"),
    "mailbox": lambda scene: MAILBOX,
}
