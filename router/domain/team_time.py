"""How long a case was with each team, told by its history. Its one clock runs on beside it (DOMAIN.md, "Promises, exactly")."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from router.domain.change import History

GOES_ON = ("joined", "callback-renewed")
"""After one of these a case that had ended is with its team again, if they left it open."""


def time_per_team(history: Sequence[History], now: datetime) -> dict[str, timedelta]:
    """Team to time, the first to have it first. From the moment its contact was received; a closed case is with nobody."""
    spent: dict[str, timedelta] = {}
    team, since = "", cast(datetime | None, None)
    for line in sorted(history, key=lambda each: each.at):
        if line.type == "opened":
            team, since = str(line.data.get("team", "")), _received(line)
        elif line.type == "transferred":
            _add(spent, team, since, line.at)
            team, since = str(line.data.get("to", team)), line.at if since else None
        elif line.type == "closed":
            _add(spent, team, since, line.at)
            since = None
        elif line.type in GOES_ON and since is None and team and line.data.get("status") != "closed":
            since = line.at
    _add(spent, team, since, now)
    return spent


def _add(spent: dict[str, timedelta], team: str, since: datetime | None, until: datetime) -> None:
    if since is not None:
        spent[team] = spent.get(team, timedelta(0)) + max(until - since, timedelta(0))


def _received(line: History) -> datetime:
    """As it stands in a row it is text; in a change just made it is a moment."""
    told = line.data.get("receivedAt")
    return told if isinstance(told, datetime) else datetime.fromisoformat(told) if isinstance(told, str) else line.at
