"""Loading: Klaverdam is sound; a broken copy is refused with file, line and the mend."""

import csv
import shutil
from pathlib import Path

import pytest

from router.rules.files import Unsound
from router.rules.load import load, problems_of
from router.testing import KLAVERDAM

UPL = Path(__file__).parents[3] / "shared" / "data" / "upl-2021-12.csv"
REQUIRED = {"paspoort", "identiteitskaart", "rijbewijs", "brp-uittreksel", "omgevingsvergunning"}

# The file, what stands there, what is put in its place, and the one sentence it earns.
BROKEN = [
    (
        "rules/routing.yaml",
        "then: {team: kcc, priority: 90}",
        "then: {team: kccc, priority: 90}",
        'rules/routing.yaml:4: unknown team "kccc"; did you mean "kcc"?',
    ),
    (
        "rules/routing.yaml",
        "when: {product: death}",
        "when: {product: deaht}",
        'rules/routing.yaml:23: unknown product "deaht"; did you mean "death"?',
    ),
    (
        "rules/routing.yaml",
        "when: {kind: suggestion}",
        "when: {kinds: suggestion}",
        'rules/routing.yaml:56: unknown field "kinds"; did you mean "kind"?',
    ),
    (
        "rules/routing.yaml",
        "then: {priority: 20}",
        "then: {priority: hoog}",
        "rules/routing.yaml:57: \"priority\" is a whole number up to 100, not 'hoog'",
    ),
    (
        "rules/routing.yaml",
        "then: {priority: 75}",
        "then: {steer: call}",
        'rules/routing.yaml:12: unknown outcome "steer"; known are team, priority, prefer, skills, widen',
    ),
    (
        "rules/routing.yaml",
        "- id: suggestion\n  when: {kind: suggestion}",
        "- id: suggestion\n  when: {kind: complaint, channel: desk}",
        'rules/routing.yaml:55: rule "suggestion" is never reached: "complaint" on line 14 takes everything it would',
    ),
    (
        "rules/routing.yaml",
        "- id: death",
        "- id: high",
        'rules/routing.yaml:22: "high" stands here twice; give each its own id',
    ),
    (
        "rules/steering.yaml",
        "then: {steer: face}",
        "then: {steer: fax}",
        'rules/steering.yaml:30: unknown steer "fax"; known are click, call, face, none, catalogue',
    ),
    (
        "rules/steering.yaml",
        "when: {channel: desk}",
        "when: {channel: [desk, fax]}",
        'rules/steering.yaml:11: unknown channel "fax"; known are webform, email, phone, mention, desk',
    ),
    (
        "rules/promises.yaml",
        "then: {promises: [answer-mention]}",
        "then: {promises: [answer-mentoin]}",
        'rules/promises.yaml:32: unknown promise "answer-mentoin"; did you mean "answer-mention"?',
    ),
    (
        "rules/promises.yaml",
        "when: {callback: true, legal: true}",
        "when: {callback: true, needs_assistance: true}",
        'rules/promises.yaml:20: "resolve" takes the legal term of the product; add legal: true to when',
    ),
    (
        "rules/escalation.yaml",
        "when: {promise: pickup}",
        "when: {promise: pick-up}",
        'rules/escalation.yaml:10: unknown promise "pick-up"; did you mean "pickup"?',
    ),
    (
        "rules/escalation.yaml",
        "then: {priority: 40, notify: lead}",
        "then: {priority: 40, notify: boss}",
        'rules/escalation.yaml:3: unknown person to notify "boss"; known are lead',
    ),
    (
        "rules/recognition.yaml",
        "\\bgeen (klacht|kritiek)\\b.{0,60}\\b(idee|suggestie|voorstel|tip)",
        "(klacht",
        "rules/recognition.yaml:88: RE2 does not take this pattern: missing ): (?i)(klacht\\b",
    ),
    (
        "rules/recognition.yaml",
        "text: {words: [suggestion, je propose",
        "text: {word: [suggestion, je propose",
        'rules/recognition.yaml:127: unknown key "word"; known are words, all, without, pattern',
    ),
    (
        "teams.yaml",
        "lead: lead\n  email: burgerzaken",
        "lead: leed\n  email: burgerzaken",
        'teams.yaml:13: unknown agent "leed"; did you mean "lead"?',
    ),
    (
        "teams.yaml",
        'calendar: kcc\n  signature:\n    nl: "Met vriendelijke groet, Burgerzaken',
        'calendar: kkc\n  signature:\n    nl: "Met vriendelijke groet, Burgerzaken',
        'teams.yaml:15: unknown calendar "kkc"; did you mean "kcc"?',
    ),
    (
        "agents.yaml",
        "role: webcare",
        "role: webcar",
        "agents.yaml:9: \"role\": input should be 'agent', 'webcare', 'lead', 'operations' or 'admin'",
    ),
    (
        "agents.yaml",
        "teams: [communication, kcc]",
        "teams: [comunication, kcc]",
        'agents.yaml:10: unknown team "comunication"; did you mean "communication"?',
    ),
    (
        "hours.yaml",
        'sat: ["10:00-14:00"]',
        'sat: ["10:00-14:00", "13:00-15:00"]',
        "hours.yaml:18: Two frames of sat overlap: 10:00-14:00, 13:00-15:00.",
    ),
    (
        "hours.yaml",
        'sat: ["10:00-14:00"]',
        'sat: ["14:00-10:00"]',
        "hours.yaml:18: A frame of sat ends before it begins; past midnight, write it as two frames.",
    ),
    (
        "promises.yaml",
        "term: 1 opening hour\n",
        "term: 1 fortnight\n",
        'promises.yaml:3: "1 fortnight" is not a term; write "2 working days", "1 opening hour", "30 opening minutes", "25 seconds", "8 weeks" or "legal", at most 100000.',
    ),
    (
        "promises.yaml",
        "warn: 60",
        "warn: 100",
        'promises.yaml:22: "100" is no warn point; write a percentage from 1 to 99, or time left: "2 opening hours left", "30 minutes left", "1 working day left"',
    ),
    (
        "organisation.yaml",
        "default_team: kcc",
        "default_team: kc",
        'organisation.yaml:9: unknown team "kc"; did you mean "kcc"?',
    ),
    (
        "organisation.yaml",
        "prefix: KV",
        "prefix: KV\ncolour: red",
        'organisation.yaml:4: unknown key "colour"; known are name, namespace, prefix, zone, languages, phone, email, website, default_team, entrances, webhooks',
    ),
    ("organisation.yaml", "prefix: KV\n", "", 'organisation.yaml:1: "prefix" is missing'),
    (
        "products.yaml",
        "team: civil-affairs\n",
        "team: civil-affair\n",
        'products.yaml:15: unknown team "civil-affair"; did you mean "civil-affairs"?',
    ),
    (
        "products.yaml",
        "complexity: simple",
        "complexity: simpel",
        "products.yaml:17: \"complexity\": input should be 'simple' or 'complex'",
    ),
    (
        "desks.yaml",
        "- id: library",
        "- id: town-hall",
        'desks.yaml:5: "town-hall" stands here twice; give each its own id',
    ),
    (
        "desks.yaml",
        "calendar: library",
        "calendar: *library",
        "desks.yaml:1: aliases (*name) are not used here; write it out",
    ),
    (
        "desks.yaml",
        "calendar: library",
        "calendar: library\n  calendar: kcc",
        'desks.yaml:9: "calendar" stands here twice',
    ),
    (
        "desks.yaml",
        "calendar: library",
        "calendar: [library",
        "desks.yaml:9: not YAML: did not find expected ',' or ']'",
    ),
]


@pytest.mark.parametrize(
    ("file", "find", "replace", "expected"), BROKEN, ids=[row[3].split(": ", 1)[1][:40] for row in BROKEN]
)
def test_a_broken_copy_earns_one_sentence(tmp_path, file, find, replace, expected):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    text = (folder / file).read_text("utf-8")
    assert find in text
    (folder / file).write_text(text.replace(find, replace, 1), "utf-8")
    assert [str(problem) for problem in problems_of(folder)] == [expected]


def test_klaverdam_is_sound(book):
    assert problems_of(KLAVERDAM) == ()
    assert load(KLAVERDAM).version == book.version


def test_every_problem_is_told_at_once_in_order(tmp_path):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    (folder / "desks.yaml").unlink()
    routing = (folder / "rules/routing.yaml").read_text("utf-8")
    (folder / "rules/routing.yaml").write_text(routing.replace("then:", "than:"), "utf-8")
    with pytest.raises(Unsound) as refused:
        load(folder)
    told = [str(each) for each in refused.value.problems]
    assert told[0] == "desks.yaml:1: the file is missing"
    assert len(told) > 20 and told[1].startswith("rules/routing.yaml:")


def test_a_folder_that_is_not_there(tmp_path):
    (problem,) = problems_of(tmp_path / "nowhere")
    assert str(problem) == f"{tmp_path / 'nowhere'}:1: there is no such folder; name a municipality's folder"


def test_the_version_follows_the_content(tmp_path, book):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    assert load(folder).version == book.version
    (folder / "replies" / "done.nl.txt").write_text("Klaar.", "utf-8")
    assert load(folder).version != book.version


@pytest.mark.skipif(not UPL.exists(), reason="../shared is not there")
def test_products_carry_names_of_the_national_list(book):
    with UPL.open(encoding="utf-8-sig", newline="") as table:
        names = {row["UniformeProductnaam"].casefold() for row in csv.DictReader(table)}
    used = {name.casefold() for product in book.municipality.products.values() for name in product.upl}
    assert used <= names
    assert used >= REQUIRED & names
