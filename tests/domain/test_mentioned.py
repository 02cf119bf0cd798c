import pytest
from hypothesis import given
from hypothesis.strategies import text

from router.domain.mentioned import mentioned
from router.testing import klaverdam

TOWN = klaverdam().municipality
LEAD = TOWN.agents["lead"]
PERMITS = tuple(each.account for each in TOWN.agents.values() if "permits" in each.teams)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("@lead kijk jij?", ("lead",)),
        (f"Graag, @{LEAD.name.upper()}!", ("lead",)),
        ("(@lead, @agent)", ("lead", "agent")),
        ("@lead en nog eens @lead", ("lead",)),
        ("mail naar an@lead.example of @@lead", ()),
        ("@leader", ()),
        ("@", ()),
        ("niemand", ()),
    ],
)
def test_names_and_accounts(said, who):
    assert mentioned(said, TOWN) == who


def test_a_team_is_everybody_in_it():
    assert mentioned("@permits graag", TOWN) == PERMITS


@given(text(alphabet="@lead .-_ß"))
def test_only_people_of_ours_whatever_is_written(said):
    assert set(mentioned(said, TOWN)) <= set(TOWN.agents)
