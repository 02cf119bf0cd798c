"""Notify: takes messages, and tells with our bearer token what became of them."""

from aiohttp import web

from tests.channels.described import Asked, Neighbour, Served, as_json, routed
from tests.channels.notify.test_notify import KEYS, MAIL, SMS, Notify, message

service = Notify()
KNOWN = {"Authorization": "Bearer open sesame"}
TOLD = {"id": "n-1", "reference": "KV-1-text", "to": "+31612345678", "status": "delivered"}


def setting(address):
    return {"base": address, "key": "env:KEY", "templates": {"sms": SMS, "email": MAIL}, "callback": "env:CALLBACK"}


def status(body, headers=KNOWN):
    return Asked(tail="status", body=body, headers=headers)


NEIGHBOUR = Neighbour(
    setting=setting,
    secrets=KEYS,
    answer=routed(web.post("/v2/notifications/{kind}", service.take)),
    message=message(),
    served=Served(
        good=status(as_json(TOLD)),
        unsigned=[status(as_json(TOLD), {}), status(as_json(TOLD), {"Authorization": "Bearer guess"})],
        unreadable=status(b"["),
        oversized=status(as_json(TOLD | {"more": "x" * 70_000})),
        stranger=status(as_json(TOLD | {"reference": "of-somebody-else"})),
    ),
)
