import pytest
from hypothesis import given
from hypothesis.strategies import text

from router.domain.street import street_of


@pytest.mark.parametrize(
    ("place", "street"),
    [
        ("Dorpsstraat 12", "dorpsstraat"),
        ("dorpsstraat 14b, Klaverdam", "dorpsstraat"),
        ("St. Jansplein (bij de bank)", "st jansplein"),
        ("St Jansplein", "st jansplein"),
        ("12", ""),
        ("", ""),
    ],
)
def test_without_number_town_or_remark(place, street):
    assert street_of(place) == street


@given(text())
def test_it_is_stable_whatever_people_write(place):
    assert street_of(street_of(place)) == street_of(place)
