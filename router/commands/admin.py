"""Accounts from the command line: through the server that holds the register, else on the register itself."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import cast

import aiohttp

from router.clock import SystemClock
from router.commands.server import Server, server_of
from router.domain.change import SYSTEM
from router.domain.errors import Refused
from router.domain.municipality import Agent, Municipality
from router.domain.words import Role
from router.passwords import Passwords, one_time, wrong_with
from router.process import folder_held
from router.rules.load import load
from router.settings import BadSetting, Settings
from router.steps.keep_accounts import AccountKeeper
from router.steps.sessions import Sessions
from router.steps.sign_in import SignIn
from router.store.picked import is_postgres, migrated, store_at


def administrator_of(settings: Settings, account: str) -> Agent:
    """Raises BadSetting, with the mend, when agents.yaml does not say so."""
    agents = _town(settings.municipality).agents
    path = settings.municipality / "agents.yaml"
    if account not in agents:
        raise BadSetting(
            f'{path} has no account "{account}". Add it there, then do this again:\n'
            f"- account: {account}\n  name: …\n  role: admin\n  teams: […]"
        )
    if agents[account].role != Role.ADMIN:
        others = ", ".join(name for name, agent in agents.items() if agent.role == Role.ADMIN) or "nobody yet"
        raise BadSetting(
            f'"{account}" has the role {agents[account].role} in {path}. The first log-in is for an administrator '
            f"(role: admin there: {others}); an administrator then gives the others theirs, on /admin/accounts."
        )
    return agents[account]


async def create(settings: Settings, account: str, password: str) -> None:
    server = _server(settings)
    if server is not None:
        await _call(settings, server, "POST", "/accounts", {"account": account, "password": password})
        return
    async with _register(settings) as keeper:
        await keeper.make(account, SYSTEM, password)


async def set_password(settings: Settings, account: str, password: str) -> None:
    server = _server(settings)
    if server is not None:
        await _call(settings, server, "POST", f"/accounts/{account}/password", {"password": password})
        return
    async with _register(settings) as keeper:
        await keeper.reset(account, SYSTEM, password)


async def lock(settings: Settings, account: str, *, open_: bool) -> None:
    server = _server(settings)
    if server is not None:
        await _call(settings, server, "POST", f"/accounts/{account}/{'unlocks' if open_ else 'locks'}", {})
        return
    async with _register(settings) as keeper:
        await (keeper.open if open_ else keeper.shut)(account, SYSTEM)


async def listed(settings: Settings) -> list[Mapping[str, object]]:
    """{account, role, state, secondStep} of everybody in agents.yaml."""
    server = _server(settings)
    if server is not None:
        return cast(list[Mapping[str, object]], (await _call(settings, server, "GET", "/accounts"))["items"])
    async with _register(settings) as keeper:
        return [each.told() for each in await keeper.all()]


@cache
def _town(folder: Path) -> Municipality:
    """Read once: it takes a second."""
    return load(folder).municipality


def _server(settings: Settings) -> Server | None:
    """PostgreSQL takes writes from everybody; a file from one."""
    return None if is_postgres(settings.store) else server_of(settings.data_dir)


async def _call(
    settings: Settings, server: Server, method: str, path: str, body: object = None
) -> Mapping[str, object]:
    headers = {"Authorization": f"Bearer {settings.api_token}"}
    async with (
        aiohttp.ClientSession(server.url, headers=headers) as session,
        session.request(method, f"/api/v1{path}", json=body) as response,
    ):
        answer: dict[str, object] = await response.json(content_type=None)
    if response.status >= 400:
        raise Refused(str(answer.get("detail", f"The server answered {response.status}.")))
    return answer


@asynccontextmanager
async def _register(settings: Settings) -> AsyncIterator[AccountKeeper]:
    """The register for ourselves, as long as this lasts."""
    town = _town(settings.municipality)
    async with AsyncExitStack() as stack:
        if not is_postgres(settings.store):
            stack.enter_context(folder_held(settings.data_dir))
        await migrated(settings.store, town.organisation.namespace)
        store = store_at(settings.store, town.organisation.namespace)
        await store.open()
        stack.push_async_callback(store.close)
        sign_in = SignIn(store, SystemClock(), Passwords(), lambda: town.agents)
        yield AccountKeeper(sign_in, Sessions(sign_in), wrong_with, one_time)
