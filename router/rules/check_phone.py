"""Does channels.yaml's `phone` agree with itself, with the teams and with the agents?"""

from collections.abc import Mapping

from router.domain.due import Term
from router.domain.municipality import Municipality
from router.rules.check import known
from router.rules.files import Files
from router.rules.source import Source

Where = tuple[str | int, ...]


def check_phone(municipality: Municipality, files: Files) -> None:
    source, telephony = files.plain["channels"], municipality.telephony
    _own_names(source, [switch.name for switch in telephony.switches])
    _queues(source, ("phone", "queues"), telephony.told, municipality)
    for place, switch in enumerate(telephony.switches):
        where: Where = ("phone", "asterisk", place)
        _queues(source, (*where, "queues"), switch.queues, municipality)
        for account in switch.devices:
            known(source, (*where, "devices", account), "agent", account, municipality.agents)
    _span(files.plain["organisation"], municipality.organisation.one_callback_within)


def _own_names(source: Source, names: list[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            source.problem(
                ("phone", "asterisk", place, "name"), f'"{name}" stands here twice; give each switch its own name'
            )


def _queues(source: Source, where: Where, queues: Mapping[str, str], municipality: Municipality) -> None:
    """Each queue is a team's, the same one wherever it is named: an event tells its queue and not its switch."""
    for queue, team in queues.items():
        known(source, (*where, queue), "team", team, municipality.teams)
        other = municipality.telephony.queues.get(queue, team)
        if other != team:
            source.problem(
                (*where, queue),
                f'queue "{queue}" is of "{other}" elsewhere in this file; give it one team, or another name',
            )


def _span(source: Source, text: str) -> None:
    where = ("one_callback_within",)
    try:
        term = Term.parse(text)
    except ValueError as error:
        source.problem(where, str(error))
        return
    if term.unit not in ("opening hour", "opening minute"):
        source.problem(where, f'"{text}" is not opening time; write "4 opening hours" or "30 opening minutes"')
