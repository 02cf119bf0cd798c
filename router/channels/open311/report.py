"""A report's fields to a contact. Pure."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from math import isfinite

from router.channels.clean import many_lines, one_line
from router.channels.open311.written import Refusal
from router.domain.contact import Inbound, Sender, contact_id
from router.domain.phone import normal_phone
from router.domain.words import Channel, Kind

TEXT = 4000


def contact(fields: Mapping[str, str], now: datetime, region: str, key: str = "") -> Inbound:
    """The service is known already. Raises Refusal."""
    at, place = where(fields)
    said = [many_lines(fields.get("description", ""), TEXT), *attributes(fields)]
    if photo := one_line(fields.get("media_url", ""), 2000):
        said.append(f"media_url: {photo}")
    number = source_id(fields, now, key)
    return Inbound(
        id=contact_id("webform", "open311", number),
        channel=Channel.WEBFORM,
        source="open311",
        source_id=number,
        received_at=now,
        text="\n".join(part for part in said if part),
        product=fields["service_code"],
        kind=Kind.REPORT,
        place=place,
        sender=sender(fields, region),
        wire=at | {"description": said[0][:TEXT]},
    )


def where(fields: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """For the wire, and in words. Raises Refusal."""
    address = one_line(fields.get("address_string") or fields.get("address_id") or "", 200)
    if not fields.get("lat") and not fields.get("long"):
        if not address:
            raise Refusal(400, "Tell where: lat and long, address_string or address_id.")
        return {"address": address}, address
    lat, long = degrees(fields.get("lat", ""), 90), degrees(fields.get("long", ""), 180)
    return {"lat": lat, "long": long, "address": address}, address or f"{lat}, {long}"


def degrees(text: str, most: int) -> str:
    try:
        number = float(text[:30])
    except ValueError:
        number = float("nan")
    if not isfinite(number) or abs(number) > most:
        raise Refusal(400, "lat and long are degrees of WGS84, such as 52.0907 and 5.1214.")
    return f"{number:.6f}"


def attributes(fields: Mapping[str, str]) -> list[str]:
    named = [(name, value) for name, value in fields.items() if name.startswith("attribute[")]
    return [f"{one_line(name[10:].rstrip('[]'), 100)}: {one_line(value, 500)}" for name, value in named[:20]]


def sender(fields: Mapping[str, str], region: str) -> Sender:
    name = one_line(f"{fields.get('first_name', '')} {fields.get('last_name', '')}", 120)
    email, phone = one_line(fields.get("email", ""), 254), one_line(fields.get("phone", ""), 40)
    return Sender(
        name=name or None, email=email if "@" in email else None, phone=normal_phone(phone, region) if phone else None
    )


def source_id(fields: Mapping[str, str], now: datetime, key: str) -> str:
    """An app that sends again sends the same: GeoReport has no number of its own for a report."""
    told = key or repr(sorted((name, value) for name, value in fields.items() if name != "api_key")) + f"{now:%Y-%m-%d}"
    return blake2b(told.encode("utf-8", "ignore"), digest_size=16).hexdigest()
