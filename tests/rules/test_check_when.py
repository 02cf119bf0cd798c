"""What a rule asks makes sense, or is told with the mend."""

import pytest

from router.rules.check_when import check_when
from router.rules.match import Rule
from router.rules.source import Source
from router.testing import klaverdam


def told(**when):
    source = Source("rules/routing.yaml", b"- id: r\n  when:\n    x: 1\n")
    check_when(Rule(id="r", stage="routing", when=when, then={}), source, 0, klaverdam().municipality)
    return [each.message for each in source.problems]


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"kind": ["report", "question"], "product": "passport", "team": {"none": ["kcc"]}},
        {"urgency": {"at_least": "high"}, "tone": {"at_most": "upset"}},
        {"received": {"during": "kcc", "between": ["22:00", "06:00"]}},
        {"earlier": {"within": "14 days", "same_product": True}, "oldest": {"at_least": "2 hours"}},
        {"text": {"pattern": "(?i)x", "without": ["y"]}, "place": {"words": ["Molenwijk"]}, "source": "anything"},
    ],
    ids=str,
)
def test_what_makes_sense(when):
    assert told(**when) == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"kinds": "report"}, 'unknown field "kinds"; did you mean "kind"?'),
        ({"kind": "reprt"}, 'unknown kind "reprt"; did you mean "report"?'),
        ({"product": {"any": ["pasport"]}}, 'unknown product "pasport"; did you mean "passport"?'),
        ({"team": ["kkc"]}, 'unknown team "kkc"; did you mean "kcc"?'),
        ({"kind": []}, '"kind" is any of none at all; write at least one value'),
        ({"kind": {"none": []}}, '"kind" is any of none at all; write at least one value'),
        ({"kind": None}, '"kind" takes a value, a list of values or a matcher'),
        ({"open": "yes"}, "\"open\" is true or false, not 'yes'"),
        ({"attachments": 3}, '"attachments" takes at_least, at_most, between; not a plain value'),
        ({"text": "lamp"}, '"text" takes words, all, without, pattern; not a plain value'),
        ({"urgency": {"at_least": "angry"}}, 'unknown urgency "angry"; did you mean "danger"?'),
        ({"attachments": {"between": [3, 1]}}, '"attachments" lies between 3 and 1: nothing does; turn them round'),
        ({"attachments": {"at_least": 3, "at_most": 1}}, '"attachments" is at least 3 and at most 1: nothing is'),
        ({"oldest": {"between": ["3 hours", "1 hour"]}}, '"oldest" lies between 3 hours and 1 hour: nothing does; turn them round'),
        ({"oldest": {"at_least": "2 days", "at_most": "1 hour"}}, '"oldest" is at least 2 days and at most 1 hour: nothing is'),
        ({"urgency": {"at_least": "danger", "at_most": "high"}}, '"urgency" is at least danger and at most high: nothing is'),
        ({"received": {"during": "kkc"}}, 'unknown calendar "kkc"; did you mean "kcc"?'),
        ({"text": {"pattern": "(klacht"}}, "RE2 does not take this pattern: missing ): (klacht"),
        ({"text": {"word": ["x"]}}, 'unknown key "word"; known are words, all, without, pattern'),
        ({"callback": {"any": [True]}}, "\"callback\" is true or false, not {'any': [True]}"),
    ],
    ids=str,
)  # fmt: skip
def test_the_mend_is_told(when, said):
    assert told(**when) == [said]
