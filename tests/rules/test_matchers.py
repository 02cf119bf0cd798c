"""Each sort of condition, as a test of the value it reads."""

from datetime import timedelta

import pytest

from router.domain.known import Earlier, Known
from router.rules.matchers import count_since, count_test, listened, text_test, value_test
from router.rules.sorts import Sort
from router.testing import MONDAY, moment


@pytest.mark.parametrize(
    ("sort", "asked", "yes", "no"),
    [
        (Sort.WORD, "desk", ["desk"], ["phone", None]),
        (Sort.WORD, ["desk", "phone"], ["desk", "phone"], ["email"]),
        (Sort.WORD, [f"a{each}" for each in range(9)], ["a0", "a8"], ["a9"]),
        (Sort.WORD, {"any": ["a", "b"], "none": ["b"]}, ["a"], ["b", "c"]),
        (Sort.WORD, {"none": ["phone"]}, ["desk", None], ["phone"]),
        (Sort.FLAG, True, [True], [False]),
        (Sort.LEVEL, "high", ["high"], ["danger"]),
        (Sort.LEVEL, {"at_least": "high"}, ["high", "danger"], ["normal"]),
        (Sort.LEVEL, {"at_most": "upset"}, ["calm", "upset"], ["angry"]),
        (Sort.LEVEL, {"at_least": "high", "none": ["danger"]}, ["high"], ["normal", "danger"]),
        (Sort.NUMBER, {"at_least": 2}, [2, 3], [1]),
        (Sort.NUMBER, {"at_most": 0}, [0], [1]),
        (Sort.NUMBER, {"between": [2, 4]}, [2, 4], [1, 5]),
        (Sort.SPAN, {"at_least": "2 minutes"}, [120], [119]),
        (Sort.SPAN, {"at_most": "0 minutes"}, [0], [1]),
        (Sort.SPAN, {"between": ["1 minute", "1 hour"]}, [60, 3600], [59, 3601]),
        (Sort.PLACE, "Molenwijk", ["Molenwijk"], ["molenwijk", None]),
        (Sort.PLACE, {"words": ["molenwijk"]}, ["Molenwijk 12", "in de MOLENWIJK"], ["Molenwijkstraat", None]),
        (Sort.PLACE, {"words": ["grote markt"], "none": ["Grote Markt"]}, ["Grote Markt 3"], ["Grote Markt", "Markt"]),
    ],
    ids=str,
)  # fmt: skip
def test_a_value(book, sort, asked, yes, no):
    test = value_test(sort, asked, book.ground)
    assert [test(each) for each in yes] == [True] * len(yes)
    assert [test(each) for each in no] == [False] * len(no)


@pytest.mark.parametrize(
    ("asked", "at", "holds"),
    [
        ({"during": "kcc"}, "ma 23 nov 2026 08:30", True),
        ({"during": "kcc"}, "ma 23 nov 2026 17:00", False),
        ({"outside": "kcc"}, "za 28 nov 2026 11:00", True),
        ({"during": "library", "outside": "kcc"}, "za 28 nov 2026 11:00", True),
        ({"between": ["17:00", "22:00"]}, "ma 23 nov 2026 17:00", True),
        ({"between": ["17:00", "22:00"]}, "ma 23 nov 2026 22:00", False),
        ({"between": ["22:00", "06:00"]}, "ma 23 nov 2026 23:30", True),
        ({"between": ["22:00", "06:00"]}, "ma 23 nov 2026 06:00", False),
        ({"between": ["00:00", "24:00"]}, "ma 23 nov 2026 00:00", True),
    ],
    ids=str,
)  # fmt: skip
def test_a_moment_where_the_municipality_is(book, asked, at, holds):
    assert value_test(Sort.TIME, asked, book.ground)(moment(at)) is holds


KNOWN = Known(
    earlier=(
        Earlier(at=MONDAY - timedelta(days=1), case="KV-2", product="passport"),
        Earlier(at=MONDAY - timedelta(days=10), case="KV-1", product="moving"),
    )
)


@pytest.mark.parametrize(
    ("asked", "product", "count", "holds"),
    [
        ({"within": "14 days"}, None, 2, True),
        ({"within": "2 days", "at_least": 2}, None, 1, False),
        ({"within": "10 days", "at_least": 2}, None, 2, True),
        ({"within": "14 days", "same_product": True}, "passport", 1, True),
        ({"within": "14 days", "same_product": True}, "death", 0, False),
        ({"within": "14 days", "same_product": True}, None, 0, False),
        ({"within": "14 days", "at_least": 0, "at_most": 0, "same_product": True}, None, 0, True),
        ({"within": "14 days", "at_most": 1}, None, 2, False),
    ],
    ids=str,
)
def test_a_count(asked, product, count, holds):
    assert count_since(asked, KNOWN, MONDAY, product) == count
    assert count_test(asked)(KNOWN, MONDAY, product) is holds


@pytest.mark.parametrize(
    ("asked", "yes", "no"),
    [
        ({"words": ["x"]}, [["s/r"]], [[], ["s/other"]]),
        ({"all": ["x", "y"]}, [["s/r#all0", "s/r#all1"]], [["s/r#all0"]]),
        ({"words": ["x"], "without": ["y"]}, [["s/r"]], [["s/r", "s/r#without"]]),
        ({"words": ["x"], "pattern": "y"}, [["s/r", "s/r#pattern"]], [["s/r"], ["s/r#pattern"]]),
    ],
    ids=str,
)
def test_a_text(asked, yes, no):
    test = text_test("s", "r", asked)
    assert all(test(dict.fromkeys(each, "said")) for each in yes)
    assert not any(test(dict.fromkeys(each, "said")) for each in no)


def test_every_word_of_a_text_is_listened_for():
    asked = {"words": ["a"], "all": ["b", "c"], "without": ["d"]}
    assert listened("s", "r", asked) == [("s/r", "a"), ("s/r#all0", "b"), ("s/r#all1", "c"), ("s/r#without", "d")]
    assert listened("s", "r", None) == []
