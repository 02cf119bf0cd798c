"""Nobody over this contract: events go out alone."""

from tests.channels.described import Neighbour

NEIGHBOUR = Neighbour()
