"""How well texts are recognised, on labelled texts that anybody may bring: `balie bench recognition --labels FILE.csv`."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from router.domain.contact import Inbound
from router.domain.product import Product
from router.domain.record import Record
from router.domain.words import Channel, Urgency
from router.rules.facts import Draft, Facts
from router.rules.recognise import recognise
from router.rules.rulebook import Rulebook

NOTHING = ("", "onbekend")  #: how a label says that no product fits
AT = datetime(2026, 1, 5, 12, tzinfo=UTC)  #: recognising reads no clock; a contact has a moment all the same
MOST_CONFUSIONS = 15


class Labelled(Record):
    """A text and what is right for it; None where the file does not say."""

    text: str
    channel: Channel = Channel.EMAIL
    upl: str | None = None
    product: str | None = None
    kind: str | None = None
    urgency: str | None = None
    language: str | None = None


class Seen(Record):
    """What we made of it."""

    product: Product | None
    guess: Product | None
    kind: str
    urgency: str
    language: str


class Share(Record):
    """So many right of so many."""

    right: int
    of: int

    @property
    def part(self) -> float:
        return self.right / self.of if self.of else 0.0


class Report(Record):
    """Shares, and what was taken for what."""

    shares: dict[str, Share]
    confusions: list[tuple[str, str, str, int]]  #: column, label, ours, how often


def read_labels(path: Path) -> list[Labelled]:
    """Rows of a CSV file with a column `text`, and any of upl, product, kind, urgency, lang and channel."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_labelled(row) for row in csv.DictReader(file) if row.get("text")]


def _labelled(row: dict[str, str | None]) -> Labelled:
    channel = (row.get("channel") or "").strip()
    return Labelled(
        text=row["text"] or "",
        channel=Channel(channel) if channel in list(Channel) else Channel.EMAIL,
        upl=row["upl"].strip() if row.get("upl") is not None and row["upl"] is not None else None,
        product=(row.get("product") or "").strip() or None,
        kind=(row.get("kind") or "").strip() or None,
        urgency=(row.get("urgency") or "").strip() or None,
        language=(row.get("lang") or "").strip() or None,
    )


def see(label: Labelled, book: Rulebook) -> Seen:
    """The first stage of a decision, on the text alone."""
    draft = Draft(
        Inbound(id="bench", channel=label.channel, source="bench", received_at=AT, text=label.text), Facts(), AT
    )
    recognise(draft, book, AT)
    guess = draft.traces[0].outcome["guess"]
    return Seen(
        product=draft.product,
        guess=book.municipality.products.get(str(guess)),
        kind=draft.kind,
        urgency=draft.urgency,
        language=draft.language,
    )


def bench_recognition(path: Path, book: Rulebook) -> Report:
    return score((label, see(label, book)) for label in read_labels(path))


def score(pairs: Iterable[tuple[Labelled, Seen]]) -> Report:
    counts: Counter[str] = Counter()
    confused: Counter[tuple[str, str, str]] = Counter()
    for label, seen in pairs:
        _count_product(label, seen, counts, confused)
        for column, wanted, ours in (
            ("kind", label.kind, seen.kind),
            ("urgency", label.urgency, seen.urgency),
            ("lang", label.language, seen.language),
        ):
            if wanted:
                _count(column, wanted, ours, wanted == ours, counts, confused)
        if label.urgency:
            found = seen.urgency == Urgency.DANGER
            name = "danger recall" if label.urgency == Urgency.DANGER else "danger false alarms"
            counts[name + "/of"] += 1
            counts[name] += found
    return Report(
        shares={name: Share(right=counts[name], of=counts[name + "/of"]) for name in _NAMES if counts[name + "/of"]},
        confusions=[(*each, number) for each, number in confused.most_common() if number > 1],
    )


_NAMES = (
    "product",  #: the likeliest, whether sure or not: the decision's `guess`
    "product, unsure is wrong",
    "coverage",
    "precision where sure",
    "kind",
    "urgency",
    "danger recall",
    "danger false alarms",
    "lang",
)


def fits(label: Labelled, product: Product | None) -> bool:
    """Right when the label is among the product's names in the UPL; nothing is right where nothing fits."""
    if label.upl is None:
        return (product.id if product else "onbekend") == label.product
    if product is None:
        # A product that the UPL does not have is labelled with nothing too: then `product` tells them apart.
        return label.upl in NOTHING and label.product in (None, *NOTHING)
    return label.upl in product.upl or (not product.upl and label.upl in NOTHING and label.product == product.id)


def _count_product(label: Labelled, seen: Seen, counts: Counter[str], confused: Counter[tuple[str, str, str]]) -> None:
    if label.upl is None and label.product is None:
        return
    wanted = label.product or label.upl or "onbekend"
    _count("product", wanted, seen.guess.id if seen.guess else "onbekend", fits(label, seen.guess), counts, confused)
    counts["product, unsure is wrong/of"] += 1
    counts["product, unsure is wrong"] += fits(label, seen.product)
    counts["coverage/of"] += 1
    if seen.product is not None:
        counts["coverage"] += 1
        counts["precision where sure/of"] += 1
        counts["precision where sure"] += fits(label, seen.product)


def _count(
    column: str, wanted: str, ours: str, right: bool, counts: Counter[str], confused: Counter[tuple[str, str, str]]
) -> None:
    counts[column + "/of"] += 1
    counts[column] += right
    if not right:
        confused[column, wanted, ours] += 1


def as_json(report: Report) -> dict[str, object]:
    return {
        "figures": {
            name: {"share": round(each.part, 4), "right": each.right, "of": each.of}
            for name, each in report.shares.items()
        },
        "confusions": [
            {"column": column, "label": label, "ours": ours, "count": number}
            for column, label, ours, number in report.confusions
        ],
    }


def table(report: Report) -> str:
    lines = [f"{name:25}{each.part:>8.1%}  {each.right} of {each.of}" for name, each in report.shares.items()]
    return "\n".join([*lines, *_confusions(report.confusions)])


def _confusions(confusions: Sequence[tuple[str, str, str, int]]) -> list[str]:
    lines = []
    for column in ("product", "kind", "urgency", "lang"):
        listed = [each for each in confusions if each[0] == column][:MOST_CONFUSIONS]
        if listed:
            lines.append(f"\n{column}: labelled, and what we said")
            lines += [f"  {label} → {ours}  {number}" for _, label, ours, number in listed]
    return lines
