"""Raising by a person: the team and its lead are told, and the case goes there once."""

import pytest

from router.domain.errors import Refused

WHY = "De krant belt hierover."


async def test_it_moves_and_everybody_there_is_told(town):
    case = await town.case_of(await town.receive())
    await town.acts.raise_to(case.reference, town.actor(), "communication", WHY)
    after = await town.case(case.reference)
    assert (after.team, after.raised, after.priority >= 90) == ("communication", "lead", True)
    assert [each.code for each in await town.notices("lead")] == ["raised"]
    assert [each.code for each in await town.notices("webcare")] == ["raised"]
    (line,) = await town.history("raised")
    assert line.data["to"] == "communication"


async def test_one_that_is_there_stays_and_is_raised(town):
    case = await town.case_of(await town.receive())
    await town.acts.raise_to(case.reference, town.actor(), "communication", WHY)
    await town.acts.raise_to(case.reference, town.actor("webcare"), "communication", "Nu belt ook de radio.")
    assert (await town.case(case.reference)).transfers == 1
    assert len(await town.history("raised")) == 2


async def test_it_says_why(town):
    case = await town.case_of(await town.receive())
    with pytest.raises(Refused, match="why"):
        await town.acts.raise_to(case.reference, town.actor(), "communication", " ")
