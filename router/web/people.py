"""Who is there, counted by state: figures, never names."""

from collections import Counter
from datetime import datetime

from router.domain.presence import PresenceState
from router.web.site import Site


async def people(site: Site, now: datetime) -> Counter[PresenceState]:
    """Everybody who works here, also who is not logged in."""
    there = await site.acts.attendance.presences.all()
    return Counter(
        there[account].at(now) if account in there else PresenceState.OFFLINE for account in site.municipality.agents
    )
