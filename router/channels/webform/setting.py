"""The web form's part of channels.yaml: on which other sites it may stand."""

from typing import Annotated

from pydantic import AfterValidator, Field
from yarl import URL

from router.channels.base import Strict

LOCAL = ("localhost", "127.0.0.1", "::1")


def _origin(text: str) -> str:
    """As a browser names it: no path, in lower case. It goes into a header, so nothing else passes."""
    try:
        url = URL(text)
        fits = bool(url.host) and str(url.origin()) == text.rstrip("/").lower() and text.isascii()
    except ValueError:
        fits = False
    if not fits or any(each in text for each in " ;,'\"*") or not (url.scheme == "https" or url.host in LOCAL):
        raise ValueError("write an origin, as https://www.example.org: https, no path and no *")
    return text.rstrip("/").lower()


class Setting(Strict):
    embed: list[Annotated[str, AfterValidator(_origin)]] = Field(default_factory=list, max_length=50)
