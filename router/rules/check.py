"""Do the files agree with each other? A dangling name is refused with the nearest one that exists."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from router.domain.due import LEGAL, Term
from router.domain.municipality import Municipality, Overflow, PromiseTerm, Team
from router.domain.words import PromiseKind, Steer
from router.rules.check_warnings import check_warnings
from router.rules.fields import FIELDS
from router.rules.files import Files
from router.rules.source import Source

PAUSING = (PromiseKind.ANSWER, PromiseKind.RESOLVE)


def check_references(municipality: Municipality, files: Files) -> None:
    _organisation(municipality, files.plain["organisation"])
    _entries(files.plain["teams"], {"calendar": municipality.calendars, "lead": municipality.agents})
    _entries(files.plain["desks"], {"calendar": municipality.calendars})
    _entries(files.plain["products"], {"team": municipality.teams})
    _teams(municipality, files.plain["teams"])
    for place, agent in enumerate(municipality.agents.values()):
        for team in agent.teams:
            known(files.plain["agents"], (place, "teams"), "team", team, municipality.teams)
    _terms(municipality, files)
    _audiences(municipality, files.plain["products"])
    _languages(municipality, files.plain["products"])


def known(source: Source, where: tuple[str | int, ...], what: str, name: object, names: Iterable[str]) -> None:
    """Note a problem when `name` is none of `names`, with the nearest that is."""
    choices = list(names)
    if name in choices:
        return
    near = get_close_matches(str(name), choices, n=1)
    mend = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(choices[:8])}"
    source.problem(where, f'unknown {what} "{name}"; {mend}')


def _organisation(municipality: Municipality, source: Source) -> None:
    known(source, ("default_team",), "team", municipality.organisation.default_team, municipality.teams)
    if municipality.organisation.communication:
        known(source, ("communication",), "team", municipality.organisation.communication, municipality.teams)
    for name, address in municipality.organisation.webhooks.items():
        if not _web_address(address):
            source.problem(("webhooks", name), f'"{name}" is a web address that begins with https://')


def _web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _entries(source: Source, fields: Mapping[str, Mapping[str, object]]) -> None:
    assert isinstance(source.data, list)
    for place, entry in enumerate(source.data):
        for field, names in fields.items():
            known(source, (place, field), {"lead": "agent"}.get(field, field), entry.get(field), names)


def _teams(municipality: Municipality, source: Source) -> None:
    """Every team of ours has somebody, and no work goes round."""
    staffed = {team for agent in municipality.agents.values() for team in agent.teams}
    for place, team in enumerate(municipality.teams.values()):
        if not team.is_partner and team.id not in staffed:
            source.problem((place,), f'team "{team.id}" has no agents; give it one in agents.yaml, or leave it out')
        if team.overflow is not None:
            _overflow((place, "overflow"), team, team.overflow, municipality, source)


def _overflow(
    where: tuple[str | int, ...], team: Team, overflow: Overflow, municipality: Municipality, source: Source
) -> None:
    known(source, (*where, "to"), "team", overflow.to, municipality.teams)
    over = municipality.teams.get(overflow.to)
    if over is team:
        source.problem(where, f'"{team.id}" overflows to itself; name another team')
    elif over is not None and over.overflow is not None and over.overflow.to == team.id:
        order = list(municipality.teams)
        if order.index(team.id) < order.index(over.id):  # told once, at the first of the two
            source.problem(where, f'"{team.id}" and "{over.id}" overflow to each other; let one of them stand')
    elif overflow.oldest is None and not overflow.closed:
        source.problem(where, 'say when: "oldest: 4 hours", "closed: true", or both')


def _terms(municipality: Municipality, files: Files) -> None:
    for place, term in enumerate(municipality.terms.values()):
        if _term(files.plain["promises"], (place, "term"), term.term):
            check_warnings(term, files.plain["promises"], place, municipality)
            _pauses(term, files.plain["promises"], place)
    for place, product in enumerate(municipality.products.values()):
        for field in ("legal", "promised"):
            if text := getattr(product, field):
                _term(files.plain["products"], (place, field), text)
        if product.promised and not product.legal:
            files.plain["products"].problem((place, "promised"), "a promised term stands beside a legal one; add legal")


def _pauses(term: PromiseTerm, source: Source, place: int) -> None:
    """Only what waits for the citizen's own word may stand still."""
    if not term.pauses:
        return
    if Term.parse(term.term).unit == LEGAL:
        source.problem((place, "pauses"), "the law's term runs on while we wait for somebody; leave pauses out")
    elif term.kind == PromiseKind.CALLBACK:
        source.problem((place, "pauses"), "a callback is promised whatever we wait for; leave pauses out")
    elif term.kind not in PAUSING:
        what = f'"{term.kind}" does not wait for the citizen'
        source.problem((place, "pauses"), f"{what}; only {' and '.join(PAUSING)} can pause, leave pauses out")


def _term(source: Source, where: tuple[str | int, ...], text: str) -> bool:
    """Whether it can be read."""
    try:
        Term.parse(text)
    except ValueError as error:
        source.problem(where, str(error))
        return False
    return True


def _audiences(municipality: Municipality, source: Source) -> None:
    """An order of channels for some people names what they can have."""
    for place, product in enumerate(municipality.products.values()):
        for audience, channels in product.audiences.items():
            where = (place, "audiences", audience)
            if Steer.CLICK in channels and not product.form:
                source.problem(where, f'"{product.id}" has no form to click to; add form, or leave click out')
            if Steer.FACE in channels and not product.appointment_minutes:
                source.problem(where, f'"{product.id}" has no appointments; add appointment_minutes, or leave face out')
            if len(set(channels)) < len(channels):
                source.problem(where, "a channel stands here twice; name each once, the one to offer first in front")


def _languages(municipality: Municipality, source: Source) -> None:
    """What a product is called is listened for, in the forms of its language."""
    for place, product in enumerate(municipality.products.values()):
        for field, words in (("name", product.name), ("synonyms", product.synonyms)):
            for tag in words:
                known(source, (place, field, tag), "language", tag[:2], FIELDS["language"].values)
