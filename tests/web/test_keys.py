"""Keys: one key, one action; never with Alt, which screen readers and browsers use; none that a browser needs itself."""

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "router"
PAGES = sorted((WEB / "templates" / "pages").rglob("*.html"))
SCRIPTS = sorted((WEB / "web" / "static").glob("*.js"))


def test_no_alt_combination_and_no_access_key():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert "accesskey" not in text, page
        assert not [key for key in re.findall(r'data-key="([^"]*)"', text) if "alt" in key.casefold()], page
    for script in SCRIPTS:  # whoever looks at Alt does so to let the key go by
        text = script.read_text(encoding="utf-8")
        assert "alt+" not in text.casefold(), script
        for line in (each for each in text.splitlines() if "altKey" in each):
            assert re.search(r"event\.altKey.*\) return;", line), f"{script}: {line}"


def test_with_alt_held_no_key_does_anything():
    (line,) = (each for each in (WEB / "web/static/keys.js").read_text().splitlines() if "altKey" in each)
    assert re.search(r"event\.altKey \|\|.*\) return;", line)


def test_keys_are_one_letter_or_ctrl_enter():
    for page in PAGES:
        for key in re.findall(r'data-key="([^"{]*)"', page.read_text(encoding="utf-8")):
            assert len(key) == 1 or key == "ctrl+enter", f"{page}: {key}"


def test_they_can_be_switched_off_and_that_is_kept():
    script = (WEB / "web/static/keys.js").read_text()
    assert 'localStorage.setItem("keys"' in script and "!on || typing(event.target)" in script
    base = (WEB / "templates/pages/base_desk.html").read_text()
    assert "data-keys-on" in base and "data-sound-on" in base and "data-sound-test" in base
