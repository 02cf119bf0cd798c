"""What stands around every page of who works here: whether they are there, and the work that lies before them."""

from datetime import datetime

from aiohttp import web
from markupsafe import Markup

from router.domain.record import Record


class Here(Record):
    """Three fragments, each the element of its id. The marks say what they show, so that a page asks for what is newer only."""

    presence: Markup
    offer: Markup
    call: Markup
    marks: tuple[str, str, str]
    now: datetime

    @property
    def fragments(self) -> dict[str, tuple[str, str]]:
        """By id: mark and markup."""
        shown = (("presence", self.presence), ("offer", self.offer), ("call", self.call))
        return {name: (mark, str(html)) for (name, html), mark in zip(shown, self.marks, strict=True)}


HERE = web.RequestKey("here", Here)  #: on the pages of who is logged in
