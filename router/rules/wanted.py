"""Wanted: the agent who spoke with this citizen last, the skills and the language it takes; each let go as time passes."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from router.domain.case import Wanted
from router.rules.facts import Draft
from router.rules.rulebook import Rulebook
from router.rules.spans import span

LATELY = timedelta(days=7)  #: "this week": how long ago the last contact may be for its agent to be preferred
WIDEN = "30 minutes"


def wanted(draft: Draft, then: Mapping[str, object], book: Rulebook, now: datetime) -> Wanted | None:
    """None where anybody of the team will do. Time to widen counts only while the team is open."""
    agent = _last_handler(draft, book) if then.get("prefer") == "last-agent" else None
    listed = then.get("skills")
    skills = tuple(str(each) for each in listed) if isinstance(listed, list) else ()
    language = _language(draft, book)
    if not (agent or skills or language):
        return None
    steps = [bool(agent), bool(skills or language)].count(True)
    return Wanted(agent=agent, skills=skills, language=language, widens=_widens(draft, then, book, now, steps))


def _widens(
    draft: Draft, then: Mapping[str, object], book: Rulebook, now: datetime, steps: int
) -> tuple[datetime, ...]:
    calendar, each = book.municipality.calendar_of(draft.team), span(then.get("widen", WIDEN))
    return tuple(calendar.after_open(now, each * step) for step in range(1, steps + 1))


def _last_handler(draft: Draft, book: Rulebook) -> str | None:
    """An agent who works for the team; one who left is nobody to wait for."""
    account = draft.facts.known.last_handler(draft.contact.received_at - LATELY)
    agent = book.municipality.agents.get(account or "")
    return agent.account if agent and draft.team in agent.teams else None


def _language(draft: Draft, book: Rulebook) -> str | None:
    """The language of the text, where it is not the house's own and somebody of the team speaks it."""
    if draft.language == book.municipality.organisation.languages[0]:
        return None
    agents = book.municipality.agents.values()
    speaks = any(draft.team in agent.teams and draft.language in agent.languages for agent in agents)
    return draft.language if speaks else None
