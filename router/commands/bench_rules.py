"""The rules bench: matching with a full trace, beside a plain walk over the same rules and two engines written in Rust.

All are checked to name the same rule for every contact. The rules are drawn so that both engines can express them: equality and
any-of on eight fields. Contacts are recognised already: product, kind and urgency are set, which is what the index needs.
"""

import cProfile
import gc
import pstats
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import msgspec

from router.clock import SystemClock
from router.commands.rule_engines import ENGINES
from router.domain.contact import Inbound
from router.domain.product import Product
from router.domain.words import Audience, Channel, Kind, Urgency
from router.rules.decide import decide
from router.rules.facts import Draft, Facts
from router.rules.load import load
from router.rules.match import Index, Rule
from router.simulate.corpus import records

LANGUAGES = ("nl", "en", "fr", "de")
SMALL, LARGE = 200, 10_000
TOWN, REGION = 67, 3_350  #: products of a town, and of fifty towns together
ROUNDS = 3  #: the best of these: the others had company

Figures = list[tuple[str, float, str, float | None]]


def bench_rules(count: int, profile: bool) -> Figures:
    """Name, figure, unit, and what it is compared with."""
    town, region = _drafts(count, TOWN), _drafts(count, REGION)
    small = Index(_rules(SMALL, TOWN))
    walked = _speed(lambda draft: _walk(small, draft), town[: count // 10])
    ours = _speed(small.first, town)
    found: Figures = [("rules-200", ours, "contacts/s", walked)]
    large, crowded = Index(_rules(LARGE, REGION)), Index(_rules(LARGE, TOWN))
    found.append(("rules-10000", _speed(large.first, region), "contacts/s", ours))
    found.append(("rules-10000-one-town", _speed(crowded.first, town), "contacts/s", ours))
    for name, speed in _engines(small, town[: count // 10]):
        found.append((name, speed, "contacts/s", ours))
    found.append(("decide", _decide(count, profile), "contacts/s", ours))
    return found


def _engines(index: Index, drafts: Sequence[Draft]) -> list[tuple[str, float]]:
    """Each engine's speed on the same rules. Raises AssertionError when one names another rule."""
    rules, expected = [each.rule for each in index.rules], [index.first(draft)[0] for draft in drafts]
    found = []
    for name, built in ENGINES.items():
        if (engine := built(rules)) is None:
            continue
        for draft, rule in zip(drafts, expected, strict=True):
            assert rule is not None and engine(draft) == rule.id, (name, rule, engine(draft))
        found.append((name, _speed(engine, drafts)))
    for draft, rule in zip(drafts, expected, strict=True):
        assert _walk(index, draft)[0] is rule
    return found


def _walk(index: Index, draft: Draft) -> tuple[Rule | None, list[str]]:
    """Every rule in turn, with the same trace."""
    tried = []
    for each in index.rules:
        tried.append(each.rule.id)
        if each.failing(draft) is None:
            return each.rule, tried
    return None, tried


def _speed(match: Callable[[Draft], object], drafts: Sequence[Draft]) -> float:
    best = 0.0
    for _ in range(ROUNDS):
        gc.collect()
        started = time.perf_counter()
        for draft in drafts:
            match(draft)
        best = max(best, len(drafts) / (time.perf_counter() - started))
    return best


def _rules(count: int, products: int) -> list[Rule]:
    """15 for everybody first, then by product and channel, then by channel alone, and one for what is left."""
    rng = Random(11)
    ours = [_when(rng, {"urgency": "danger", "kind": str(rng.choice(list(Kind)))}) for _ in range(15)]
    specific = [_when(rng, _place(rng, products)) for _ in range(count - 32)]
    by_channel = [_when(rng, {"channel": str(rng.choice(list(Channel)))}) for _ in range(16)]
    whens = [*ours, *specific, *by_channel, {}]
    return [Rule(id=f"r{place}", stage="routing", when=when, then={"team": "x"}) for place, when in enumerate(whens)]


def _place(rng: Random, products: int) -> dict[str, object]:
    channels = rng.sample([str(each) for each in Channel], rng.choice((1, 2, 5)))
    named = sorted({f"p{rng.randrange(products)}" for _ in range(rng.choice((1, 1, 3)))})
    return {"channel": channels, "product": named}


def _when(rng: Random, when: dict[str, object]) -> dict[str, object]:
    """With one or two conditions more."""
    more: dict[str, object] = {
        "language": rng.sample(LANGUAGES, 2),
        "audience": str(rng.choice(list(Audience))),
        "needs_assistance": True,
        "kind": str(rng.choice(list(Kind))),
        "callback": True,
    }
    for field in rng.sample(sorted(more), rng.choice((1, 2))):
        when.setdefault(field, more[field])
    return when


def _drafts(count: int, products: int) -> list[Draft]:
    """Contacts that went through recognition, no two alike in what rules ask."""
    rng, now = Random(5), SystemClock().now()
    catalogue = [Product(id=f"p{place}", name={"nl": f"p{place}"}, team="x") for place in range(products)]
    made = []
    for place in range(count):
        contact = Inbound(
            id=str(place),
            channel=rng.choice(list(Channel)),
            source="api",
            received_at=now,
            needs_assistance=rng.random() < 0.05,
        )
        draft = Draft(contact, Facts(), now)
        draft.product, draft.kind = rng.choice(catalogue), rng.choice(list(Kind))
        draft.urgency = rng.choices(list(Urgency), (90, 9, 1))[0]
        draft.language, draft.audience = rng.choice(LANGUAGES), rng.choice(list(Audience))
        made.append(draft)
    return made


def _decide(count: int, profile: bool) -> float:
    """All five stages on simulated texts, no two equal; with `profile`, where its time goes."""
    book, now = load(Path("examples/klaverdam")), SystemClock().now()
    contacts = [_contact(place, body) for place, body in enumerate(records(7, count // 4))]
    facts, profiler = Facts(), cProfile.Profile()
    gc.collect()
    gc.freeze()
    started = time.perf_counter()
    for contact in contacts:
        decide(contact, facts, book, now)
    spent = time.perf_counter() - started
    if profile:
        profiler.runcall(lambda: [decide(contact, facts, book, now) for contact in contacts])
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    return len(contacts) / spent


def _contact(place: int, body: dict[str, object]) -> Inbound:
    told = {name: body[name] for name in ("channel", "text", "subject", "place", "product") if body.get(name)}
    told |= {"id": str(place), "source": "api", "received_at": SystemClock().now()}
    return msgspec.convert(told, Inbound)
