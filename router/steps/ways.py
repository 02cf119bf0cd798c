"""Ways: over which channels an answer can reach the citizen of a case, the likeliest first."""

from router.domain.case import Case
from router.domain.contact import Party
from router.domain.municipality import Municipality
from router.domain.phone import region_of, takes_texts
from router.domain.words import Channel

MAIL, SMS = "email", "sms"  #: what a carrier takes to an address, whatever channel the citizen used


def ways_of(case: Case, party: Party | None, town: Municipality) -> tuple[str, ...]:
    """Names of channels: the one that they used, else mail, else a text message. Empty when nothing reaches them."""
    if party is None:
        return ()
    used = (case.source,) if case.source in town.senders and (party.handle or party.phone) else ()
    mail = (MAIL,) if party.email else ()
    return tuple(dict.fromkeys((*used, *mail, *texts_of(party, town))))


def texts_of(party: Party, town: Municipality) -> tuple[str, ...]:
    """The channel that takes text messages to them, when there is one."""
    reached = SMS in town.carriers and takes_texts(party.phone, region_of(town.organisation.zone))
    return (town.carriers[SMS],) if reached else ()


def channel_of(way: str, case: Case) -> Channel:
    """What a contact over this way is called; a text message goes to a telephone."""
    if way == MAIL:
        return Channel.EMAIL
    return case.channel if way == case.source else Channel.PHONE
