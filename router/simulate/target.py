"""Where the simulated citizens go."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A running Balie, as the outside sees it."""

    url: str  #: base of the web pages and the API, without a closing slash
    smtp_host: str
    smtp_port: int
    token: str  #: for /api/v1
    secret: str  #: signs what a switch or a neighbour posts
    mailbox: str = "info@klaverdam.example"  #: the entrance that mails are addressed to


class NotTaken(Exception):
    """The service said no, or could not be reached. The message is a short reason to count, without personal
    data."""
