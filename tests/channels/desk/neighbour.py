"""Nobody over this contract: the clerk uses the pages."""

from tests.channels.described import Neighbour

NEIGHBOUR = Neighbour()
