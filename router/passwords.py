"""Passwords, hashed with argon2id on a thread: a hash takes fifty milliseconds, in which the loop must go on."""

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from router.domain.errors import Refused

T = TypeVar("T")
SHORTEST, LONGEST = 12, 200  #: characters
AT_ONCE = 2  #: each takes 64 MB while it lasts
WAITING = 40
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  #: of one-time passwords: nothing that is mistaken for another


class Busy(Refused):
    """More people log in at once than we can answer within some seconds."""

    def __init__(self) -> None:
        super().__init__("Many people log in at this moment. Try again in a few seconds.")


class Passwords:
    """Some at once, some waiting, no more: who floods the log-in page takes no memory from the others."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=1)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def hash(self, password: str) -> str:
        return await self._in_turn(self._hasher.hash, _plain(password))

    async def check(self, hash: str | None, password: str) -> bool:
        """Against nothing it takes as long, and is wrong. Raises Busy."""
        try:
            await self._in_turn(self._verify, hash or "", _plain(password))
        except (VerificationError, InvalidHashError):
            return False
        return hash is not None

    def is_old(self, hash: str) -> bool:
        """Made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(hash)

    def _verify(self, hash: str, password: str) -> bool:
        return self._hasher.verify(hash or self._nobodys, password)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())

    async def _in_turn(self, work: Callable[..., T], *given: str) -> T:
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._turns:
                return await asyncio.to_thread(work, *given)
        finally:
            self._waiting -= 1


def wrong_with(password: str, account: str) -> str | None:
    """What is wrong with a new password, and the mend; None when nothing is."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        return "Choose a password of at least 12 characters. A few words in a row are easy to remember."
    if len(plain) > LONGEST:
        return "Choose a password of at most 200 characters."
    if len(set(plain)) < 5 or plain.lower().strip("0123456789 ") == account.lower():
        return "That password is easy to guess. Choose a few words that have nothing to do with each other."
    return None


def one_time() -> str:
    """Four groups of four: to be read aloud, typed once and changed at once."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def _plain(password: str) -> str:
    """One form for letters that can be typed in more than one way."""
    return unicodedata.normalize("NFKC", password)
