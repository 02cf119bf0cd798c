"""X: mentions, of somebody with a name and without, and posts."""

from aiohttp import web

from router.channels.outgoing import Message
from tests.channels.described import Listened, Neighbour, routed
from tests.channels.x.test_x import US, Server, tweet

server = Server()


def setting(address):
    return {"enabled": True, "api": address, "accounts": [{"name": "gemeente", "id": US, "token": "env:X_TOKEN"}]}


NEIGHBOUR = Neighbour(
    setting=setting,
    answer=routed(web.get("/2/users/7/mentions", server.mentions), web.post("/2/tweets", server.post)),
    listened=Listened(
        bring=lambda: server.tweets.append(tweet(len(server.tweets) + 10)),
        stranger=lambda: server.tweets.append(tweet(len(server.tweets) + 10, author="99")),
    ),
    message=Message(id="KV-1-r1", to="@anna", text="Dank u", answers="10", wire={"account": "gemeente"}),
)
