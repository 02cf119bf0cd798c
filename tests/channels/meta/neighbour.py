"""Meta: signed deliveries, and the Graph API."""

import hmac

from tests.channels.described import Asked, Listened, Neighbour, Served, as_json
from tests.channels.meta.test_meta import SETTING, Graph, message, page, talk

graph = Graph()


def signed(raw, secret=b"app_secret"):
    signature = "sha256=" + hmac.new(secret, raw, "sha256").hexdigest()
    return Asked(tail="webhook", body=raw, headers={"X-Hub-Signature-256": signature})


GOOD = as_json(page(talk()))
NEIGHBOUR = Neighbour(
    setting=lambda address: SETTING | {"graph": address},
    answer=graph.handle,
    served=Served(
        good=signed(GOOD),
        unsigned=[Asked(tail="webhook", body=GOOD), signed(GOOD, b"another"), signed(GOOD, b"")],
        unreadable=signed(b"["),
        oversized=signed(b" " * (8 * 1024 * 1024 + 1)),
        stranger=signed(as_json(page(talk(mid="m_2", who="99")))),
    ),
    listened=Listened(bring=None),
    message=message(),
    elsewhere={
        "listen: duplicate": "meta/test_meta.py::test_echoes_and_what_is_ours_are_dropped_and_repeats_have_one_id",
        "listen: we are full": "meta/test_meta.py::test_when_nothing_can_be_taken_meta_comes_back",
    },
)
