"""Mentions in a note: @ and the name of a colleague or a team, as it stands in the organisation or as their account."""

from collections.abc import Iterator, Mapping

from router.domain.municipality import Municipality

MOST = 50  #: people told of one note


def mentioned(text: str, town: Municipality) -> tuple[str, ...]:
    """The accounts, each once, in the order of the text. An @ within a word, as in an address, is none."""
    handles = _handles(town)
    found = (account for at in _ats(text) for account in handles.get(_longest(text, at + 1, handles), ()))
    return tuple(dict.fromkeys(found))[:MOST]


def _ats(text: str) -> Iterator[int]:
    for at, letter in enumerate(text):
        if letter == "@" and (at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "._-@")):
            yield at


def _longest(text: str, start: int, handles: Mapping[str, tuple[str, ...]]) -> str:
    """The longest name that begins there and ends with a word; empty when there is none."""
    fits = (
        each
        for each in handles
        if text[start : start + len(each)].casefold() == each and not _goes_on(text, start + len(each))
    )
    return max(fits, key=len, default="")


def _goes_on(text: str, at: int) -> bool:
    return at < len(text) and (text[at].isalnum() or text[at] in "_-")


def _handles(town: Municipality) -> Mapping[str, tuple[str, ...]]:
    """Casefolded name to accounts. Two of one name are both meant."""
    found: dict[str, tuple[str, ...]] = {}
    for team in town.teams.values():
        people = tuple(each.account for each in town.agents.values() if team.id in each.teams)
        for name in {team.id, *team.label.values()}:
            found[name.casefold()] = people
    for agent in town.agents.values():
        for name in {agent.account, agent.name}:
            if name:
                found[name.casefold()] = (*found.get(name.casefold(), ()), agent.account)
    return found
