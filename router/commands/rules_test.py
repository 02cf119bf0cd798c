"""Show what became of the examples: a line that says all is well, or each difference."""

from collections.abc import Iterator, Sequence

import click

from router.rules.try_examples import Tried, failing


def as_text(results: Sequence[Tried], folder: str) -> str:
    if not results:
        return f"{folder} has no examples. Write some in rules/examples/*.yaml; docs/how-to/write-rules.md shows how."
    broken = failing(results)
    lines = [line for each in broken for line in _shown(each)]
    summary = f"{len(results) - len(broken)} of {len(results)} examples hold."
    return "\n".join([*lines, click.style(summary, fg="red" if broken else "green")])


def _shown(tried: Tried) -> Iterator[str]:
    yield f"{tried.file}:{tried.line}: {click.style(tried.example, bold=True)}: {tried.says}"
    for each in tried.differences:
        yield click.style(f"  - {each.field}: {each.expected}", fg="red")
        yield click.style(f"  + {each.field}: {each.got}", fg="green") + f"  (by {each.rule})"
