"""What everybody may read: services, and reports without whoever made them. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime

from router.domain.municipality import Municipality
from router.domain.product import Product, in_language
from router.domain.taken import Reported
from router.domain.words import Kind


def services(municipality: Municipality) -> Mapping[str, Product]:
    """What can be reported."""
    return {name: each for name, each in municipality.products.items() if each.kind == Kind.REPORT}


def service(product: Product) -> dict[str, object]:
    return {
        "service_code": product.id,
        "service_name": in_language(product.name, "nl"),
        "description": in_language(product.summary, "nl"),
        "metadata": False,
        "type": "batch",
        "keywords": ", ".join(product.synonyms.get("nl", ())[:10]),
        "group": "",
    }


def request(case: Reported, municipality: Municipality, public: Collection[str]) -> dict[str, object]:
    product = municipality.products.get(case.product or "")
    shown = case.wire if product is not None and product.id in public else {}
    return {
        "service_request_id": case.reference,
        "status": status(case),
        "status_notes": "",
        "service_name": in_language(product.name, "nl") if product else "",
        "service_code": case.product or "",
        "description": shown.get("description", ""),
        "agency_responsible": municipality.organisation.name,
        "service_notice": "",
        "requested_datetime": moment(case.received_at),
        "updated_datetime": moment(case.changed_at),
        "expected_datetime": "",
        "address": shown.get("address", ""),
        "address_id": "",
        "zipcode": "",
        "lat": shown.get("lat", ""),
        "long": shown.get("long", ""),
        "media_url": "",
    }


def status(case: Reported) -> str:
    return "open" if case.closed_at is None else "closed"


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
