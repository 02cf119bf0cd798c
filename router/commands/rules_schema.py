"""JSON Schema (2020-12) of the rule files, made from the same tables that check and match them, so that an editor knows as much."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from router.domain.municipality import Municipality
from router.domain.words import Audience, Kind, Steer, Tone, Urgency
from router.rules.check_escalation import THEN as ESCALATION
from router.rules.check_rules import PREFER, THEN
from router.rules.escalation_fields import ASKED
from router.rules.examples import ExampleEntry
from router.rules.fields import FIELDS
from router.rules.sorts import SHAPES, Sort

DIALECT = "https://json-schema.org/draft/2020-12/schema"
STAGES = (*THEN, "escalation", "examples")
FLAGS = (Sort.FLAG, Sort.PARTNER, Sort.OPEN)
PLAIN = (Sort.WORD, Sort.LEVEL, Sort.PLACE, Sort.NUMBER)  #: sorts that take a value or a list of values too
Schema = dict[str, object]


def schema_of(stage: str, town: Municipality | None = None) -> Schema:
    """The schema of `rules/<stage>.yaml`; with a municipality its own products, teams and promises are the choices."""
    if stage == "examples":
        return {"$schema": DIALECT, "type": "array", "items": ExampleEntry.model_json_schema()}
    fields = (
        {name: (asked.sort, asked.values, "") for name, asked in ASKED.items()}
        if stage == "escalation"
        else {name: (field.sort, field.values, field.told) for name, field in FIELDS.items()}
    )
    return {
        "$schema": DIALECT,
        "title": f"rules/{stage}.yaml",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["id", "then"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60},
                "when": _object({name: _asked(name, *field, town) for name, field in fields.items()}),
                "then": {**_object(_outcomes(stage, town)), "minProperties": 1},
                "why": {"type": "string", "description": "Told to agents beside the decision."},
            },
        },
    }


def write_out(folder: Path, town: Municipality | None) -> list[Path]:
    """One file a stage; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{stage}.schema.json" for stage in STAGES]
    for stage, path in zip(STAGES, paths, strict=True):
        path.write_bytes(msgspec.json.format(msgspec.json.encode(schema_of(stage, town)), indent=2) + b"\n")
    return paths


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _asked(name: str, sort: Sort, values: tuple[str, ...], told: str, town: Municipality | None) -> Schema:
    if sort in FLAGS:
        return {"type": "boolean", "description": told}
    own = {"product": tuple(town.products), "team": tuple(town.teams)} if town else {}
    one = _one(own.get(name, values)) if sort != Sort.NUMBER else {"type": "integer"}
    choices: list[object] = [one, {"type": "array", "minItems": 1, "items": one}] if sort in PLAIN else []
    if sort in SHAPES:
        choices.append(_matcher(sort))
    return {"anyOf": choices, "description": told}


def _matcher(sort: Sort) -> Schema:
    """pydantic's own, which allows null where nothing was said; a file never says null."""
    made = SHAPES[sort].model_json_schema()
    properties = {name: _without_null(each) for name, each in made["properties"].items()}
    return {**_object(properties), "minProperties": 1, "required": made.get("required", [])}


def _without_null(schema: Mapping[str, object]) -> Schema:
    choices = schema.get("anyOf")
    if not isinstance(choices, list):
        return {name: each for name, each in schema.items() if name not in ("default", "title")}
    (only,) = [each for each in choices if each.get("type") != "null"]
    return dict(only)


def _one(values: Iterable[str]) -> Schema:
    listed = [str(value) for value in values]
    return {"enum": listed} if listed else {"type": ["string", "integer", "boolean"]}


def _outcomes(stage: str, town: Municipality | None) -> dict[str, Schema]:
    if stage == "escalation":
        return {name: _ACTS.get(name, {}) for name in ESCALATION}
    products, teams = (tuple(town.products), tuple(town.teams)) if town else ((), ())
    steers = _one((*Steer, "catalogue"))
    known: dict[str, Schema] = {
        "product": _one(products),
        "team": _one(teams),
        "kind": _one(Kind),
        "urgency": _one(Urgency),
        "tone": _one(Tone),
        "audience": _one(Audience),
        "steer": {"anyOf": [steers, {"type": "array", "minItems": 1, "items": steers}]},
        "priority": {"type": "integer", "minimum": -100, "maximum": 100},
        "prefer": _one(PREFER),
        "skills": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "widen": {"type": "string", "description": "After how long a wish is let go: 30 minutes"},
        "promises": {"type": "array", "items": _one(town.terms if town else ())},
    }
    return {name: known[name] for name in THEN[stage]}


_ACTS: Mapping[str, Schema] = {
    "priority": {"type": "integer", "minimum": -100, "maximum": 100},
    "team": {"type": "string"},
    "overflow": {"type": "boolean"},
    "callback": {"type": "boolean"},
    "raise": {"enum": ["lead"]},
}
