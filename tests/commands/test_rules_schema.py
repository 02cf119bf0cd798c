"""The generated schemas take Klaverdam's own files and refuse what has another shape."""

import jsonschema
import pytest
import yaml

from router.commands.rules_schema import STAGES, schema_of, write_out
from router.testing import KLAVERDAM, klaverdam


@pytest.fixture(scope="module")
def town():
    return klaverdam().municipality


def checked(stage, data, town=None):
    jsonschema.validate(data, schema_of(stage, town), jsonschema.Draft202012Validator)


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "examples"])
def test_klaverdam_fits(stage, town):
    data = yaml.safe_load((KLAVERDAM / "rules" / f"{stage}.yaml").read_text("utf-8"))
    checked(stage, data)
    checked(stage, data, town)


@pytest.mark.parametrize(
    "rule",
    [
        {"id": "a", "then": {"team": "kcc"}, "whn": {}},
        {"id": "a", "then": {}},
        {"id": "A b", "then": {"team": "kcc"}},
        {"id": "a", "when": {"colour": "red"}, "then": {"team": "kcc"}},
        {"id": "a", "when": {"kind": "grumble"}, "then": {"team": "kcc"}},
        {"id": "a", "when": {"urgency": {"atleast": "high"}}, "then": {"team": "kcc"}},
        {"id": "a", "when": {"open": "yes"}, "then": {"team": "kcc"}},
        {"id": "a", "when": {"earlier": {"at_least": 2}}, "then": {"team": "kcc"}},
        {"id": "a", "then": {"steer": "call"}},
        {"id": "a", "then": {"priority": 900}},
    ],
    ids=str,
)
def test_another_shape_is_refused(rule):
    with pytest.raises(jsonschema.ValidationError):
        checked("routing", [rule])


def test_the_municipality_s_own_words_are_the_choices(town):
    rule = [{"id": "a", "when": {"product": "flying-licence"}, "then": {"team": "kcc"}}]
    checked("routing", rule)
    with pytest.raises(jsonschema.ValidationError):
        checked("routing", rule, town)


def test_one_file_a_stage(tmp_path):
    assert [path.name for path in write_out(tmp_path, None)] == [f"{stage}.schema.json" for stage in STAGES]
