"""What the pages tell people to type, typed: in a shell, against a running Balie, with only its ports changed."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.channels.email.relay import Relay, Tls
from router.rules.load import problems_of
from tests.browser.served import ROOT, Served, served

pytestmark = pytest.mark.timeout(120)  # the first test waits for a whole Balie to start
LINK = re.compile(r"\]\(([^)#]+)\)")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def snippets(page: str, language: str) -> list[str]:
    """The code blocks of a page, in order."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("town")) as town:
        yield town


def typed(snippet: str, town: Served, **variables: str) -> str:
    """What the shell printed."""
    here = snippet.replace(".venv/bin/", "")
    for written, real in (("http://127.0.0.1:8080", town.url), (" 2525)", f" {town.smtp_port})")):
        here = here.replace(written, real)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**town.environment, "PATH": path, **variables}
    done = subprocess.run(["sh", "-ec", here], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tour_of_the_readme(town):
    _, mail, curl, explain, _ = snippets("README.md", "sh")
    typed(mail, town)
    letter = town.letters()[0]
    reference = re.search(r"KV-\d{4}-\d{4,}", str(letter["subject"])).group()
    assert letter["to"] == "anna@example.org"
    token = "$(cat data/secrets/api-token)"
    assert token in curl
    case = json.loads(typed(curl.replace(token, "$BALIE_API_TOKEN").replace("KV-2611-0001", reference), town))
    assert (case["team"], case["product"]) == ("public-space", "street-lighting")
    assert f"{town.url}/status/{reference}/" in str(letter["text"])
    assert "product street-lighting" in typed(explain, town)


def test_sending_a_contact(town):
    post, get = snippets("docs/how-to/send-a-contact.md", "sh")
    taken = json.loads(typed(post, town))
    assert taken["status"] == "accepted"
    reference = town.reference(taken["id"])
    assert json.loads(typed(get, town, ID=taken["id"]))["caseReference"] == reference


def test_signing_a_webhook(town, tmp_path):
    (script,) = snippets("docs/how-to/sign-a-webhook.md", "python")
    (tmp_path / "sign.py").write_text(script, "utf-8")
    assert typed(f"python {tmp_path}/sign.py", town, BALIE_URL=town.url) == "202\n"


def test_connecting_a_switch(town):
    told, pressed, looked = snippets("docs/how-to/connect-a-switch.md", "sh")
    *accepted, wish = [json.loads(each) for each in typed(told + pressed, town).splitlines()]
    assert accepted == [{"status": "accepted"}] * 3
    assert town.reference(wish["id"])
    (level,) = json.loads(typed(looked, town))["items"]
    assert (level["answered"], level["meanWaitSeconds"]) == (1, 4.25)


def test_writing_a_rule(town, tmp_path):
    rule, modeline, example = snippets("docs/how-to/write-rules.md", "yaml")
    check, explain, schema, examples, replay, reload = snippets("docs/how-to/write-rules.md", "sh")
    shutil.copytree(ROOT / "examples" / "klaverdam", tmp_path / "town")
    routing = tmp_path / "town" / "rules" / "routing.yaml"
    routing.write_text(rule + routing.read_text("utf-8"), "utf-8")
    assert not problems_of(tmp_path / "town")
    assert "is sound" in typed(check, town)
    assert "routing.schema.json" in typed(schema.replace("schemas", f"{tmp_path}/schemas"), town)
    assert modeline.rstrip().endswith("schemas/routing.schema.json")
    (tmp_path / "town" / "rules" / "examples" / "one.yaml").write_text(example, "utf-8")
    assert "examples hold" in typed(examples.replace("examples/klaverdam", f"{tmp_path}/town"), town)
    told = typed(explain.replace("explain -", f"explain --dir {tmp_path}/town -"), town)
    assert "by street-light-with-danger" in told
    here = replay.replace("my-copy", f"{tmp_path}/town").replace("moved.csv", f"{tmp_path}/moved.csv")
    assert typed(here, town).count("would move") == 2
    assert "is live" in typed(reload, town)


def test_setting_up_mail():
    relay = re.search(r"BALIE_SMTP_RELAY='([^']+)'", snippets("docs/how-to/set-up-mail.md", "sh")[0]).group(1)
    assert (Relay.parse(relay).port, Relay.parse(relay).tls) == (587, Tls.STARTTLS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    wanted = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in wanted if not (page.parent / link).exists()] == []
