"""Numbers of the Netherlands and Belgium, as people write them: how they are kept, and whether we ring them."""

import pytest

from router.domain.phone import can_be_called, may_be_dialled, normal_phone

NL, BE = "NL", "BE"
RUNG = (  #: where it is written, how, and how it is kept and dialled
    (NL, "06 12345678", "+31612345678"),
    (NL, "06-12 34 56 78", "+31612345678"),
    (NL, "(06) 12345678", "+31612345678"),
    (NL, "+31 6 12345678", "+31612345678"),
    (NL, "+31 (0)6 12345678", "+31612345678"),
    (NL, "0031 6 12345678", "+31612345678"),
    (NL, "020-1234567", "+31201234567"),
    (NL, "(0475) 12 34 56", "+31475123456"),
    (NL, "0475 12 34 56", "+31475123456"),  # Roermond; the same figures are a mobile number in Belgium
    (NL, "0475/12.34.56", "+31475123456"),
    (NL, "085 0123456", "+31850123456"),
    (NL, "088 000 1234", "+31880001234"),
    (NL, "088-1234567", "+31881234567"),
    (NL, "+31 88 123 45 67", "+31881234567"),
    (NL, "0800 0432", "+318000432"),
    (NL, "0800-12345", "+3180012345"),
    (NL, "0470 12 34 56", "+32470123456"),  # not a number here, but one of the neighbour's
    (NL, "+32 475 12 34 56", "+32475123456"),
    (NL, "+49 30 901820", "+4930901820"),
    (BE, "0475 12 34 56", "+32475123456"),
    (BE, "0475/12.34.56", "+32475123456"),
    (BE, "0475-123456", "+32475123456"),
    (BE, "+32 475 12 34 56", "+32475123456"),
    (BE, "+32 (0)475 12 34 56", "+32475123456"),
    (BE, "0032 475 12 34 56", "+32475123456"),
    (BE, "0460 12 34 56", "+32460123456"),
    (BE, "09 225 11 11", "+3292251111"),
    (BE, "014 12 34 56", "+3214123456"),
    (BE, "052 21 43 65", "+3252214365"),
    (BE, "0800 12 345", "+3280012345"),
    (BE, "078 15 15 15", "+3278151515"),
    (BE, "+32 78 15 15 15", "+3278151515"),
    (BE, "06 12345678", "+31612345678"),
    (BE, "+31 20 123 45 67", "+31201234567"),
)
KEPT = (  #: as they are, and never rung
    (NL, "112"),
    (NL, "0112"),
    (NL, "+31 112"),
    (NL, "113"),
    (NL, "144"),
    (NL, "14 020"),
    (NL, "14 0475"),
    (NL, "140475"),
    (NL, "+31 14 020"),
    (NL, "116 000"),
    (NL, "116117"),
    (NL, "116 123"),
    (NL, "1233"),
    (NL, "1850"),
    (NL, "18001"),
    (NL, "0900 8844"),
    (NL, "0900-0101"),
    (NL, "0900 1234567"),
    (NL, "+31 900 8844"),
    (NL, "0906 0101"),
    (NL, "0909 1234"),
    (NL, "084 1234567"),
    (NL, "087 1234567"),
    (NL, "0903 12345"),  # premium rate of the neighbour's
    (NL, "+32 70 222 222"),
    (NL, "06 1234567"),
    (NL, "06 123456789"),
    (NL, "geen nummer"),
    (BE, "100"),
    (BE, "101"),
    (BE, "112"),
    (BE, "107"),
    (BE, "116000"),
    (BE, "1207"),
    (BE, "1700"),
    (BE, "1722"),
    (BE, "1733"),
    (BE, "8850"),
    (BE, "0900 12345"),
    (BE, "0902 12345"),
    (BE, "0903 12345"),
    (BE, "+32 903 12345"),
    (BE, "0906 12345"),
    (BE, "0907 12345"),
    (BE, "0909 12345"),
    (BE, "070 222 222"),
    (BE, "0900 8844"),  # premium rate of the neighbour's
    (BE, "14 020"),
)


@pytest.mark.parametrize(("region", "given", "written"), RUNG)
def test_full_numbers_are_written_one_way_and_rung(region, given, written):
    assert (normal_phone(given, region), can_be_called(given, region)) == (written, True)
    assert may_be_dialled(given, region) == may_be_dialled(written, region) == written


@pytest.mark.parametrize(("region", "given"), KEPT)
def test_short_and_dear_numbers_are_kept_as_they_are_and_never_rung(region, given):
    assert (normal_phone(f" {given} ", region), can_be_called(given, region)) == (given, False)
    assert may_be_dialled(given, region) is None
