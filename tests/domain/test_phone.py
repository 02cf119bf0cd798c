"""Which numbers we ring, and which never."""

import pytest

from router.domain.phone import may_be_dialled


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("06 12345678", "+31612345678"),
        ("020-1234567", "+31201234567"),
        ("085 0123456", "+31850123456"),
        ("088 000 1234", "+31880001234"),
        ("0800 0432", "+318000432"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+44 7400 123456", "+447400123456"),
    ],
)
def test_ordinary_numbers(number, written):
    assert may_be_dialled(number, "NL") == written


@pytest.mark.parametrize(
    "number",
    ["112", "144", "0900 8844", "0900 0101", "0906 0101", "0909 1234", "14 020", "14 0475", "1850", "116117", "113",
     "084 1234567", "087 1234567", "+32 900 12345", "+32 903 12345", "+32 906 12345", "+32 909 12345", "+32 70 222 222",
     "+49 900 1123456", "+33 899 123456", "+1 900 555 1234", "+1 202 555 0123", "+212 612345678", "+44 7624 123456",
     "+8816 12345678", "+883510000000", "", "anonymous", "<unknown>", "+31", "9" * 400],
)  # fmt: skip
def test_numbers_that_are_never_dialled(number):
    assert may_be_dialled(number, "NL") is None


def test_belgian_short_numbers_at_home():
    assert [may_be_dialled(each, "BE") for each in ("100", "101", "112", "1700", "070 222 222", "0903 12345")] == [
        None
    ] * 6
    assert may_be_dialled("0470 12 34 56", "BE") == "+32470123456"
