"""The pictures of README and docs: a Balie of its own, a day of traffic, and Debian's chromium.

python -m scripts.screenshots [--all FOLDER]: with --all every page too, wide and at 320 px, in light and dark.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import EXECUTABLE, FLAGS, NEEDED
from tests.browser.served import ROOT, Served, served

PICTURES = ROOT / "docs" / "pictures"
WIDE, NARROW, WALL = (1440, 900), (320, 900), (1920, 1080)
README = (("desk", "/desk/{case}", "light", WIDE), ("wallboard", "/wallboard", "dark", WALL))
PAGES = {
    "home": "/",
    "product": "/product/street-lighting",
    "form": "/form/street-lighting",
    "callback": "/callback/passport",
    "status": "{status}",
    "login": "/login",
    "work": "/desk",
    "case": "/desk/{case}",
    "queues": "/desk/queues",
    "callbacks": "/desk/callbacks",
    "operations": "/operations",
    "sources": "/operations/sources",
    "monitor": "/monitor",
    "rules": "/admin/rules",
    "rehearsal": "/admin/rehearsal",
    "account": "/account",
    "accounts": "/admin/accounts",
    "visit": "/desk/visit",
    "wallboard": "/wallboard",
    "mailbox": "/mailbox",
    "quarantine": "/quarantine",
}
ADMINS = ("/admin/accounts",)
LEADS = ("/operations", "/operations/sources", "/monitor", "/admin/rules", "/admin/rehearsal")
ASKED = "Goedenavond,\n\nDe lantaarn voor nummer 12 is al een week stuk. Mijn moeder durft er niet langs.\n\nAnna"
ANSWERED = "Beste mevrouw Pieters,\n\nDonderdag vervangen wij de lamp. Schrijf ons als hij vrijdag nog niet brandt."
ANNA = {"name": "Anna Pieters", "email": "anna@example.org", "phone": "+31612345678"}
Picture = tuple[str, str, str, tuple[int, int]]  #: name, address, theme, size


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--all", type=Path, metavar="FOLDER")
    folder = options.parse_args().all
    if EXECUTABLE is None:
        raise SystemExit(NEEDED)
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as town, sync_playwright() as playwright:
        places = a_day(town)
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=FLAGS)
        for picture in README:
            take(browser, town, places, picture, PICTURES)
        for picture in every() if folder else ():
            take(browser, town, places, picture, folder)
        browser.close()


def every() -> Iterator[Picture]:
    for name, address in PAGES.items():
        for theme in ("light", "dark"):
            yield f"{name}-{theme}", address, theme, WALL if name == "wallboard" else WIDE
            yield f"{name}-{theme}-320", address, theme, NARROW


def a_day(town: Served) -> Mapping[str, str]:
    """Traffic on every channel, some of it days old, and an agent with two cases in hand, one of them answered."""
    now = datetime.now(UTC)  # noqa: TID251 - the pictures show the day on which they are made
    older = [
        town.send(
            channel="webform",
            text="Wanneer hoor ik hier iets over?",
            product=product,
            receivedAt=(now - timedelta(hours=hours)).isoformat(),
        )
        for hours, product in zip(range(8, 200, 8), cycle(("building-permit", "passport", "street-lighting")))
    ]
    case = town.send(
        channel="email",
        subject="Straatlantaarn kapot in de Molenstraat",
        place="Molenstraat 12",
        text=ASKED,
        sender=ANNA,
        receivedAt=(now - timedelta(hours=30)).isoformat(),
    )
    town.run("simulate", "--speed", "20000", "--count", "150", "--seed", "3")
    for reference in (case, older[0]):
        town.call(f"/api/v1/cases/{reference}/claims", {})
    town.call(f"/api/v1/cases/{case}/notes", {"text": "De aannemer rijdt donderdag door deze wijk."})
    town.call(f"/api/v1/cases/{case}/replies", {"text": ANSWERED})
    return {"case": case, "status": urlsplit(str(town.case(case)["statusUrl"])).path}


def take(browser: Browser, town: Served, places: Mapping[str, str], picture: Picture, folder: Path) -> None:
    name, address, theme, (width, height) = picture
    folder.mkdir(parents=True, exist_ok=True)
    size = {"width": width, "height": height}
    context = browser.new_context(base_url=town.url, locale="nl-NL", color_scheme=theme, viewport=size)
    page = context.new_page()
    page.goto("/login")
    page.fill("[name=username]", "admin" if address in ADMINS else "lead" if address in LEADS else "agent")
    page.fill("[name=password]", "klaver")
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{town.url}/desk")
    page.goto(address.format(**places))
    page.screenshot(path=folder / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
