"""Why nothing is done with a mention."""

from collections.abc import Mapping

from router.domain.words import Result

REASONS: Mapping[str, tuple[str, Result]] = {
    "opinion": ("An opinion that asks nothing of us", Result.WITHDRAWN),
    "news": ("News, only to know", Result.WITHDRAWN),
    "answered": ("Answered elsewhere already", Result.DUPLICATE),
    "not-ours": ("Not about us", Result.NOT_OURS),
    "spam": ("Advertising or abuse", Result.NOT_OURS),
}
"""Code to words, and to what that is as a result."""
