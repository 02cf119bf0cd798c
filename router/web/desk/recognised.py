"""What an agent may say about how a case was recognised and what was offered: the choices, and reading them from a form."""

from collections.abc import Iterable, Mapping

from msgspec import UNSET

from router.domain.errors import Refused
from router.domain.municipality import Municipality
from router.domain.product import in_language
from router.domain.words import Kind, SteerOutcome, SteerReason, Urgency
from router.steps.correct import Correction, suggested_team
from router.store.views.case_page import CasePage
from router.web.language import LANGUAGES
from router.web.offers import offered
from router.web.site import Site

NO_PRODUCT = "-"


async def choices(site: Site, found: CasePage, language: str) -> dict[str, object]:
    """For the page: the offer, its reasons, and everything a correction can choose from."""
    town = site.municipality
    corrected = any(line.type == "corrected" for line in found.history)
    return {
        "offer": await offered(site, found.case.steer, found.case.product, language),
        "reasons": [str(each) for each in SteerReason],
        "products": [(NO_PRODUCT, ""), *_products(town, language)],
        "kinds": [str(each) for each in Kind],
        "urgencies": [str(each) for each in Urgency],
        "languages": LANGUAGES,
        "suggested_team": suggested_team(found.case, town) if corrected else None,
    }


def _products(town: Municipality, language: str) -> list[tuple[str, str]]:
    named = ((each.id, in_language(each.name, language)) for each in town.products.values())
    return sorted(named, key=lambda each: each[1].casefold())


def correction_of(form: Mapping[str, str]) -> Correction:
    """What is not in the form stays. Raises Refused for a value that no page of ours offers."""
    kind, urgency, language = (form.get(name, "") for name in ("kind", "urgency", "language"))
    _one_of(kind, Kind)
    _one_of(urgency, Urgency)
    _one_of(language, LANGUAGES)
    product = form.get("product", "")
    return Correction(
        product=(None if product == NO_PRODUCT else product) if product else UNSET,
        kind=Kind(kind) if kind else UNSET,
        urgency=Urgency(urgency) if urgency else UNSET,
        language=language or UNSET,
    )


def product_and_kind(form: Mapping[str, str]) -> tuple[str | None, Kind | None]:
    """What the agent says a second question is about; what they leave open the rules find out. Raises Refused."""
    product, kind = form.get("product", ""), form.get("kind", "")
    _one_of(kind, Kind)
    return (None if product in ("", NO_PRODUCT) else product), Kind(kind) if kind else None


def answer_of(form: Mapping[str, str]) -> tuple[SteerOutcome, SteerReason | None]:
    """What became of the offer. Raises Refused when the form does not say."""
    outcome, reason = form.get("outcome", ""), form.get("reason", "")
    _one_of(reason, SteerReason)
    if outcome not in set(SteerOutcome):
        raise Refused("An offer is taken or refused; choose one of these.")
    return SteerOutcome(outcome), SteerReason(reason) if reason else None


def _one_of(text: str, known: Iterable[str]) -> None:
    if text and text not in set(known):
        raise Refused("Choose from the list.")
