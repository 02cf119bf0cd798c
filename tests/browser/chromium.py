"""Debian's chromium, and axe-core to judge a page by. `make test` gets both when they can be had."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.served import ROOT

EXECUTABLE = shutil.which("chromium")
AXE = ROOT / ".cache" / "axe" / "axe.min.js"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--font-render-hinting=none"]
NEEDED = "There is no chromium. Mend: apt-get install chromium"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Skips where there is none; under CI=true that is a failure."""
    if EXECUTABLE is None:
        pytest.fail(NEEDED) if os.environ.get("CI") == "true" else pytest.skip(NEEDED)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS) as browser:
        yield browser


def axe() -> str:
    """Its source, to be evaluated in a page. Skips where scripts/axe.sh could not get it."""
    if not AXE.exists():
        pytest.skip("There is no axe-core. Mend: scripts/axe.sh, which needs npm")
    return Path(AXE).read_text("utf-8")
