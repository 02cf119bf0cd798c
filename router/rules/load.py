"""Load: a municipality's folder to a rulebook, all fallible work first. Every problem is reported, with file, line and the mend."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from router.rules.build import municipality_of
from router.rules.check import check_references
from router.rules.check_channels import Shapes, check_channels
from router.rules.check_phone import check_phone
from router.rules.check_rules import check_rules
from router.rules.content import content_of, version_of
from router.rules.files import Files, Unsound, parsed_list
from router.rules.match import Rule
from router.rules.patterns import TooManyPatterns
from router.rules.rulebook import STAGES, Rulebook, model_of
from router.rules.schema import RuleEntry
from router.rules.source import Problem, Source


def load(folder: Path, shapes: Shapes | None = None) -> Rulebook:
    """The rulebook of a municipality's folder. Raises Unsound with every problem found.

    `shapes` are of the channel folders (router/shapes.py): without them channels.yaml is not checked, and nothing sends."""
    shapes = shapes or {}
    files = Files.read(folder)
    rules = {stage: _rules(files.rules[stage], stage) for stage in STAGES}
    files.stop_if_unsound()
    municipality = municipality_of(files, shapes)
    files.stop_if_unsound()
    assert municipality is not None
    check_references(municipality, files)
    check_channels(municipality, files, shapes)
    check_phone(municipality, files)
    check_rules(municipality, rules, files)
    files.stop_if_unsound()
    content = content_of(folder)
    try:
        return Rulebook(municipality, rules, version_of(content), model_of(content.get("model.bin"), municipality))
    except TooManyPatterns as error:
        raise Unsound([_told(error, rules)]) from None


def _told(error: TooManyPatterns, rules: Mapping[str, Sequence[Rule]]) -> Problem:
    stage, _, name = error.rule.removesuffix("#pattern").partition("/")
    line = next(rule.line for rule in rules[stage] if rule.id == name)
    return Problem(file=f"rules/{stage}.yaml", line=line, message=str(error))


def problems_of(folder: Path, shapes: Shapes | None = None) -> tuple[Problem, ...]:
    """Every problem of a folder; none when it is sound."""
    try:
        load(folder, shapes)
    except Unsound as error:
        return error.problems
    return ()


def _rules(source: Source, stage: str) -> list[Rule]:
    """The rules of one file, in order, each knowing its line."""
    rules = []
    for place, entry in parsed_list(source, RuleEntry):
        rules.append(
            Rule(id=entry.id, stage=stage, when=entry.when, then=entry.then, why=entry.why, line=source.line((place,)))
        )
    return rules
