"""`balie rules report`: what became of offers, and which steering rule to look at."""

from collections.abc import Iterator
from datetime import datetime

from router.commands.register import register_of
from router.domain.record import Record
from router.settings import Settings
from router.store.views.steering import Offered, offers_since

LEAST = 10  #: answers before a share says anything
FORMULA = "refused / (taken + refused)"


class Listed(Record, rename="camel"):
    """A row with what a manager should do about it; `look_at` is the steering rule, or None."""

    row: Offered
    look_at: str | None


def report(settings: Settings, since: datetime, share: float) -> list[Listed]:
    """Those to look at first, the worst share on top; then the rest by product. Raises BadSetting when there is no register."""
    rows = register_of(settings).read(lambda connection: offers_since(connection, since))
    listed = [Listed(row=row, look_at=_look_at(row, share)) for row in rows]
    return sorted(listed, key=lambda each: (each.look_at is None, -(each.row.share or 0) if each.look_at else 0))


def _look_at(row: Offered, share: float) -> str | None:
    """The rule that made most of these offers, where more than `share` of at least ten answers were refusals."""
    if row.answered < LEAST or row.share is None or row.share <= share:
        return None
    return next(iter(row.rules), "no-rule")


def as_json(listed: list[Listed], since: datetime, share: float) -> dict[str, object]:
    return {
        "since": since,
        "share": share,
        "formula": FORMULA,
        "items": [
            {
                "product": row.product,
                "steer": row.steer,
                "offered": row.offered,
                "taken": row.taken,
                "refused": row.refused,
                "ignored": row.ignored,
                "shareRefused": row.share,
                "reasons": row.reasons,
                "rules": row.rules,
                "lookAt": look_at,
            }
            for row, look_at in ((each.row, each.look_at) for each in listed)
        ],
    }


def as_text(listed: list[Listed], since: datetime, share: float) -> str:
    return "\n".join(_lines(listed, since, share))


def _lines(listed: list[Listed], since: datetime, share: float) -> Iterator[str]:
    if not listed:
        yield f"Nothing was offered since {since:%Y-%m-%d %H:%M}. Name a longer period with --since."
        return
    yield f"{'product':<30} {'steer':<6} {'offered':>8} {'taken':>8} {'refused':>8} {'ignored':>8} {'share':>7}  reasons"
    for each in listed:
        yield _line(each.row)
        if each.look_at is not None:
            why = f"more than {share:.0%} of {each.row.answered} answers refuse it"
            yield f'  look at this rule: "{each.look_at}" in rules/steering.yaml; {why}.'
    yield f"share = {FORMULA}; a product is pointed out from {LEAST} answers on."


def _line(row: Offered) -> str:
    share = "-" if row.share is None else f"{row.share:.0%}"
    reasons = ", ".join(f"{reason} {count}" for reason, count in row.reasons.items())
    counts = f"{row.offered:>8} {row.taken:>8} {row.refused:>8} {row.ignored:>8}"
    return f"{row.product or '(no product)':<30} {row.steer:<6} {counts} {share:>7}  {reasons}".rstrip()
