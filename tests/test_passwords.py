"""Passwords: argon2id on a thread, as long for nobody as for somebody, and no more at once than there is memory for."""

import asyncio

import pytest
from argon2 import PasswordHasher

from router.passwords import AT_ONCE, WAITING, Busy, Passwords, one_time, wrong_with

LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_is_right_in_every_form_it_can_be_typed():
    passwords = Passwords(LIGHT)
    hash = await passwords.hash("caf\u00e9 met terras")
    assert hash.startswith("$argon2id$")
    assert await passwords.check(hash, "cafe\u0301 met terras")
    assert not await passwords.check(hash, "cafe met terras")
    assert not await passwords.check(None, "cafe met terras")
    assert not await passwords.check("no hash at all", "x")


async def test_parameters_that_grew_make_a_hash_old():
    hash = await Passwords(LIGHT).hash("words")
    assert Passwords().is_old(hash) and not Passwords(LIGHT).is_old(hash)
    assert Passwords()._hasher.memory_cost == 65_536


async def test_a_flood_is_told_to_come_back():
    passwords = Passwords(LIGHT)
    said = await asyncio.gather(*(passwords.check(None, "x") for _ in range(WAITING + 5)), return_exceptions=True)
    assert [type(each) for each in said].count(Busy) == 5
    assert passwords._waiting == 0 and passwords._turns._value == AT_ONCE


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaa", "agent12345678"])
def test_what_is_easy_to_guess_is_refused(password):
    assert wrong_with(password, "agent") is not None


def test_a_one_time_password_passes_and_differs():
    made = {one_time() for _ in range(20)}
    assert len(made) == 20 and all(wrong_with(each, "agent") is None for each in made)
