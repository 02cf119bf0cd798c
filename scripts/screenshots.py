"""The pictures of README and docs: a Balie of its own, a day of traffic, and Debian's chromium.

python -m scripts.screenshots [--all FOLDER]: with --all every page, wide and at 320 px, in light and dark.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import EXECUTABLE, FLAGS, NEEDED
from tests.browser.served import ROOT, Served, served

PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW, WALL = (1440, 900), (320, 720), (1920, 1080)
README = {"desk": "/desk/{case}", "wallboard": "/wallboard", "status": "{status}"}


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--all", type=Path, metavar="FOLDER")
    wanted = options.parse_args().all
    if EXECUTABLE is None:
        raise SystemExit(NEEDED)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as town, sync_playwright() as playwright:
        places = a_day(town)
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        take(browser, town, places, README, PICTURES, [("light", WIDE), ("dark", WALL)])
        if wanted:
            take(browser, town, places, everything(), wanted, [(theme, size) for theme in ("light", "dark") for size in (WIDE, NARROW)])
        browser.close()


def a_day(town: Served) -> dict[str, str]:
    """Traffic on every channel, and an agent with three cases in hand, one of them answered."""
    asked = town.send(channel="email", subject="Straatlantaarn kapot in de Molenstraat", receivedAt="2020-01-01T00:00:00Z",
                      text="Goedenavond, de lantaarn voor nummer 12 is al een week stuk. Mijn moeder durft er niet langs.",
                      sender={"name": "Anna Pieters", "email": "anna@example.org", "phone": "+31612345678"}, place="Molenstraat 12")
    town.run("simulate", "--speed", "20000", "--count", "150", "--seed", "3")
    return {"case": asked, "status": ""}


if __name__ == "__main__":
    main()
