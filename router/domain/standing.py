"""How everybody's account stands: what agents.yaml says beside what the register says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from router.domain.account import Account
from router.domain.municipality import Agent
from router.domain.record import Record


class Standing(Record):
    """One account. Its state: none, demo, open, first (its password must be changed), paused, shut, gone."""

    agent: Agent | None  #: None for who is not in agents.yaml any more, and cannot log in
    account: str
    state: str
    has_code: bool = False

    def told(self) -> dict[str, object]:
        role = self.agent.role if self.agent else None
        return {"account": self.account, "role": role, "state": self.state, "secondStep": self.has_code}


def standings(agents: Mapping[str, Agent], rows: Sequence[Account], now: datetime, *, demo: bool) -> list[Standing]:
    """In the order of agents.yaml, then who is gone from it."""
    known = {each.account: each for each in rows}
    found = [
        Standing(
            agent=agent, account=name, state=_state(known.get(name), demo, now), has_code=_has_code(known.get(name))
        )
        for name, agent in agents.items()
    ]
    return found + [Standing(agent=None, account=name, state="gone") for name in known if name not in agents]


def _has_code(row: Account | None) -> bool:
    return row is not None and row.totp is not None


def _state(row: Account | None, demo: bool, now: datetime) -> str:
    if row is not None and row.shut_at is not None:
        return "shut"
    if row is not None and row.pause(now):
        return "paused"
    if row is None or row.hash is None:
        return "demo" if demo else "none"
    return "first" if row.must_change else "open"
