"""A server of Bluesky's network. It is told of our reading by notifications, ever newer."""

from datetime import timedelta

from router.channels.outgoing import Message
from router.testing import MONDAY
from tests.channels.bluesky.test_bluesky import Server, note
from tests.channels.described import Listened, Neighbour, routed

server = Server()


def setting(address):
    account = {"name": "gemeente", "handle": "klaverdam.example", "password": "env:APP_PASSWORD", "server": address}
    return {"accounts": [account]}


def bring():
    number = len(server.notes) + 1
    server.notes.append(note(number, f"hallo {number}", MONDAY + timedelta(hours=12 + number)))


NEIGHBOUR = Neighbour(
    setting=setting,
    answer=routed(*server.routes()),
    listened=Listened(bring=bring),
    message=Message(id="KV-1-r1", to="@anna.example", text="Dank u", wire={"account": "gemeente"}),
)
