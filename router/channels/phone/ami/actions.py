"""What we ask of AMI, in bytes."""

from collections.abc import Mapping
from itertools import count
from random import SystemRandom

from router.domain.errors import Refused


class Actions:
    """Gives every action an id of its own, so that an answer to somebody else is not taken for ours."""

    def __init__(self) -> None:
        self._run = f"balie-{SystemRandom().getrandbits(40):010x}"
        self._numbers = count(1)

    def new(self, action: str, fields: Mapping[str, str] = {}) -> tuple[str, bytes]:
        """Its id, and the bytes to send. Raises Refused for a value that would begin a line of its own."""
        name = f"{self._run}-{next(self._numbers)}"
        lines = [("Action", action), ("ActionID", name), *fields.items()]
        if any("\r" in text or "\n" in text or "\0" in text for pair in lines for text in pair):
            raise Refused("A value for the telephone switch stands on one line. Take the line break out.")
        return name, "".join(f"{key}: {value}\r\n" for key, value in lines).encode() + b"\r\n"
