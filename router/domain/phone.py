"""Phone numbers: E.164 where it is a full number, so that two ways of writing one are one sender."""

import phonenumbers

REGIONS = {"Europe/Amsterdam": "NL", "Europe/Brussels": "BE"}


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


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    short = phonenumbers.PhoneNumberType.UAN  # 14 020 reads as +3114020, which nobody can dial
    return found if phonenumbers.is_valid_number(found) and phonenumbers.number_type(found) != short else None
