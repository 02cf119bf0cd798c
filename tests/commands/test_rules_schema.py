"""The generated schemas take Klaverdam's own files and refuse what has another shape."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from router.cli import main
from router.commands.rules_schema import DIALECT, STAGES, schema_of, write_out
from router.testing import KLAVERDAM, klaverdam

BROKEN = Path(__file__).parents[1] / "rules" / "data"
ONLY_AT_LOAD = re.compile(
    "never-reached|twice|legal-without|re2|contradiction|turned-round|no-yaml|alias|only-without|circle|webhook"
)
"""What no schema can tell: how rules stand to each other, and what RE2 takes."""


class AsWritten(yaml.SafeLoader):
    """An editor's reading: a moment is the words that were written."""


AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.fixture(scope="module")
def town():
    return klaverdam().municipality


def checked(stage, data, town=None):
    jsonschema.validate(data, schema_of(stage, town), jsonschema.Draft202012Validator)


def files_of(stage):
    return (
        sorted(KLAVERDAM.glob("rules/examples/*.yaml")) if stage == "examples" else [KLAVERDAM / f"rules/{stage}.yaml"]
    )


@pytest.mark.parametrize("stage", STAGES)
def test_klaverdam_fits(stage, town):
    jsonschema.Draft202012Validator.check_schema(schema_of(stage, town))
    for path in files_of(stage):
        data = yaml.load(path.read_text("utf-8"), AsWritten)
        checked(stage, data)
        checked(stage, data, town)


def broken_rules():
    for path in sorted(BROKEN.glob("*.yaml")):
        case = yaml.safe_load(path.read_text("utf-8"))
        if case["file"].startswith("rules/") and not ONLY_AT_LOAD.search(path.stem):
            yield pytest.param(case, id=path.stem)


@pytest.mark.parametrize("case", [*broken_rules()])
def test_a_broken_copy_does_not_fit(case, town):
    text = (KLAVERDAM / case["file"]).read_text("utf-8").replace(case["stands"], case["instead"], 1)
    with pytest.raises(jsonschema.ValidationError):
        checked(Path(case["file"]).stem, yaml.load(text, AsWritten), town)


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


def test_the_command_prints_one(town):
    result = CliRunner().invoke(main, ["rules", "schema", "--stage", "steering", "--dir", str(KLAVERDAM)])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["$schema"] == DIALECT
    assert json.loads(result.stdout) == json.loads(json.dumps(schema_of("steering", town)))
