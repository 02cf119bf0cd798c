"""The contact page: find what it is about, then click, call and face side by side. Advised, never forced."""

from collections.abc import Iterable

from aiohttp import web

from router.domain.errors import NotFound
from router.domain.municipality import Municipality
from router.domain.product import Product, in_language
from router.store.views.status import asked_most
from router.store.views.waits import current_wait
from router.web.citizen.hours import Opening, at_the_line, called_by, desks, line
from router.web.citizen.search import LONGEST, find
from router.web.language import language_of
from router.web.site import Site, site_of

POPULAR = 8


async def home(request: web.Request) -> web.Response:
    site, language = site_of(request), language_of(request)
    products = site.municipality.products
    question = request.query.get("q", "").strip()[:LONGEST]
    asked = await asked_most(site.reads, POPULAR)
    return site.pages.response(
        request,
        "pages/citizen/home.html",
        question=question,
        is_empty=asked is None,
        found=named(find(question, products.values(), language), language),
        popular=named((products[each] for each in asked or () if each in products), language),
        products=named(products.values(), language, in_order=True),
    )


async def product(request: web.Request) -> web.Response:
    site, language = site_of(request), language_of(request)
    chosen, now, town = product_of(request), site.clock.now(), site.municipality
    assert chosen is not None
    at_line = at_the_line(town, now, language)
    return site.pages.response(
        request,
        "pages/citizen/product.html",
        product=chosen,
        name=in_language(chosen.name, language),
        now=now,
        summary=in_language(chosen.summary, language),
        documents=in_words(chosen, language),
        ways=[str(way) for way in chosen.channels if way not in chosen.paused],
        line=at_line,
        wait=await _wait(site, at_line),
        zone=line(town).zone,
        called=called_by(town, chosen.team, now, language),
        desks=[(in_language(desk.label, language), desk.address, hours) for desk, hours in desks(town, now, language)],
    )


async def _wait(site: Site, at_line: Opening) -> int | None:
    """How long callers wait now, in seconds; None while the line is closed and when recent calls tell nothing."""
    if at_line.until is None:
        return None
    wait = await current_wait(site.reads, site.municipality.organisation.default_team, site.clock.now())
    return None if wait is None else int(wait.total_seconds())


def product_of(request: web.Request) -> Product | None:
    """The product in the address; None when it names none. Raises NotFound."""
    name = request.match_info.get("product")
    if name is None:
        return None
    found = site_of(request).municipality.products.get(name)
    if found is None:
        raise NotFound("We do not know this subject. Search for it on the first page.")
    return found


def named(products: Iterable[Product], language: str, *, in_order: bool = False) -> list[tuple[str, str, str]]:
    """Id, name and summary for a list on a page."""
    rows = [(each.id, in_language(each.name, language), in_language(each.summary, language)) for each in products]
    return sorted(rows, key=lambda row: row[1].casefold()) if in_order else rows


def in_words(product: Product, language: str) -> tuple[str, ...]:
    """The documents to bring, in this language, else in Dutch."""
    return product.documents.get(language) or product.documents.get("nl") or ()


def teams(municipality: Municipality, language: str) -> dict[str, str]:
    return {team.id: in_language(team.label, language) for team in municipality.teams.values()}
