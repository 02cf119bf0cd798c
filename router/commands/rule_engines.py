"""Two rule engines written in Rust, on the rules they can express; each left out where it is not installed."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import msgspec

from router.rules.facts import Draft
from router.rules.match import Rule

FIELDS = ("channel", "product", "kind", "urgency", "language", "audience", "needs_assistance", "callback")
Engine = Callable[[Draft], str | None]


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        return None


def _said(draft: Draft) -> dict[str, object]:
    """What the engines may read."""
    return {
        "channel": str(draft.contact.channel),
        "product": draft.product.id if draft.product else "",
        "kind": str(draft.kind),
        "urgency": str(draft.urgency),
        "language": draft.language,
        "audience": str(draft.audience),
        "needs_assistance": draft.needs_assistance,
        "callback": draft.contact.callback is not None,
    }


def _literal(value: object) -> str:
    return msgspec.json.encode(value).decode()


def cel_engine(rules: Sequence[Rule]) -> Engine | None:
    """Common Expression Language: a program a rule, walked in order, with one context a contact."""
    cel = _module("cel")
    if cel is None:
        return None
    programs = [(rule.id, cel.compile(_expression(rule))) for rule in rules]

    def first(draft: Draft) -> str | None:
        context = cel.Context()
        context.update(_said(draft))
        return next((name for name, program in programs if program.execute(context)), None)

    return first


def _expression(rule: Rule) -> str:
    parts = [
        f"{field} in {_literal(value)}" if isinstance(value, list) else f"{field} == {_literal(value)}"
        for field, value in rule.when.items()
    ]
    return " && ".join(parts) or "true"


def zen_engine(rules: Sequence[Rule]) -> Engine | None:
    """A decision table that stops at the first row that holds."""
    zen = _module("zen")
    if zen is None:
        return None
    content = zen.ZenDecisionContent(_literal(_graph(rules)))
    decision = zen.ZenEngine().create_decision(content)

    def first(draft: Draft) -> str | None:
        found = decision.evaluate(_said(draft))["result"].get("rule")
        return str(found) if found is not None else None

    return first


def _graph(rules: Sequence[Rule]) -> dict[str, object]:
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "field": field} for field in FIELDS],
        "outputs": [{"id": "out", "name": "rule", "field": "rule"}],
        "rules": [
            {"_id": rule.id, "out": _literal(rule.id), **{name: _cell(rule.when.get(name)) for name in FIELDS}}
            for rule in rules
        ],
    }
    nodes = [
        {"id": "in", "name": "request", "type": "inputNode"},
        {"id": "table", "name": "rules", "type": "decisionTableNode", "content": table},
        {"id": "done", "name": "response", "type": "outputNode"},
    ]
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "table"), ("table", "done"))
    ]
    return {"nodes": nodes, "edges": edges}


def _cell(value: object) -> str:
    """A unary test: any of the values, separated by commas; empty takes all."""
    if value is None:
        return ""
    return ", ".join(_literal(each) for each in (value if isinstance(value, list) else [value]))


ENGINES: dict[str, Callable[[Sequence[Rule]], Engine | None]] = {
    "zen-engine-200": zen_engine,
    "rust-cel-200": cel_engine,
}
