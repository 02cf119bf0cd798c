"""What stands beside the case, in a browser: a call that comes in, the pad, a second question, who looks, a mention, sound and title."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from router.clock import SystemClock
from tests.browser.chromium import axe, chromium
from tests.browser.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("desk-beside")) as town:
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def said() -> list[str]:
    """What the console complained about."""
    return []


def opened(browser: Browser, town: Served, said: list[str], account: str) -> Page:
    page = browser.new_page(base_url=town.url, locale="nl-NL", viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.on("console", lambda each: said.append(each.text) if each.type == "error" else None)
    page.on("pageerror", lambda each: said.append(str(each)))
    page.goto("/login")
    page.fill("[name=username]", account)
    page.fill("[name=password]", "klaver")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")
    return page


#: Listens along with whatever goes to the loudspeaker: how loud each ring ever was.
EAR = """window.heard = [];
const join = AudioNode.prototype.connect, known = new Map();
AudioNode.prototype.connect = function (to, ...more) {
  if (to instanceof AudioDestinationNode && !known.has(to.context)) {
    const ring = known.set(to.context, heard.push(0) - 1).get(to.context);
    const ear = to.context.createAnalyser(), wave = new Float32Array(ear.fftSize);
    join.call(this, ear);
    const hear = () => {
      ear.getFloatTimeDomainData(wave);
      heard[ring] = Math.max(heard[ring], ...wave.map(Math.abs));
      if (to.context.state !== "closed") requestAnimationFrame(hear);
    };
    hear();
  }
  return join.call(this, to, ...more);
};"""
OFFER = '<section class="offer" id="offer" data-mark="MARK"><form></form></section>'  #: the bar, as it arrives


def tells(town: Served, event: str, call: str, at: datetime, agent: str | None = None) -> None:
    """As a switch does, signed."""
    told = {"event": event, "callId": call, "queue": "kcc", "caller": "+31612345678", "agent": agent}
    body = json.dumps({**told, "at": at.isoformat()}).encode()
    secret, moment = town.environment["BALIE_WEBHOOK_SECRET"].encode(), str(int(SystemClock().now().timestamp()))
    proof = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    signed = {"X-Balie-Signature": f"t={moment},v1={proof}", "Content-Type": "application/json"}
    with urlopen(Request(f"{town.url}/api/v1/telephony/events", body, signed), timeout=15) as answer:
        assert answer.status == 202


def judged(page: Page, where: str) -> None:
    page.evaluate(axe())
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        wrong = page.evaluate(
            "async () => (await axe.run()).violations.map(each => each.id + ': ' + each.nodes[0].html)"
        )
        assert wrong == [], f"{where} at {width}: {wrong}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{where} is wider than {width}"
    page.set_viewport_size({"width": 1440, "height": 900})


def test_beside_the_case_by_keyboard(browser: Browser, town: Served, said: list[str]) -> None:
    sender = {"name": "An Janssens", "email": "an@voorbeeld.example", "phone": "+31612345678"}
    reference = town.send(channel="email", text="Ik wil mijn paspoort verlengen.", subject="Vraag", sender=sender)
    page = opened(browser, town, said, "agent")
    # a call: who it may be, and one key opens their case
    now = SystemClock().now()
    tells(town, "queued", "beside-1", now - timedelta(seconds=9))
    tells(town, "answered", "beside-1", now - timedelta(seconds=2), "agent")
    expect(page.locator("section.call")).to_contain_text("An Janssens", timeout=15_000)
    expect(page).to_have_title("(1) Mijn werk · Gemeente Klaverdam")
    page.keyboard.press("c")
    page.wait_for_url(f"**/desk/{reference}")
    # the pad is kept from page to page, and is a note by one key
    page.keyboard.press("k")
    page.keyboard.type("Belt over haar paspoort")
    expect(page.locator("[data-kept]")).to_have_text("bewaard", timeout=15_000)
    page.goto("/desk")
    expect(page.locator("#scratch")).to_have_value("Belt over haar paspoort")
    page.goto(f"/desk/{reference}")
    page.keyboard.press("e")
    page.wait_for_url("**done=scratch*")
    expect(page.locator(".timeline")).to_contain_text("Belt over haar paspoort")
    expect(page.locator("#scratch")).to_have_value("")
    # a mention, chosen by keyboard
    page.keyboard.press("i")
    page.locator("#text-note").focus()
    page.keyboard.type("Graag @mar")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#text-note")).to_have_value("Graag @Marijke Oosterbaan ")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=note*")
    # a colleague sees the word, and looks along
    lead = opened(browser, town, said, "lead")
    expect(lead.locator("#worklist")).to_contain_text("Een collega noemt u in een notitie")
    lead.goto(f"/desk/{reference}")
    expect(page.locator("#looking")).to_contain_text("Marijke Oosterbaan kijkt mee", timeout=15_000)
    lead.keyboard.press("i")
    lead.locator("#text-note").type("Geheim")
    expect(page.locator("#looking")).to_contain_text("typt", timeout=15_000)
    lead.close()
    judged(page, "the case")
    # a second question
    page.keyboard.press("q")
    page.fill("#text-question", "En een rijbewijs?")
    page.press("#text-question", "Control+Enter")
    page.wait_for_url("**done=question*")
    assert reference not in page.url
    judged(page, "the second case")
    # sound is off until it is asked for, and that is kept
    page.keyboard.press("?")
    sound = page.locator("[data-sound-on]")
    expect(sound).not_to_be_checked()
    sound.check()
    page.locator("[data-sound-test]").click()
    judged(page, "the sheet of keys")
    page.goto("/desk")
    assert page.evaluate("localStorage.getItem('sound')") == "on"
    assert [each for each in said if "favicon" not in each] == []


def test_the_sound_is_heard_when_it_is_tried_and_at_new_work_once(browser: Browser, town: Served) -> None:
    page = opened(browser, town, [], "agent")
    page.add_init_script(EAR)
    page.goto("/desk")
    page.keyboard.press("?")
    page.locator("[data-sound-test]").click()
    page.wait_for_function("heard.length === 1 && heard[0] > 0.05")
    page.locator("[data-sound-on]").check()
    page.keyboard.press("Escape")
    for mark, rings in (("one", 2), ("one", 2), ("two", 3)):
        page.evaluate("html => { document.querySelector('.bars').innerHTML = html; }", OFFER.replace("MARK", mark))
        page.wait_for_function("rings => heard.length === rings && heard.at(-1) > 0.05", arg=rings)
    page.close()
