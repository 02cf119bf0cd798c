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
KEPT_TYPES = frozenset((_Type.PREMIUM_RATE, _Type.SHARED_COST, _Type.UAN))
"""Kept as they were written: who dials one pays more than for a call, or reaches whoever stands behind it today."""
COMPANIES = {"+3188": len("+31880001234"), "+3278": len("+3278151515")}
"""088 and 078: UANs like the short 14 020, but full ones that anybody can dial at the usual rate. Beginning: length."""


def region_of(zone: str) -> str:
    """Where a number without a country code belongs, told from the municipality's time zone."""
    return REGIONS.get(zone, "NL")


def normal_phone(text: str, region: str) -> str:
    """E.164 when it is a full number of `region`, of its neighbour, or with a country code; else as given.

    Short, premium-rate and shared-cost numbers stay as given, also when they are valid ones."""
    return _full(text, region) or text.strip()


def can_be_called(text: str, region: str) -> bool:
    """Whether `normal_phone` finds a full number in it."""
    return _full(text, region) is not None


def may_be_dialled(number: str, region: str) -> str | None:
    """The number in E.164 when we may ring it: an ordinary one of the Netherlands, Belgium or their neighbours in Europe.

    None for short, emergency, premium-rate, shared-cost and unknown numbers, and for those further away: who leaves
    such a number, or forges it, would have us pay."""
    written = _full(number, region)
    if written is None:
        return None
    found = phonenumbers.parse(written)
    ordinary = phonenumbers.number_type(found) in DIALLED_TYPES or _of_a_company(written)
    return written if ordinary and phonenumbers.region_code_for_number(found) in DIALLED_REGIONS else None


def takes_texts(number: str | None, region: str = "NL") -> bool:
    """Whether a text message can reach it: a mobile number that we may dial."""
    written = may_be_dialled(number, region) if number is not None else None
    if written is None:
        return False
    return phonenumbers.number_type(phonenumbers.parse(written)) in (_Type.MOBILE, _Type.FIXED_LINE_OR_MOBILE)


def _full(text: str, region: str) -> str | None:
    """In E.164. A number that is valid at home is not tried as the neighbour's, nor is a mistyped mobile one."""
    for home in _homes(text, region):
        if (found := _valid(text, home)) is not None:
            written = str(phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164))
            kept = phonenumbers.number_type(found) in KEPT_TYPES and not _of_a_company(written)
            return None if kept else written
    return None


def _homes(text: str, region: str) -> tuple[str, ...]:
    """Where it may belong. 06 1234567 lacks a figure; in Belgium it would be somebody else's."""
    dutch_mobile = region == "NL" and "".join(filter(str.isdigit, text)).startswith("06")
    return (region,) if dutch_mobile else (region, *(each for each in REGIONS.values() if each != region))


def _of_a_company(written: str) -> bool:
    return COMPANIES.get(written[:5]) == len(written)


def _valid(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        found = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return found if phonenumbers.is_valid_number(found) else None
