"""An explanation as a tree for people: each stage, the rule that decided, and every rule tried with where it failed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click
import msgspec

HIDDEN = ("promises", "upl", "rules", "model", "guess")  #: told elsewhere, or of no use to a reader


def tree(explained: Mapping[str, object]) -> str:
    """`explained` is what `explain` gives. Colours go when the output is no terminal (click.echo)."""
    data: Any = msgspec.to_builtins(explained)
    stages = zip(data["decision"]["stages"], data["walk"], strict=True)
    branches = [(_stage(stage), [_why(stage), *_tried(walk)]) for stage, walk in stages]
    return "\n".join(
        [_title(data["contact"]), *_drawn([*branches, (_promised(data["promises"]), _due(data["promises"]))])]
    )


def _drawn(branches: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Lines, each with its own under it."""
    for place, (line, under) in enumerate(branches, 1):
        last = place == len(branches)
        yield f"{'└─' if last else '├─'} {line}"
        for inner, leaf in enumerate(under, 1):
            yield f"{'  ' if last else '│ '} {'└─' if inner == len(under) else '├─'} {leaf}"


def _title(contact: Any) -> str:
    said = " ".join((contact["subject"] or contact["text"]).split())
    return click.style(f"{contact['from'] or 'somebody'}: {said[:60]}", bold=True)


def _stage(stage: Any) -> str:
    said = _said(stage["outcome"])
    return click.style(stage["stage"], bold=True) + (f": {said}" if said else "")


def _why(stage: Any) -> str:
    return f"by {click.style(stage['rule'], fg='green')}. {stage['why']}".rstrip(". ") + "."


def _tried(walk: Any) -> Iterator[str]:
    for each in walk["tried"]:
        where = click.style(f"{walk['file']}:{each['line']}", dim=True)
        if "failed" not in each:
            yield f"{click.style('✓', fg='green')} {each['rule']}  {where}"
        else:
            failed = f"{each['failed']} is {each['found']}, asked {each['wanted']}"
            yield f"{click.style('✗', fg='red')} {each['rule']}: {failed}  {where}"
    if left_out := walk.get("left_out"):
        what = "whose words were not said" if walk["stage"] == "recognise" else "for other channels or products"
        yield click.style(f"{left_out} more, {what}", dim=True)


def _promised(promises: Any) -> str:
    return click.style("promised", bold=True) + ("" if promises else ": nothing")


def _due(promises: Any) -> list[str]:
    return [f"{click.style(each['kind'], bold=True)}: {each['why']}" for each in promises]


def _said(outcome: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in outcome.items() if value and name not in HIDDEN)


def _value(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items() if each)
    return str(value).lower() if isinstance(value, bool) else str(value)
