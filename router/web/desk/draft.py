"""The answer that stands ready: a greeting, the words chosen, a signature, all in the citizen's language."""

from typing import NamedTuple

from aiohttp import web

from router.domain.municipality import Agent
from router.domain.product import in_language
from router.store.views.case_page import CasePage
from router.store.views.worklist import shortened
from router.web.site import Site

GREETINGS = {"nl": "Dag {name},", "en": "Dear {name},", "fr": "Bonjour {name},", "de": "Guten Tag {name},"}
NOBODY = {"nl": "meneer of mevrouw", "en": "sir or madam", "fr": "Madame, Monsieur", "de": "Damen und Herren"}


def draft(request: web.Request, site: Site, page: CasePage, user: Agent) -> tuple[str, str]:
    """Subject and text. ?template= takes a canned reply, ?answer=1 the product's own words."""
    language = page.case.language
    canned = site.municipality.replies.get(request.query.get("template", ""))
    if canned:
        return subject(site, page), filled(_body(in_language(canned, language)), site, page, user)
    product = site.municipality.products.get(page.case.product or "")
    words = in_language(product.answer, language) if product and request.query.get("answer") else ""
    if page.case.source in site.municipality.senders:
        return subject(site, page), filled(words, site, page, user)  # a post has no greeting and no signature
    text = f"{in_language(GREETINGS, language)}\n\n{words}\n\n{_signature(site, page)}"
    return subject(site, page), filled(text, site, page, user)


def _signature(site: Site, page: CasePage) -> str:
    """The team's, else the organisation's."""
    town = site.municipality
    return in_language(town.teams[page.case.team].signature or town.organisation.signature, page.case.language)


class Canned(NamedTuple):
    """A standard text, ready to be put in."""

    id: str
    title: str  #: in the agent's language
    text: str  #: in the citizen's, its placeholders filled


def canned(site: Site, page: CasePage, user: Agent, language: str) -> list[Canned]:
    return [
        Canned(
            each,
            _title(in_language(words, language)) or each,
            filled(_body(in_language(words, page.case.language)), site, page, user),
        )
        for each, words in site.municipality.replies.items()
    ]


def filled(text: str, site: Site, page: CasePage, user: Agent) -> str:
    language, product = page.case.language, site.municipality.products.get(page.case.product or "")
    party = page.party
    values = {
        "{name}": (party.name if party else None) or in_language(NOBODY, language),
        "{reference}": page.case.reference,
        "{team}": in_language(site.municipality.teams[page.case.team].label, language),
        "{agent}": user.name,
        "{product}": in_language(product.name, language) if product else subject(site, page).removeprefix("Re: "),
    }
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def subject(site: Site, page: CasePage) -> str:
    """That of the first message, answered once."""
    text = page.first
    said = shortened(text.subject, 200) if text and text.subject else ""
    product = site.municipality.products.get(page.case.product or "")
    said = said or (in_language(product.name, page.case.language) if product else page.case.reference)
    return said if said[:3].casefold() == "re:" else f"Re: {said}"


def _title(text: str) -> str:
    first = text.partition("\n")[0]
    return first[2:].strip() if first.startswith("# ") else ""


def _body(text: str) -> str:
    return text.partition("\n")[2] if _title(text) else text
