"""A news site."""

from tests.channels.described import Listened, Neighbour
from tests.channels.feed.test_feed import Site, item

site = Site()


def setting(address):
    return {"words": ["Klaverdam"], "feeds": [{"name": "krant", "url": f"{address}/rss"}]}


NEIGHBOUR = Neighbour(
    setting=setting, answer=site.handle, listened=Listened(bring=lambda: site.items.append(item(len(site.items) + 1)))
)
