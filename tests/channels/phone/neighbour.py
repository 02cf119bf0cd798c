"""Nobody over this contract: switches speak AMI (test_session.py, test_pair.py) or use the signed route."""

from tests.channels.described import Neighbour


def setting(_: str) -> dict[str, object]:
    first = {"name": "main", "host": "pbx.example", "standby": {"host": "second.example"}}
    return {"asterisk": [first, {"name": "library", "host": "library.example"}]}


NEIGHBOUR = Neighbour(setting=setting)
