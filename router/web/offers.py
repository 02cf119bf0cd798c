"""The offer of a case, for whoever shows it: with the wait that callers have at this moment."""

from router.domain.words import Steer
from router.rules.offers import Offer, offer_of
from router.store.views.waits import current_wait
from router.web.site import Site


async def offered(site: Site, steer: str, product: str | None, language: str) -> Offer | None:
    """None when nothing is offered. The register is read only for a call."""
    town, now = site.municipality, site.clock.now()
    wait = await current_wait(site.reads, town.organisation.default_team, now) if steer == Steer.CALL else None
    return offer_of(Steer(steer), town.products.get(product or ""), town, language, now, wait)
