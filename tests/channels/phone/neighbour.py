"""Nobody over this contract: switches speak AMI or use the signed route."""

from tests.channels.described import Neighbour

NEIGHBOUR = Neighbour()
