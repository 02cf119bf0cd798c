"""The shapes of what a rule may ask."""

import pytest
from pydantic import ValidationError

from router.rules.sorts import SHAPES, Sort


def sentence(sort, value):
    with pytest.raises(ValidationError) as refused:
        SHAPES[sort].model_validate(value)
    return refused.value.errors()[0]["msg"]


@pytest.mark.parametrize("sort", SHAPES)
def test_nothing_at_all_is_no_question(sort):
    assert sentence(sort, {}).endswith(
        ("Field required", f"say at least one of {', '.join(SHAPES[sort].model_fields)}")
    )


@pytest.mark.parametrize("sort", SHAPES)
def test_other_keys_are_refused(sort):
    assert "Extra inputs" in " ".join(each["msg"] for each in _errors(sort, {"colour": "red"}))


def _errors(sort, value):
    with pytest.raises(ValidationError) as refused:
        SHAPES[sort].model_validate(value)
    return refused.value.errors()


@pytest.mark.parametrize(
    ("sort", "value", "said"),
    [
        (Sort.SPAN, {"at_least": "soon"}, '"soon" is no length of time'),
        (Sort.COUNT, {"at_least": 2}, "Field required"),
        (Sort.TIME, {"between": ["8:30", "17:00"]}, '"8:30" is no time of day; write "08:30", in quotes'),
        (Sort.TIME, {"between": ["08:60", "17:00"]}, "is no time of day"),
        (Sort.TEXT, {"without": ["x"]}, '"without" stands beside words, all or pattern'),
        (Sort.TEXT, {"words": []}, "at least 1 item"),
        (Sort.NUMBER, {"between": [1]}, "Field required"),
    ],
    ids=str,
)
def test_the_mend_is_told(sort, value, said):
    assert said in sentence(sort, value)


def test_times_of_day_reach_to_midnight():
    assert SHAPES[Sort.TIME].model_validate({"between": ["00:00", "24:00"]})
