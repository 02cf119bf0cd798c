"""Sign in: a name and a password, a code where somebody set that up, and a session. Wrong tries bring pauses that grow."""

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Protocol

from router.clock import Clock
from router.domain.account import FREE, Account, Session, first_of
from router.domain.change import Change, History
from router.domain.errors import BadRow, Refused, Stale
from router.domain.municipality import Agent
from router.domain.totp import step_of
from router.domain.words import Role
from router.steps.tries import Tries
from router.store.base import Store

OF_AN_ADDRESS = 30  #: wrong tries before it pauses: a town hall has one address
TRIES = 5
LOCKS = 64


class Passwords(Protocol):
    """Hashing, off the loop (router/passwords.py)."""

    async def hash(self, password: str) -> str: ...

    async def check(self, hash: str | None, password: str) -> bool: ...

    def is_old(self, hash: str) -> bool: ...


class Wrong(Refused):
    """Not this name with this password, or not this code."""


class Paused(Refused):
    """Too many wrong tries. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("There were too many wrong tries. Wait a little, then try again.")
        self.wait = wait


class SignIn:
    """`demo` is the password of accounts that have none of their own; None when there is no demo.

    One of our own making (`demo_ends`) is over as soon as an administrator has a password of their own."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords,
        agents: Callable[[], Mapping[str, Agent]],
        demo: str | None = None,
        *,
        demo_ends: bool = False,
    ) -> None:
        self.store, self.clock, self.passwords, self.agents = store, clock, passwords, agents
        self._demo, self._demo_ends = demo or None, demo_ends
        self._addresses, self._names = Tries(OF_AN_ADDRESS), Tries(FREE)
        self._locks = [asyncio.Lock() for _ in range(LOCKS)]  # who guesses by many at once still guesses one by one

    async def demo(self) -> str | None:
        """The demo's password, while there is a demo."""
        if self._demo is None or not self._demo_ends:
            return self._demo
        admins = {name for name, agent in self.agents().items() if agent.role == Role.ADMIN}
        over = any(each.hash and each.account in admins for each in await self.store.accounts())
        return None if over else self._demo

    async def password(self, name: str, password: str, address: str) -> Account:
        """The account whose password this is. Raises Wrong, Paused, Busy, Refused when it is closed."""
        async with self._locks[hash(name) % LOCKS]:
            known = await self._row(name) if name in self.agents() else None
            self._no_pause(name, known, address)
            if not await self._right(known, name, password):
                await self._missed(name, known, address)
                raise Wrong("That name and password do not belong together. Check both.")
        assert known is not None
        if known.shut_at is not None:
            raise Refused("This account is closed. Ask the administrator.")
        return known

    async def code(self, name: str, code: str, address: str) -> Account:
        """The account whose second step this is, with the code used. Raises Wrong, Paused."""
        async with self._locks[hash(name) % LOCKS]:
            known = await self._row(name)
            self._no_pause(name, known, address)
            now = self.clock.now()
            step = known.totp and step_of(known.totp, code, known.totp_step, now)
            if not step or known.shut_at is not None:
                await self._missed(name, known, address)
                raise Wrong("That code is not right. Type the six digits that your phone shows now.")
            used = known.changed(now, totp_step=step)
            try:
                await self.store.apply([Change(accounts=((known, used),))])
            except Stale:
                raise Wrong("That code was used just now. Wait for the next one.") from None
            return used

    async def enter(self, name: str, browser: str, password: str | None = None) -> str:
        """A new session; what its cookie holds. With the password a hash of older parameters is made anew."""
        token, now = secrets.token_urlsafe(32), self.clock.now()
        session = Session(id=digest(token), account=name, created_at=now, seen_at=now, browser=browser)
        line = History(subject=name, type="signed-in", at=now, by=name, data={"browser": browser})
        fresh: dict[str, object] = {}
        known = await self.store.account(name)
        if known and known.hash and password is not None and self.passwords.is_old(known.hash):
            fresh = {"hash": await self.passwords.hash(password)}
        for _ in range(TRIES):
            counted = known is not None and (known.failed > 0 or bool(fresh))
            rows = ((known, known.right(now, **fresh)),) if known and counted else ()
            try:
                await self.store.apply([Change(accounts=rows, sessions=((None, session),), history=(line,))])
            except Stale:
                known = await self.store.account(name)
                continue
            return token
        raise Refused("This account is being changed at this moment. Try again.")

    async def _right(self, known: Account | None, name: str, password: str) -> bool:
        if known is not None and known.hash is None:
            demo = await self.demo()
            if demo is not None:
                return hmac.compare_digest(password.encode(), demo.encode())
        return await self.passwords.check(known.hash if known else None, password)

    async def _row(self, name: str) -> Account:
        return await self.store.account(name) or first_of(name, self.clock.now(), version=0)

    def _no_pause(self, name: str, known: Account | None, address: str) -> None:
        steady = self.clock.monotonic()
        wait = max(
            timedelta(seconds=self._addresses.pause(address, steady)),
            known.pause(self.clock.now()) if known else timedelta(seconds=self._names.pause(name, steady)),
        )
        if wait:
            raise Paused(wait)

    async def _missed(self, name: str, known: Account | None, address: str) -> None:
        """Raises Paused when this one brought a pause."""
        steady = self.clock.monotonic()
        wait = timedelta(seconds=self._addresses.missed(address, steady))
        if known is None:
            wait = max(wait, timedelta(seconds=self._names.missed(name[:100], steady)))
        else:
            wait = max(wait, await self._count(name))
        if wait:
            raise Paused(wait)

    async def _count(self, name: str) -> timedelta:
        for _ in range(TRIES):
            now, known = self.clock.now(), await self.store.account(name)
            after = (known or first_of(name, now)).missed(now)
            lines = [History(subject=name, type="sign-in-refused", at=now, data={"failed": after.failed})]
            if pause := after.pause(now):
                lines.append(History(subject=name, type="locked", at=now, data={"seconds": int(pause.total_seconds())}))
            try:
                await self.store.apply([Change(accounts=((known, after),), history=tuple(lines))])
            except (Stale, BadRow):  # another process was first: counted on what it left
                continue
            return pause
        return timedelta(0)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
