"""Escalation rules that make no sense are refused with the line and the mend; so are those that pass a case round."""

import shutil

import pytest

from router.domain.municipality import Overflow
from router.rules.check_escalation import check_escalation
from router.rules.escalation_rounds import rounds
from router.rules.load import problems_of
from router.rules.match import Rule
from router.rules.source import Source
from router.testing import KLAVERDAM, klaverdam

TOWN = klaverdam().municipality


def told(tmp_path, when, then, organisation=""):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    (folder / "rules/escalation.yaml").write_text(f"- id: one\n  when: {when}\n  then: {then}\n", "utf-8")
    with (folder / "organisation.yaml").open("a") as file:
        file.write(organisation)
    return [str(each) for each in problems_of(folder)]


REFUSED = [
    ("{event: late}", "{priority: 1}", '2: unknown event "late"; known are at-risk, broken, contact'),
    ("{event: contact, promise: answer}", "{priority: 1}", '2: "promise" says nothing of event contact; add event: [at-risk, broken] to when'),
    ("{earlier: {at_least: 2, within: 14 days}}", "{priority: 1}", '2: "earlier" says nothing of event at-risk; add event: [contact] to when'),
    ("{warning: 2}", "{priority: 1}", '2: "warning" says nothing of event broken; add event: [at-risk] to when'),
    ("{event: contact, received: {during: kkc}}", "{priority: 1}", '2: unknown calendar "kkc"; did you mean "kcc"?'),
    ("{event: contact, audience: pers}", "{priority: 1}", '2: unknown audience "pers"; did you mean "press"?'),
    ("{transfers: two}", "{priority: 1}", '2: "transfers" takes at_least, at_most, between; not a plain value'),
    ("{}", "{priority: 101}", '3: "priority" is a whole number up to 100, not 101'),
    ("{}", "{team: tax}", '3: unknown team "tax"; did you mean "taxes"?'),
    ("{}", "{raise: boss}", '3: unknown person to raise to "boss"; known are lead'),
    ("{}", "{callback: maybe}", '3: "callback" is true, or left out'),
    ("{}", "{notify: [{who: communicatoin}]}", '3: unknown person to notify "communicatoin"; did you mean "communication"?'),
    ("{}", "{notify: [{who: lead, by: fax}]}", "3: \"by\": input should be 'page', 'mail' or 'webhook'"),
    ("{}", "{notify: [{who: webcare, by: mail}]}", '3: "webcare" has no mail address; give it an email in agents.yaml'),
    ("{}", "{notify: []}", '3: "notify" is nobody at all; write lead, or a list of {who, by}'),
    ("{}", "{notify: [{who: lead, by: webhook}]}", "3: there is no webhook to tell; add one to organisation.yaml: webhooks: {name: https://...}"),
    ("{}", "{publish: case-late}", "3: there is no webhook to tell; add one to organisation.yaml: webhooks: {name: https://...}"),
    ("{}", "{mail: lead}", '3: unknown outcome "mail"; known are priority, notify, team, overflow, callback, raise, publish'),
]  # fmt: skip


@pytest.mark.parametrize(("when", "then", "sentence"), REFUSED, ids=[row[2][3:45] for row in REFUSED])
def test_it_is_refused(tmp_path, when, then, sentence):
    assert told(tmp_path, when, then) == [f"rules/escalation.yaml:{sentence}"]


def test_a_webhook_is_named_and_is_a_web_address(tmp_path):
    hooks = 'webhooks: {duty: "https://roster.example/balie"}\n'
    assert told(tmp_path / "1", "{}", "{publish: {event: late, to: duty}}", hooks) == []
    (problem,) = told(tmp_path / "2", "{}", "{publish: {event: late, to: dutty}}", hooks)
    assert problem == 'rules/escalation.yaml:3: unknown webhook "dutty"; did you mean "duty"?'
    (problem,) = told(tmp_path / "3", "{}", "{publish: late}", 'webhooks: {duty: "ftp://x"}\n')
    assert problem.endswith('"duty" is a web address that begins with https://')
    (problem,) = told(tmp_path / "4", "{}", '{publish: "te laat"}', hooks)
    assert problem.endswith('"te laat" is no name for an event; use letters, digits, "-" and "."')


def rule(number, to, **when):
    return Rule(id=f"r{number}", stage="escalation", when=when, then={"team": to} if to else {"overflow": True})


def found(*rules):
    return [sentence for _, sentence in rounds(rules, TOWN)]


ROUND = [
    (rule(1, "taxes", team="kcc"), rule(2, "kcc", team="taxes")),
    (rule(1, "taxes", team="kcc", event="broken"), rule(2, "kcc", team="taxes", event=["at-risk", "broken"])),
    (rule(1, "taxes"), rule(2, "kcc")),
    (rule(1, "taxes", team="kcc"), rule(2, "permits", team="taxes"), rule(3, "kcc", team=["permits", "police-zone"])),
    (rule(1, "taxes", kind="complaint", team="kcc"), rule(2, "kcc", product="passport", team="taxes")),
    (rule(1, "taxes", team={"none": ["taxes"]}), rule(2, "kcc", team="taxes")),
]
NO_ROUND = [
    (rule(1, "taxes"),),
    (rule(1, "taxes", team="kcc"), rule(2, "permits", team="taxes")),
    (rule(1, "taxes", event="at-risk"), rule(2, "kcc", event="broken")),
    (rule(1, "taxes", promise="answer"), rule(2, "kcc", promise="callback")),
    (rule(1, "taxes", kind="complaint"), rule(2, "kcc", kind=["report", "question"])),
    (rule(1, "taxes", event="contact"), rule(2, "kcc")),
]


@pytest.mark.parametrize("rules", ROUND, ids=range(len(ROUND)))
def test_rules_that_pass_a_case_round_are_found(rules):
    (sentence, *_) = found(*rules)
    assert all(f'"{each.id}"' in sentence for each in rules) and "pass a case round: " in sentence


@pytest.mark.parametrize("rules", NO_ROUND, ids=range(len(NO_ROUND)))
def test_rules_that_do_not_are_taken(rules):
    assert found(*rules) == []


def test_a_round_is_refused_at_load_with_its_line(tmp_path):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    with (folder / "rules/escalation.yaml").open("a") as file:
        file.write("- id: to\n  when: {team: kcc}\n  then: {team: taxes}\n")
        file.write("- id: fro\n  when: {team: taxes}\n  then: {team: kcc}\n")
    (problem,) = problems_of(folder)
    assert (
        problem.message
        == 'rules "to" and "fro" pass a case round: kcc → taxes → kcc; ask for a team in one of them, or leave one out'
    )
    assert problem.line == len((folder / "rules/escalation.yaml").read_text("utf-8").splitlines())


def test_ten_thousand_rules_are_looked_at_in_a_moment():
    teams = list(TOWN.teams)
    rules = [rule(each, teams[each % len(teams)], product=f"p{each}") for each in range(10_000)]
    assert found(*rules) == []


@pytest.mark.parametrize(("overflow", "told"), [(None, 1), (Overflow(to="taxes", closed=True), 0)])
def test_an_overflow_that_no_team_has_is_refused(overflow, told):
    teams = {name: team.with_(overflow=overflow) for name, team in TOWN.teams.items() if name != "taxes"}
    source = Source("rules/escalation.yaml", b"- id: one\n")
    check_escalation(
        [rule(1, None)], source, TOWN.with_(teams={**teams, "taxes": TOWN.teams["taxes"].with_(overflow=None)})
    )
    assert len([each for each in source.problems if "no team has an overflow" in each.message]) == told
