"""A folder of mails: every .eml file in it, explained one by one. No mail ends the row."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from router.commands.explain import explain
from router.rules.rulebook import Rulebook

LARGEST = 50 * 1024 * 1024  #: bytes of one file


def mails_in(folder: Path) -> list[Path]:
    """Also in folders within it, by name."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".eml" and path.is_file())


def explain_each(folder: Path, book: Rulebook, now: datetime) -> Iterator[dict[str, object]]:
    """What `explain` gives, with `file`; of one that cannot be read or explained `file` and `error`."""
    for path in mails_in(folder):
        name = path.relative_to(folder).as_posix()
        try:
            if path.stat().st_size > LARGEST:
                raise ValueError(f"larger than {LARGEST // 1024 // 1024} MB")
            yield {"file": name, **explain(path.read_bytes(), book, now, mail=True)}
        except Exception as error:  # one line each, whatever lies in the folder
            reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
            yield {"file": name, "error": reason or type(error).__name__}


def one_line(explained: dict[str, object]) -> str:
    """For people: the file, who, what about, and where it would go."""
    told: Any = msgspec.to_builtins(explained)
    if "error" in told:
        return f"{told['file']}: {told['error']}"
    contact, outcomes = told["contact"], {each["stage"]: each["outcome"] for each in told["decision"]["stages"]}
    product = outcomes.get("recognise", {}).get("product") or "no product"
    said = " ".join((contact["subject"] or contact["text"]).split())[:60]
    signs = [f"{len(contact['attachments'])} files"] if contact["attachments"] else []
    signs += ["automatic"] if contact["automatic"] else []
    team = outcomes.get("route", {}).get("team", "")
    return f"{told['file']}: {contact['from'] or 'somebody'}: {said} → {product}, {team}" + "".join(
        f", {sign}" for sign in signs
    )
