"""JSON Schema (2020-12) of the rule files, made from the same tables that check and match them, so that an editor knows as much."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from router.domain.municipality import Municipality
from router.domain.words import Audience, Kind, Steer, Tone, Urgency
from router.rules.check_escalation import THEN as ESCALATION
from router.rules.check_escalation import PublishedEntry, ToldEntry
from router.rules.check_rules import PREFER, THEN
from router.rules.check_when import FLAGS, ONLY_WITH_KEYS
from router.rules.escalation import LEAD
from router.rules.escalation_fields import ASKED
from router.rules.examples import ExampleEntry
from router.rules.fields import FIELDS
from router.rules.schema import RuleEntry
from router.rules.sorts import SHAPES, Sort
from router.rules.spans import UNITS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
STAGES = (*THEN, "escalation", "examples")
Schema = dict[str, Any]
Own = Mapping[str, Iterable[str]]  #: the municipality's own names, by what they are names of

SPAN: Schema = {"type": "string", "pattern": rf"^\s*\d{{1,8}}\s+({'|'.join(UNITS)})s?\s*$", "examples": ["30 minutes"]}
TIME: Schema = {"type": "string", "pattern": r"^([01]\d|2[0-4]):[0-5]\d$", "examples": ["08:30"]}
PRIORITY: Schema = {"type": "integer", "minimum": -100, "maximum": 100}


def schema_of(stage: str, town: Municipality | None = None) -> Schema:
    """The schema of `rules/<stage>.yaml`; with a municipality its own products, teams and promises are the choices."""
    own = _own(town)
    entry = _example(own) if stage == "examples" else _rule(stage, own)
    inner = entry.pop("$defs", {})
    return {"$schema": DIALECT, "title": f"rules/{stage}.yaml", "type": "array", "items": entry, "$defs": inner}


def write_out(folder: Path, town: Municipality | None) -> list[Path]:
    """One file a stage; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{stage}.schema.json" for stage in STAGES]
    for stage, path in zip(STAGES, paths, strict=True):
        path.write_bytes(msgspec.json.format(msgspec.json.encode(schema_of(stage, town)), indent=2) + b"\n")
    return paths


def _own(town: Municipality | None) -> Own:
    if town is None:
        return {}
    return {
        "product": town.products,
        "team": town.teams,
        "promise": town.terms,
        "calendar": town.calendars,
        "skill": sorted({skill for agent in town.agents.values() for skill in agent.skills}),
    }


def _rule(stage: str, own: Own) -> Schema:
    told = RuleEntry.model_json_schema()["properties"]
    return {
        **_object(
            {"id": told["id"], "when": _object(_fields(stage, own)), "then": _outcomes(stage, own), "why": told["why"]}
        ),
        "required": ["id", "then"],
    }


def _fields(stage: str, own: Own) -> dict[str, Schema]:
    if stage == "escalation":
        return {name: _asked(name, asked.sort, asked.values, "", own) for name, asked in ASKED.items()}
    return {name: _asked(name, field.sort, field.values, field.told, own) for name, field in FIELDS.items()}


def _asked(name: str, sort: Sort, values: tuple[str, ...], told: str, own: Own) -> Schema:
    """What may stand behind a field: a value, a list of values, or keys, as its sort has it."""
    if sort in FLAGS:
        return {"type": "boolean", "description": told}
    one = _one(own.get(name, values))
    choices = [] if sort in ONLY_WITH_KEYS else [one, _listed(one)]
    if sort == Sort.NUMBER and name in ASKED:
        choices = [{"type": "integer"}, _listed({"type": "integer"})]
    return {"anyOf": [*choices, _matcher(sort, one, own)], "description": told}


def _matcher(sort: Sort, one: Schema, own: Own) -> Schema:
    """The keys as pydantic tells them, with the choices that it does not know."""
    made = SHAPES[sort].model_json_schema()
    keys = {name: _plain(each) for name, each in made["properties"].items()}
    for name in keys.keys() & {"any", "none"}:
        keys[name] = _listed(one)
    for name in keys.keys() & {"during", "outside"}:
        keys[name] = _one(own.get("calendar", ()), "string")
    return {**_object(keys | _bounds(sort, one)), "minProperties": 1, "required": made.get("required", [])}


def _bounds(sort: Sort, one: Schema) -> dict[str, Schema]:
    match sort:
        case Sort.LEVEL:
            return {"at_least": one, "at_most": one}
        case Sort.SPAN:
            return {"at_least": SPAN, "at_most": SPAN, "between": _two(SPAN)}
        case Sort.TIME:
            return {"between": _two(TIME)}
        case Sort.COUNT:
            return {"within": SPAN}
    return {}


def _outcomes(stage: str, own: Own) -> Schema:
    steers = _one((*Steer, "catalogue"))
    decided: dict[str, Schema] = {
        "product": _one(own.get("product", ())),
        "team": _one(own.get("team", ())),
        "kind": _one(Kind),
        "likely_kind": _one(Kind),
        "urgency": _one(Urgency),
        "tone": _one(Tone),
        "audience": _one(Audience),
        "steer": {"anyOf": [steers, _listed(steers)]},
        "priority": PRIORITY,
        "prefer": _one(PREFER),
        "skills": _listed(_one(own.get("skill", ()))),
        "widen": SPAN,
        "promises": {"type": "array", "items": _one(own.get("promise", ()))},
        "notify": {"anyOf": [{"const": LEAD}, _listed(_tidy(ToldEntry.model_json_schema()))]},
        "overflow": {"const": True},
        "callback": {"const": True},
        "raise": {"const": LEAD},
        "publish": {"anyOf": [{"type": "string"}, _tidy(PublishedEntry.model_json_schema())]},
    }
    names = ESCALATION if stage == "escalation" else THEN[stage]
    return {**_object({name: decided[name] for name in names}), "minProperties": 1}


def _example(own: Own) -> Schema:
    made: Schema = _tidy(ExampleEntry.model_json_schema())
    for shape in ("ContactEntry", "ExpectEntry", "EarlierEntry"):
        for name in own.keys() & made["$defs"][shape]["properties"].keys():
            made["$defs"][shape]["properties"][name] = {"anyOf": [_one(own[name]), {"type": "null"}]}
    return made


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": dict(properties)}


def _one(values: Iterable[str], *types: str) -> Schema:
    listed = [str(value) for value in values]
    return {"enum": listed} if listed else {"type": list(types) or ["string", "integer", "boolean"]}


def _listed(one: Schema) -> Schema:
    return {"type": "array", "minItems": 1, "items": one}


def _two(one: Schema) -> Schema:
    return {"type": "array", "minItems": 2, "maxItems": 2, "items": one}


def _plain(schema: Schema) -> Schema:
    """Without the null that pydantic allows where nothing was said: a rule says it, or leaves it out."""
    kept = _tidy(schema)
    choices = [each for each in kept.pop("anyOf", ()) if each != {"type": "null"}]
    return {**kept, **(choices[0] if len(choices) == 1 else {"anyOf": choices} if choices else {})}


def _tidy(schema: Schema) -> Schema:
    """Without what pydantic adds and an editor has no use for; a moment is the words that were written."""
    return {name: _tidied(name, each) for name, each in schema.items() if name not in ("title", "default", "format")}


def _tidied(name: str, value: Any) -> Any:
    if name in ("properties", "$defs"):
        return {key: _tidy(each) for key, each in value.items()}
    if isinstance(value, dict):
        return _tidy(value)
    return [_tidy(each) if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value
