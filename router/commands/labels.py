"""Labels: what agents said a contact is really about, with its words, for measuring recognition. One row a contact."""

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import TextIO

from sqlalchemy import Connection, select

from router.commands.register import register_of
from router.domain.moments import to_micros
from router.domain.product import Product
from router.rules.load import load
from router.settings import Settings
from router.store import tables as t

COLUMNS = ("lang", "channel", "text", "upl", "kind", "urgency", "product")
NO_UPL = "onbekend"  #: as label files say it
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def labelled(settings: Settings, since: datetime | None) -> list[dict[str, str | None]]:
    """In order of labelling; contacts whose words were blanked are left out. Raises BadSetting when there is no register."""
    products = load(settings.municipality).municipality.products
    first = to_micros(since) if since else 0
    return register_of(settings).read(lambda connection: list(_rows(connection, dict(products), first)))


def _rows(connection: Connection, products: dict[str, Product], since: int) -> Iterator[dict[str, str | None]]:
    label, contact, text = t.labels.c, t.contacts.c, t.texts.c
    query = (
        select(label.language, contact.channel, text.subject, text.body, label.kind, label.urgency, label.product)
        .join(t.contacts, contact.id == label.contact)
        .join(t.texts, text.id == label.contact)
        .where(label.at >= since)
        .order_by(label.at, label.contact)
    )
    for row in connection.execute(query):
        words = "\n".join(part for part in (row.subject, row.body) if part)
        if words:
            product = products.get(row.product or "")
            yield {
                "lang": row.language,
                "channel": row.channel,
                "text": words,
                "upl": product.upl[0] if product and product.upl else NO_UPL,
                "kind": row.kind,
                "urgency": row.urgency,
                "product": row.product,
            }


def write_csv(settings: Settings, since: datetime | None, file: TextIO) -> None:
    """A spreadsheet takes no cell for a formula: such a cell begins with an apostrophe."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in labelled(settings, since):
        writer.writerow([_guarded(row[name] or "") for name in COLUMNS])


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
