"""Dutch is complete; French and German are complete for what citizens see."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROUTER = Path(__file__).parents[2] / "router"
METHODS = [("templates/**.html", "jinja2"), ("web/**.py", "python")]
FOR_CITIZENS = ("templates/pages/citizen/", "templates/pages/base_citizen.html", "web/citizen/")


def asked(only: tuple[str, ...] = ("",)) -> set[str]:
    """Every message that a template or page asks for, of files whose name begins with one of `only`."""
    found = extract_from_dir(
        str(ROUTER),
        METHODS,
        options_map={"**.html": {"silent": "false", "trimmed": "true", "newstyle_gettext": "true"}},
    )
    return {
        message[0] if isinstance(message, tuple) else message
        for name, _, message, _, _ in found
        if name.startswith(only)
    }


def translated(language: str) -> set[str]:
    with (ROUTER / "locales" / language / "balie.po").open("rb") as file:
        return {
            message.id[0] if isinstance(message.id, tuple) else message.id
            for message in read_po(file)
            if message.string
        }


@pytest.mark.parametrize(("language", "only"), [("nl", ("",)), ("fr", FOR_CITIZENS), ("de", FOR_CITIZENS)])
def test_every_message_is_translated(language: str, only: tuple[str, ...]) -> None:
    missing = sorted(asked(only) - translated(language))
    assert missing == [], f"not in locales/{language}/balie.po: {missing}"
