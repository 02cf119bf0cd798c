"""Nobody: citizens use the pages and POST /api/v1/contacts."""

from tests.channels.described import Neighbour

NEIGHBOUR = Neighbour()
