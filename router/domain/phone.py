"""Phone numbers: E.164 where it is a full number, so that two ways of writing one are one sender."""

import phonenumbers

REGIONS = {"Europe/Amsterdam": "NL", "Europe/Brussels": "BE"}
DIALLED_REGIONS = frozenset(
    {
        "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU",
        "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
_Type = phonenumbers.PhoneNumberType
DIALLED_TYPES = frozenset((_Type.FIXED_LINE, _Type.MOBILE, _Type.FIXED_LINE_OR_MOBILE, _Type.VOIP, _Type.TOLL_FREE))
NO_NUMBER = (
    _Type.UNKNOWN,
    _Type.UAN,
)  #: what is not valid has no type; 14 020 reads as +3114020, which nobody can dial
DUTCH_COMPANIES = "+3188"  #: 088: a UAN like the short 14 020, but one that anybody can dial at the usual rate


def region_of(zone: str) -> str:
    """Where a number without a country code belongs, told from the municipality's time zone."""
    return REGIONS.get(zone, "NL")


def normal_phone(text: str, region: str) -> str:
    """E.164 when it is a valid number of `region`, of its neighbour, or with a country code; else as given."""
    for home in (region, *(other for other in REGIONS.values() if other != region)):
        if (found := _parsed(text, home)) is not None:
            return str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    return text.strip()


def can_be_called(text: str, region: str) -> bool:
    """Whether `normal_phone` finds a full number in it."""
    return normal_phone(text, region).startswith("+") and _parsed(normal_phone(text, region), region) is not None


def may_be_dialled(number: str, region: str) -> str | None:
    """The number in E.164 when we may ring it: an ordinary one of the Netherlands, Belgium or their neighbours in Europe.

    None for short, emergency, premium-rate, shared-cost and unknown numbers, and for those further away: who leaves
    such a number, or forges it, would have us pay."""
    try:
        found = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    written = str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
    ordinary = phonenumbers.number_type(found) in DIALLED_TYPES or (
        written.startswith(DUTCH_COMPANIES) and len(written) == len("+31880001234")
    )
    place = phonenumbers.region_code_for_number(found)
    return written if phonenumbers.is_valid_number(found) and ordinary and place in DIALLED_REGIONS else None


def takes_texts(number: str | None, region: str = "NL") -> bool:
    """Whether a text message can reach it: a mobile number that we may dial."""
    if number is None or may_be_dialled(number, region) is None:
        return False
    return phonenumbers.number_type(phonenumbers.parse(number, region)) in (_Type.MOBILE, _Type.FIXED_LINE_OR_MOBILE)


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.number_type(found) not in NO_NUMBER else None
