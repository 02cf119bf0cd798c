"""A report app."""

from urllib.parse import urlencode

from router.testing import klaverdam
from tests.channels.described import Asked, Neighbour, Served

SETTING = {"keys": ["env:APP_KEY"], "jurisdiction": "klaverdam.example"}
FIELDS = {"api_key": "app_key", "service_code": "street-lighting", "lat": "52.09", "long": "5.12", "email": "anna@example.org", "description": "De lamp is stuk"}  # fmt: skip


def sent(fields, form="xml"):
    plain = {"Content-Type": "application/x-www-form-urlencoded"}
    return Asked(tail=f"v2/requests.{form}", body=urlencode(fields).encode(), headers=plain)


NEIGHBOUR = Neighbour(
    setting=lambda address: SETTING,
    municipality=klaverdam().municipality,
    served=Served(
        good=sent(FIELDS),
        unsigned=[sent(FIELDS | {"api_key": key}) for key in ("", "guess")],
        unreadable=Asked(tail="v2/requests.json", body=b"\xff\xfe"),
        oversized=sent(FIELDS | {"description": "x" * 70_000}),
        stranger=sent(FIELDS | {"email": ""}),
    ),
)
