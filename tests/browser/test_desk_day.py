"""An agent's day at the desk, by keyboard: searches, writes with standard texts, leaves a draft, comes back, sends, plans a call, passes on."""

import json
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, chromium
from tests.browser.served import Served, served

ANSWER = "Neem uw oude paspoort en een pasfoto mee. Het kan ook online, zonder afspraak en zonder te wachten."
pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("desk-day")) as town:
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def said() -> list[str]:
    """What the console complained about."""
    return []


@pytest.fixture
def page(browser: Browser, town: Served, said: list[str]) -> Iterator[Page]:
    page = browser.new_page(base_url=town.url, locale="nl-NL", viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda each: said.append(str(each)))
    logs_in(page)
    yield page
    page.close()


def logs_in(page: Page) -> None:
    page.goto("/login")
    page.fill("[name=username]", "agent")
    page.fill("[name=password]", "klaver")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")


def writes(town: Served, text: str, name: str = "An Janssens", **more: object) -> str:
    sender = {"name": name, "email": f"{name.split()[0].lower()}@voorbeeld.example", "phone": "+31612345678"}
    return town.send(channel="email", text=text, subject="Vraag", sender=sender, **more)


def colleague_answers(town: Served, reference: str, text: str) -> None:
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json", "X-Balie-Agent": "lead"}
    body = json.dumps({"text": text}).encode()
    with urlopen(Request(f"{town.url}/api/v1/cases/{reference}/replies", body, headers), timeout=15) as answer:
        assert answer.status == 200


def kept(page: Page) -> None:
    expect(page.locator("[data-kept-at]")).to_contain_text("bewaard", timeout=15_000)


def test_a_day_at_the_desk_by_keyboard(page: Page, town: Served, said: list[str]) -> None:
    reference = writes(town, "Ik wil mijn paspoort verlengen. Wat neem ik mee?")
    # searches, with a typing error
    page.keyboard.press("/")
    page.keyboard.type("jansens")
    page.keyboard.press("Enter")
    page.locator(f'a[href="/desk/{reference}"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{reference}")
    page.keyboard.press("p")
    page.wait_for_url("**done=claim*")
    # writes with a standard text
    area = page.locator("#text-reply")
    area.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Beste An,\n/bin")
    expect(page.locator("#canned li")).to_have_count(1)
    page.keyboard.press("Enter")
    ready = 'template => template.content.getElementById("canned-received").textContent.trim()'
    expect(area).to_have_value("Beste An,\n" + page.locator("#canned-texts").evaluate(ready))
    assert reference in area.input_value()
    expect(page.locator("#canned li")).to_have_count(0)
    # leaves, comes back
    area.fill(ANSWER)
    kept(page)
    page.goto("/desk")
    page.goto(f"/desk/{reference}")
    expect(area).to_have_value(ANSWER)
    expect(page.locator("[data-plain]")).to_contain_text("Indicatie")
    # sends
    area.focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=reply*")
    expect(area).not_to_have_value(ANSWER)
    # a call that is not answered, and somebody else's work
    page.keyboard.press("t")
    page.select_option("#outcome-callback", "no-answer")
    page.locator("#text-callback").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=callback*")
    page.keyboard.press("d")
    page.select_option("#team-transfer", index=1)
    page.fill("#text-transfer", "Graag overnemen: de afspraak is gemaakt.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=transfer*")
    told = [each["type"] for each in town.case(reference)["history"]]  # type: ignore[attr-defined]
    assert {"claimed", "replied", "transferred"} <= set(told)
    assert said == []


def test_who_opens_a_tab_by_key_writes_in_it_and_no_letter_is_a_command(page: Page, town: Served) -> None:
    reference = writes(town, "De straatlantaarn is stuk.", "Jan Mol")
    page.goto(f"/desk/{reference}")
    page.keyboard.press("p")
    page.wait_for_url("**done=claim*")
    here = page.url
    for key, field in (("i", "#text-note"), ("q", "#text-question")):
        page.keyboard.press(key)
        page.keyboard.type("gadv")  # gives back, goes away, passes on and takes the next, where nobody writes
        expect(page.locator(field)).to_have_value("gadv")
        page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("Hij wordt morgen gemaakt.")
    assert page.input_value("#text-reply").startswith("Dag Jan Mol,\n\nHij wordt morgen gemaakt.\n\n")
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#team-transfer")).to_be_focused()
    assert page.url == here


def test_two_answers_at_once_are_both_shown(page: Page, town: Served) -> None:
    reference = writes(town, "De straatlantaarn brandt niet.", "Piet Bakker")
    page.goto(f"/desk/{reference}")
    page.fill("#text-reply", "Wij komen vandaag.")
    kept(page)
    colleague_answers(town, reference, "Wij komen morgen.")
    page.locator("#text-reply").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".both")).to_contain_text("Wij komen morgen.")
    expect(page.locator(".both")).to_contain_text("Wij komen vandaag.")
    expect(page.locator("#text-reply")).to_have_value("Wij komen vandaag.")


@pytest.mark.parametrize("width", [1440, 320])
def test_the_pages_have_no_faults_and_fit(page: Page, town: Served, width: int, said: list[str]) -> None:
    reference = writes(town, "De lamp in de Molenstraat is stuk.", "Fatima El Amrani")
    page.set_viewport_size({"width": width, "height": 900})
    for open_page in (
        lambda: page.goto(f"/desk/{reference}"),
        lambda: search(page, "fatma"),
        lambda: search(page, "zzzz"),
    ):
        open_page()
        if page.locator("#text-reply").count():
            page.locator("#text-reply").fill("")
            page.locator("#text-reply").press_sequentially("/")
            expect(page.locator("#canned li").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(axe())
        faults = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in faults] == []
    assert said == []


def search(page: Page, words: str) -> None:
    page.fill("#search", words)
    page.press("#search", "Enter")
    page.wait_for_url("**/desk/search")


def test_without_javascript_a_draft_has_its_button(browser: Browser, town: Served) -> None:
    page = browser.new_page(base_url=town.url, locale="nl-NL", java_script_enabled=False)
    logs_in(page)
    reference = writes(town, "De straatlantaarn brandt niet.", "Kees Visser")
    page.goto(f"/desk/{reference}")
    page.fill("#text-reply", "Wij komen morgen.")
    page.get_by_role("button", name="Bewaren als concept").click()
    expect(page.locator("#text-reply")).to_have_value("Wij komen morgen.")
    page.close()


MEASURED = [
    ("De kat zit op de mat. De hond ligt in de zon. Wij gaan naar huis.", "nl", 0, True),
    (
        "De gemeentelijke belastingverordening bepaalt onderscheidenlijk kwijtscheldingsmogelijkheden, betalingsregelingen, invorderingsmaatregelen en aansprakelijkstellingen.",
        "nl",
        0,
        False,
    ),
    ("Wij " + "gaan " * 20 + "weg.", "nl", 1, True),
    ("", "nl", 0, None),
    ("Nr. 12 kost 14.30 euro en dat is nu niet anders dan het vorig jaar was.", "nl", 0, True),
]


@pytest.mark.parametrize(("text", "language", "long", "easy"), MEASURED)
def test_how_plain_a_text_is(page: Page, text: str, language: str, long: int, easy: bool | None) -> None:
    page.goto("/desk")
    address = page.evaluate("document.querySelector('script[src*=\"keys.js\"]').src.replace('keys.js', 'plain.js')")
    found = page.evaluate(
        "async ([at, text, language]) => (await import(at)).measure(text, language)", [address, text, language]
    )
    assert found["long"] == long
    assert (None if found["score"] is None else found["score"] >= 45) is easy
