"""Offers: what we tell somebody about the channel that steering chose. Facts first; one sentence on how it goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from router.domain.municipality import Municipality
from router.domain.product import Product, in_language
from router.domain.record import Record
from router.domain.words import Steer

HOW: Mapping[str, Mapping[str, str]] = {
    "click": {
        "nl": "U kunt dit zelf regelen op onze website.",
        "en": "You can arrange this yourself on our website.",
        "fr": "Vous pouvez le faire vous-même sur notre site.",
        "de": "Sie können das selbst auf unserer Website erledigen.",
    },
    "minutes": {
        "nl": "Dat duurt ongeveer {} minuten.",
        "en": "It takes about {} minutes.",
        "fr": "Cela prend environ {} minutes.",
        "de": "Es dauert etwa {} Minuten.",
    },
    "call": {
        "nl": "U kunt hierover met iemand van ons praten.",
        "en": "You can talk to one of us about this.",
        "fr": "Vous pouvez en parler avec l'un de nous.",
        "de": "Sie können darüber mit uns sprechen.",
    },
    "open": {
        "nl": "Wij zijn nu te bereiken, tot {}.",
        "en": "You can reach us now, until {}.",
        "fr": "Vous pouvez nous joindre maintenant, jusqu'à {}.",
        "de": "Sie erreichen uns jetzt, bis {}.",
    },
    "closed": {
        "nl": "Wij zijn nu gesloten. Wij kunnen u ook terugbellen.",
        "en": "We are closed now. We can also call you back.",
        "fr": "Nous sommes fermés maintenant. Nous pouvons aussi vous rappeler.",
        "de": "Wir haben jetzt geschlossen. Wir können Sie auch zurückrufen.",
    },
    "face": {
        "nl": "U kunt hiervoor op afspraak bij ons langskomen.",
        "en": "You can visit us for this, by appointment.",
        "fr": "Vous pouvez venir chez nous, sur rendez-vous.",
        "de": "Sie können dafür mit Termin zu uns kommen.",
    },
}


class Place(Record):
    """Where an appointment can be."""

    label: str
    address: str


class Offer(Record, omit_defaults=True, rename="camel"):
    """One offer, in one language. A channel fills what belongs to it; the number is always there."""

    channel: Steer
    how: str  #: plain sentences, to put on a page or in a letter
    phone: str
    url: str | None = None  #: click: the product's form
    minutes: int | None = None  #: click: how long the form takes
    open_until: datetime | None = None  #: call: when the line closes, if it is open now
    opens: datetime | None = None  #: call: when it opens again, if it is closed now
    wait_seconds: int | None = None  #: call: how long callers wait now; None when nothing is known
    callback: str | None = None  #: call: where to ask to be called, a path of our own
    appointment_minutes: int | None = None  #: face
    documents: tuple[str, ...] = ()  #: face: what to bring
    places: tuple[Place, ...] = ()  #: face
    page: str | None = None  #: the product's own page with all ways, a path of our own


def offer_of(
    steer: Steer,
    product: Product | None,
    municipality: Municipality,
    language: str,
    now: datetime,
    wait: timedelta | None = None,
) -> Offer | None:
    """What to say; None when nothing is offered, or what was offered can no longer be had. `wait` counts only while open."""
    page = f"/product/{product.id}" if product else None
    match steer:
        case Steer.CLICK if product is not None and product.form:
            return _click(product, municipality, language).with_(page=page)
        case Steer.CALL:
            return _call(product, municipality, language, now, wait).with_(page=page)
        case Steer.FACE if product is not None and product.appointment_minutes:
            return _face(product, municipality, language).with_(page=page)
    return None


def _click(product: Product, municipality: Municipality, language: str) -> Offer:
    return Offer(
        channel=Steer.CLICK,
        how=_said("click", language) + _taking(product.minutes, language),
        phone=municipality.organisation.phone,
        url=product.form,
        minutes=product.minutes,
    )


def _call(
    product: Product | None, municipality: Municipality, language: str, now: datetime, wait: timedelta | None
) -> Offer:
    """The number is that of the team which takes what fits nowhere, and so are its hours."""
    organisation = municipality.organisation
    line, by_hand = municipality.calendar_of(organisation.default_team), municipality.telephony
    until = None if by_hand.closed else line.closes_at(now)
    hours = _said("open", language).format(_clock(until, organisation.zone)) if until else _said("closed", language)
    return Offer(
        channel=Steer.CALL,
        how=f"{_said('call', language)} {hours}",
        phone=organisation.phone,
        open_until=until,
        opens=by_hand.closed_until if by_hand.closed else None if until else line.opens_next(now),
        wait_seconds=int(wait.total_seconds()) if wait is not None and until else None,
        callback=f"/callback/{product.id}" if product else "/callback",
    )


def _face(product: Product, municipality: Municipality, language: str) -> Offer:
    return Offer(
        channel=Steer.FACE,
        how=_said("face", language) + _taking(product.appointment_minutes, language),
        phone=municipality.organisation.phone,
        appointment_minutes=product.appointment_minutes,
        documents=product.documents.get(language) or product.documents.get("nl", ()),
        places=tuple(
            Place(label=in_language(desk.label, language), address=desk.address) for desk in municipality.desks.values()
        ),
    )


def _said(name: str, language: str) -> str:
    return in_language(HOW[name], language)


def _taking(minutes: int | None, language: str) -> str:
    return f" {_said('minutes', language).format(minutes)}" if minutes else ""


def _clock(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
