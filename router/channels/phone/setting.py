"""What `phone` in channels.yaml names as sources. Its whole shape stands in router/rules/schema_phone.py, which refuses what is wrong."""

from typing import Any

from router.channels.base import Strict


class Setting(Strict):
    """Loose within, so that a mistake is told once."""

    asterisk: Any = None
    queues: Any = None


def names(setting: Setting) -> list[str]:
    """The switches, and after each the one that stands in for it."""
    entries = setting.asterisk if isinstance(setting.asterisk, list) else []
    found: list[str] = []
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            found += [entry["name"], *([f"{entry['name']}.standby"] if entry.get("standby") else [])]
    return found
