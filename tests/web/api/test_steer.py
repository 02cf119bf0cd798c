"""The offer of a case and its answer, and corrections of what was recognised."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
MOVING = "Ik wil mijn verhuizing doorgeven."


async def test_a_case_tells_its_offer(api) -> None:
    reference = await api.case(MOVING)
    steer = (await api.get(f"/cases/{reference}"))[1]["steer"]
    assert (steer["channel"], steer["outcome"], steer["reason"]) == ("click", "offered", None)
    assert steer["offer"]["url"].startswith("https://") and steer["offer"]["how"] and steer["offer"]["phone"]
    without = await api.case("Gevaar! De straatlantaarn hangt los en is gevaarlijk.")
    steer = (await api.get(f"/cases/{without}"))[1]["steer"]
    assert (steer["channel"], steer["outcome"], steer["offer"]) == ("none", None, None)


async def test_a_refusal_keeps_its_reason(api) -> None:
    reference = await api.case(MOVING)
    for _ in range(2):
        status, case, _ = await api.post(f"/cases/{reference}/steer", {"outcome": "refused", "reason": "no-computer"})
        assert (status, case["steer"]["outcome"], case["steer"]["reason"]) == (200, "refused", "no-computer")
    told = [line for line in case["history"] if line["type"] == "steered"]
    assert [(line["by"], line["data"]["outcome"]) for line in told] == [("agent", "refused")]
    status, case, _ = await api.post(f"/cases/{reference}/steer", {"outcome": "taken"})
    assert (case["steer"]["outcome"], case["steer"]["reason"]) == ("taken", None)


@pytest.mark.parametrize(
    "body", [{}, {"outcome": "refused"}, {"outcome": "ignored"}, {"outcome": "refused", "reason": "just because"}]
)
async def test_an_answer_that_does_not_fit_is_400(api, body) -> None:
    reference = await api.case(MOVING)
    status, problem, _ = await api.post(f"/cases/{reference}/steer", body)
    assert (status, bool(problem["errors"])) == (400, True)


async def test_where_nothing_was_offered_it_is_409(api) -> None:
    reference = await api.case("Gevaar! De straatlantaarn hangt los en is gevaarlijk.")
    assert (await api.post(f"/cases/{reference}/steer", {"outcome": "taken"}))[0] == 409


async def test_a_correction_suggests_the_team(api) -> None:
    reference = await api.case("De straatlantaarn is stuk.")
    status, case, _ = await api.post(
        f"/cases/{reference}/corrections", {"product": "passport", "kind": "question", "urgency": "high"}
    )
    assert (status, case["product"], case["kind"], case["urgency"]) == (200, "passport", "question", "high")
    assert (case["team"], case["suggestedTeam"]) == ("public-space", "civil-affairs")
    assert [line["type"] for line in case["history"]][-1] == "corrected"
    status, case, _ = await api.post(f"/cases/{reference}/corrections", {"product": None})
    assert (case["product"], case["urgency"], case["suggestedTeam"]) == (None, "high", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, ""), ({"product": "pasport"}, "product"), ({"kind": "grumble"}, "kind"), ({"team": "x"}, "team")],
)
async def test_a_correction_that_does_not_fit_is_400(api, body, field) -> None:
    reference = await api.case()
    status, problem, _ = await api.post(f"/cases/{reference}/corrections", body)
    assert (status, problem["errors"][0]["field"]) == (400, field)
