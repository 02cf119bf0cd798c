"""Twilio's part of channels.yaml: the word it signs with, and the team behind each of its queues."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from router.channels.base import Misfit, Secret, Strict
from router.channels.fields import Span

ACCOUNT = "calls"  #: the only source here
Line = Annotated[str, Field(min_length=1, max_length=80)]


class Setting(Strict):
    token: Secret  #: the auth token of the account
    old_token: Secret | None = None  #: the one before, as long as a change of it lasts
    queues: dict[Line, str] = Field(
        min_length=1, max_length=200
    )  #: a queue's name, or its SID -> team; others are not followed
    silent_after: Span = 0  #: seconds without a word after which somebody should look


def names(setting: Setting) -> list[str]:
    return [ACCOUNT]


def misfits(setting: Setting, municipality: Any) -> Iterator[Misfit]:
    for queue, team in setting.queues.items():
        if team not in municipality.teams:
            yield Misfit(("queues", queue), f'unknown team "{team}"; write one of teams.yaml')
