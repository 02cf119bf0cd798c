"""Replies: the texts that go out by themselves, composed from our own templates in the citizen's language."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from router.domain.attempts import Asks
from router.domain.case import CaseFile
from router.domain.contact import Party, Text
from router.domain.municipality import Municipality
from router.domain.product import Product, in_language
from router.domain.words import PromiseKind, Urgency
from router.rules.offers import offer_of
from router.steps.links import Links
from router.week import hours_of

FOLDER = Path(__file__).parent / "templates"
MOMENT = {
    "nl": "EEEE d MMMM 'om' HH:mm",
    "en": "EEEE d MMMM 'at' HH:mm",
    "fr": "EEEE d MMMM 'à' HH:mm",
    "de": "EEEE, d. MMMM 'um' HH:mm",
}
GREETING = {"nl": "Beste {},", "en": "Dear {},", "fr": "Bonjour {},", "de": "Guten Tag {},"}
NOBODY = {"nl": "inwoner", "en": "resident", "fr": "Madame, Monsieur", "de": "zusammen"}
SUBJECT = {
    "nl": "Wij hebben uw bericht ontvangen",
    "en": "We have received your message",
    "fr": "Nous avons reçu votre message",
    "de": "Wir haben Ihre Nachricht erhalten",
}
MISSED = {
    "nl": "Wij konden u niet bereiken",
    "en": "We could not reach you",
    "fr": "Nous n’avons pas pu vous joindre",
    "de": "Wir konnten Sie nicht erreichen",
}
SHORT = {
    "nl": "Dank u. Wij hebben uw bericht ontvangen. Uw nummer is {}.",
    "en": "Thank you. We have received your message. Your number is {}.",
    "fr": "Merci. Nous avons reçu votre message. Votre numéro est le {}.",
    "de": "Danke. Wir haben Ihre Nachricht erhalten. Ihre Nummer ist {}.",
}
LOST = {
    "nl": "{0}: onze e-mail over uw vraag kwam niet aan. Bel ons op {2} en noem nummer {1}.",
    "en": "{0}: our e-mail about your question did not arrive. Call us on {2} and say number {1}.",
    "fr": "{0}: notre e-mail au sujet de votre question n’est pas arrivé. Appelez le {2}, numéro {1}.",
    "de": "{0}: unsere E-Mail zu Ihrer Frage kam nicht an. Rufen Sie {2} an, Nummer {1}.",
}
TOLD = {
    PromiseKind.CALLBACK: {
        "nl": "Wij bellen u vóór {}.",
        "en": "We will call you before {}.",
        "fr": "Nous vous appelons avant {}.",
        "de": "Wir rufen Sie vor {} an.",
    },
    PromiseKind.ANSWER: {
        "nl": "U krijgt antwoord vóór {}.",
        "en": "You will have an answer before {}.",
        "fr": "Vous aurez une réponse avant {}.",
        "de": "Sie bekommen eine Antwort vor {}.",
    },
    PromiseKind.RESOLVE: {
        "nl": "Wij beslissen vóór {}.",
        "en": "We will decide before {}.",
        "fr": "Nous décidons avant {}.",
        "de": "Wir entscheiden vor {}.",
    },
    PromiseKind.PARTNER: {
        "nl": "Onze partner reageert vóór {}.",
        "en": "Our partner will respond before {}.",
        "fr": "Notre partenaire répond avant {}.",
        "de": "Unser Partner antwortet vor {}.",
    },
}


class Replies:
    """Plain text, so nothing needs escaping; a name that a template lacks is an error in the tests, not a hole in a letter."""

    def __init__(self, links: Links) -> None:
        self._links = links
        # Plain text for a mail program: HTML escaping would show as &amp; to the reader.
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def acknowledgement(self, file: CaseFile, party: Party, municipality: Municipality) -> tuple[str, str]:
        """Subject and text: reference, what happens next, by when, and another way if there is one (Z3, O1)."""
        case, organisation = file.case, municipality.organisation
        language = case.language if case.language in GREETING else organisation.languages[0]
        product = municipality.products.get(case.product or "")
        text = self._templates.get_template(f"replies/acknowledgement.{language}.txt").render(
            greeting=GREETING[language].format(_line(party.name) or NOBODY[language]),
            reference=case.reference,
            product=_product(product, language),
            urgent=case.urgency == Urgency.DANGER,
            promises=self._promises(file, language, ZoneInfo(organisation.zone)),
            team=in_language(municipality.teams[case.team].label, language),
            organisation=organisation.name,
            phone=organisation.phone,
            hours=hours_of(municipality.calendar_of(organisation.default_team), language),
            status_url=self._links.status(case.reference),
            **self._offer(file, product, municipality, language),
        )
        return f"{SUBJECT[language]} ({case.reference})", text

    def short_acknowledgement(self, file: CaseFile, municipality: Municipality) -> str:
        """For a channel of short messages that others may read: no name, no subject and no secret link."""
        language = file.case.language if file.case.language in SHORT else municipality.organisation.languages[0]
        told = self._promises(file, language, ZoneInfo(municipality.organisation.zone))[:1]
        return " ".join((SHORT[language].format(file.case.reference), *told))

    def bounced(self, file: CaseFile, municipality: Municipality) -> str:
        """A text message: our mail did not arrive. What stood in it is not told over the telephone's screen."""
        organisation = municipality.organisation
        language = file.case.language if file.case.language in LOST else organisation.languages[0]
        return LOST[language].format(organisation.name, file.case.reference, organisation.phone)

    def missed_callback(
        self, file: CaseFile, party: Party, asks: str, attempts: int, municipality: Municipality
    ) -> tuple[str, str]:
        """Subject and text: how often we rang, what happens now, and the page on which they choose how to go on."""
        case, organisation = file.case, municipality.organisation
        language = case.language if case.language in GREETING else organisation.languages[0]
        zone = ZoneInfo(organisation.zone)
        owed = [each for each in file.promises if each.kind == PromiseKind.CALLBACK and each.is_open]
        following = next((each.next_attempt for each in owed if each.next_attempt), None)
        text = self._templates.get_template(f"replies/callback-missed.{language}.txt").render(
            greeting=GREETING[language].format(_line(party.name) or NOBODY[language]),
            reference=case.reference,
            product=_product(municipality.products.get(case.product or ""), language),
            number=asks == Asks.NUMBER,
            attempts=attempts,
            following=_moment(following, language, zone) if following else "",
            promises=[TOLD[each.kind][language].format(_moment(each.due, language, zone)) for each in owed],
            team=in_language(municipality.teams[case.team].label, language),
            organisation=organisation.name,
            phone=organisation.phone,
            hours=hours_of(municipality.calendar_of(organisation.default_team), language),
            status_url=self._links.status(case.reference),
        )
        return f"{MISSED[language]} ({case.reference})", text

    def notice(self, file: CaseFile, why: str, to: str, municipality: Municipality) -> tuple[str, str]:
        """To our own people: which case, and why a rule wants them to look. Nothing of the citizen (V4)."""
        case, organisation = file.case, municipality.organisation
        zone, agent = ZoneInfo(organisation.zone), municipality.agents.get(to)
        waiting = [promise for promise in file.promises if promise.is_owed]
        body = self._templates.get_template("replies/notice.nl.txt").render(
            name=agent.name if agent else "collega",
            reference=case.reference,
            why=why,
            product=_product(municipality.products.get(case.product or ""), "nl"),
            team=in_language(municipality.teams[case.team].label, "nl"),
            received=_moment(case.received_at, "nl", zone),
            due=_moment(min(promise.due for promise in waiting), "nl", zone) if waiting else "",
            url=self._links.desk(case.reference),
            organisation=organisation.name,
        )
        return f"Let op: zaak {case.reference}", body

    def forward(self, file: CaseFile, text: Text, municipality: Municipality) -> tuple[str, str]:
        """To a partner: what came in, without who said it (V4)."""
        case, organisation = file.case, municipality.organisation
        body = self._templates.get_template("replies/forward.nl.txt").render(
            reference=case.reference,
            product=_product(municipality.products.get(case.product or ""), "nl"),
            place=_line(case.place),
            received=_moment(case.received_at, "nl", ZoneInfo(organisation.zone)),
            text=text.body[:5000],
            organisation=organisation.name,
        )
        return f"Doorgestuurd: {case.reference}", body

    def _offer(
        self, file: CaseFile, product: Product | None, municipality: Municipality, language: str
    ) -> dict[str, object]:
        """A letter is read later: it tells the hours of the week, not who is there at this moment. Who is called anyway need not ask."""
        offer = offer_of(file.case.steer, product, municipality, language, file.case.changed_at)
        asks = offer is not None and offer.callback is not None and not file.owed(PromiseKind.CALLBACK)
        return {
            "offer": offer,
            "callback_url": f"{self._links.base}{offer.callback}" if offer and asks else "",
            "page_url": f"{self._links.base}{offer.page}" if offer else "",
        }

    def _promises(self, file: CaseFile, language: str, zone: ZoneInfo) -> list[str]:
        return [
            TOLD[promise.kind][language].format(_moment(promise.due, language, zone))
            for promise in file.promises
            if promise.kind in TOLD and promise.is_open
        ]


def _moment(at: datetime, language: str, zone: ZoneInfo) -> str:
    return str(format_datetime(at.astimezone(zone), MOMENT[language], locale=language))


def _product(product: Product | None, language: str) -> str:
    name = in_language(product.name, language) if product else ""
    return name[:1].lower() + name[1:] if language != "de" else name


def _line(text: str | None) -> str:
    return " ".join(text.split())[:100] if text else ""
