"""A municipality's own colours: NL Design System tokens, and whether text on them can be read (WCAG 2.2, 1.4.3)."""

from collections.abc import Iterator, Mapping

DEFAULTS: Mapping[str, str] = {
    "utrecht-document-color": "#15202b",
    "utrecht-document-background-color": "#f4f6f8",
    "utrecht-surface-background-color": "#ffffff",
    "utrecht-link-color": "#0b5b8a",
    "utrecht-button-primary-action-background-color": "#0b5b8a",
    "utrecht-button-primary-action-color": "#ffffff",
    "utrecht-focus-outline-color": "#0b5b8a",
}
"""The tokens that may be set, with what they are otherwise; the same as in balie.css."""
PAIRS = (
    ("utrecht-document-color", "utrecht-document-background-color"),
    ("utrecht-document-color", "utrecht-surface-background-color"),
    ("utrecht-link-color", "utrecht-document-background-color"),
    ("utrecht-link-color", "utrecht-surface-background-color"),
    ("utrecht-button-primary-action-color", "utrecht-button-primary-action-background-color"),
)
LEAST = 4.5


def contrast(one: str, other: str) -> float:
    """Between 1 and 21, of two colours as #rrggbb."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def unreadable(theme: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each text that does not stand out from what is behind it."""
    link = theme.get("utrecht-link-color", DEFAULTS["utrecht-link-color"])
    colours = {**DEFAULTS, "utrecht-button-primary-action-background-color": link, **theme}
    for text, behind in PAIRS:
        found = contrast(colours[text], colours[behind])
        if found < LEAST:
            yield (
                f"{text} on {behind} has a contrast of {int(found * 10) / 10}, and people need {LEAST} to read it; "
                "make one darker or the other lighter"
            )


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
