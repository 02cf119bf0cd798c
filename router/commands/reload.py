"""Reload from the command line: through the server that runs on the data folder."""

import aiohttp

from router.commands.server import running_server
from router.domain.errors import StoreDown
from router.domain.record import Record
from router.settings import Settings


class Told(Record):
    """What the server answered: the version that is live, and the problems that kept another away."""

    version: str
    problems: tuple[str, ...] = ()


async def reload(settings: Settings) -> Told:
    """Raises BadSetting when no server runs, StoreDown when it cannot."""
    server = running_server(settings.data_dir)
    headers = {"Authorization": f"Bearer {settings.api_token}"}
    async with (
        aiohttp.ClientSession(server.url, headers=headers) as session,
        session.post("/api/v1/rulebook/reload") as response,
    ):
        body = await response.json(content_type=None)
    if response.status not in (200, 422):
        raise StoreDown(f"the server answered {response.status}: {body.get('detail', '')}")
    problems = tuple(f"{each['field']}: {each['message']}" for each in body.get("errors", ()))
    return Told(version=body["version"], problems=problems)
