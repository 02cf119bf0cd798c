"""A server of Mastodon that streams and polls, and takes answers."""

from aiohttp import web

from tests.channels.described import Listened, Neighbour, as_json, routed
from tests.channels.mastodon import test_listen, test_send

there, answers = test_listen.Server(), test_send.Server()


def setting(address):
    return {"accounts": [{"name": "gemeente", "server": address, "token": "env:MAST_TOKEN"}]}


NEIGHBOUR = Neighbour(
    setting=setting,
    answer=routed(*there.routes(), web.post("/api/v1/statuses", answers.post)),
    listened=Listened(bring=lambda: there.mention(len(there.notes) + 1)),
    webhook=as_json(test_listen.MENTION),
    message=test_send.message(),
)
