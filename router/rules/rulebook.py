"""A rulebook: the municipality and its rules, compiled. Built whole, then swapped in; the version is a hash of its files."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from router.domain.due import Term
from router.domain.municipality import Municipality
from router.domain.warning import point
from router.domain.words import Kind
from router.rules.escalation import Escalation
from router.rules.lexicon import Lexicon
from router.rules.match import Index, Rule
from router.rules.matchers import Ground, listened, marker_of
from router.rules.model import BadModel, Model
from router.rules.patterns import Patterns

STAGES = ("recognition", "steering", "routing", "promises", "escalation")


class Rulebook:
    """Read-only after construction."""

    def __init__(
        self,
        municipality: Municipality,
        rules: Mapping[str, Sequence[Rule]],
        version: str,
        model: Model | None = None,  #: votes beside the words; without one, the words decide alone
    ) -> None:
        self.municipality = municipality
        self.model = model
        self.version = version
        self.partners = frozenset(team.id for team in municipality.teams.values() if team.is_partner)
        self.rules = {stage: tuple(rules.get(stage, ())) for stage in STAGES}
        self.ground = ground_of(municipality)
        self.indexes = {stage: Index(self.rules[stage], self.ground) for stage in STAGES if stage != "escalation"}
        self.escalation = Escalation(self.rules["escalation"], self.ground)
        self.lexicon = _lexicon(municipality, self.rules)
        self.patterns = Patterns(
            (f"{marker_of(rule.stage, rule.id)}#pattern", pattern)
            for stage in self.rules.values()
            for rule in stage
            if (pattern := _pattern(rule))
        )
        self.terms = {term.id: _parsed(term.term) for term in municipality.terms.values()}
        self.warnings = {term.id: tuple(point(each) for each in term.warn) for term in municipality.terms.values()}
        self.legal = {
            product.id: (Term.parse(product.promised or product.legal), Term.parse(product.legal))
            for product in municipality.products.values()
            if product.legal
        }
        self.recognition_without_text = tuple(
            (place, each) for place, each in enumerate(self.indexes["recognition"].rules) if each.marker is None
        )
        self.recognition_by_marker = {
            each.marker: (place, each) for place, each in enumerate(self.indexes["recognition"].rules) if each.marker
        }


def ground_of(municipality: Municipality) -> Ground:
    """What the conditions of this municipality's rules stand on."""
    return Ground(
        calendars=municipality.calendars,
        team_calendars={team: municipality.calendar_of(team) for team in municipality.teams},
        partners=frozenset(team.id for team in municipality.teams.values() if team.is_partner),
        zone_of=municipality.calendar_of(municipality.organisation.default_team),
    )


def _pattern(rule: Rule) -> str | None:
    text = rule.when.get("text")
    return str(text["pattern"]) if isinstance(text, dict) and text.get("pattern") else None


def _parsed(term: str) -> Term | None:
    """None for a term that is the product's own."""
    return None if term == "legal" else Term.parse(term)


def _can_be_denied(rule: Rule) -> bool:
    """ "Geen gevaar" is no danger, and "geen klacht" no complaint."""
    return rule.stage == "recognition" and (
        "urgency" in rule.then or Kind.COMPLAINT in (rule.then.get("kind"), rule.then.get("likely_kind"))
    )


def _lexicon(municipality: Municipality, rules: Mapping[str, Sequence[Rule]]) -> Lexicon:
    lexicon = Lexicon()
    for product in municipality.products.values():
        for tag, name in product.name.items():
            lexicon.add(name, tag[:2], product=product.id)
        for language, phrases in product.synonyms.items():
            for phrase in phrases:
                lexicon.add(phrase, language[:2], product=product.id)
    for rule in (rule for stage in rules.values() for rule in stage):
        for marker, phrase in listened(rule.stage, rule.id, rule.when.get("text")):
            # A rule's words carry no language: Dutch forms are the widest net and do no harm to the others.
            lexicon.add(phrase, "nl", marker=marker, can_be_denied=_can_be_denied(rule))
    lexicon.settle()
    return lexicon


def model_of(content: bytes | None, municipality: Municipality) -> Model | None:
    """The model of a municipality's folder; without one, or with one that cannot be read, the words decide alone."""
    return _read(content, frozenset(municipality.products)) if content is not None else None


@lru_cache(maxsize=2)  # a reload seldom changes the model, and reading one takes a second
def _read(content: bytes, products: frozenset[str]) -> Model | None:
    try:
        return Model.read(content, products)
    except BadModel:
        return None
