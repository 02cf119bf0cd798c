"""Signing in: who is right, who waits, and what the register and history say of it."""

import asyncio
from datetime import timedelta

import pyotp
import pytest

from router.domain.errors import NotFound, Refused
from router.steps.keep_accounts import AccountKeeper
from router.steps.sessions import Sessions
from router.steps.sign_in import OF_AN_ADDRESS, Paused, SignIn, Wrong, digest
from router.steps.tries import Tries
from router.testing_town import town_in

WORDS = "paard batterij nietje"
HOME, AWAY = "192.0.2.1", "192.0.2.2"


class Plain:
    """Hashes nothing, so that these tests are about who may, not about how long a hash takes."""

    def __init__(self):
        self.checked = []

    async def hash(self, password):
        return f"new:{password}"

    async def check(self, hash, password):
        self.checked.append(password)
        return hash is not None and hash.partition(":")[2] == password

    def is_old(self, hash):
        return hash.startswith("old:")


class House:
    def __init__(self, town, demo=None, *, demo_ends=False):
        self.town, self.plain = town, Plain()
        agents = lambda: town.book.municipality.agents  # noqa: E731
        self.sign_in = SignIn(town.store, town.clock, self.plain, agents, demo, demo_ends=demo_ends)
        self.sessions = Sessions(self.sign_in)
        self.keeper = AccountKeeper(
            self.sign_in, self.sessions, lambda new, _: "too short" if len(new) < 5 else None, lambda: "once-only"
        )

    async def enters(self, name="lead", browser="Firefox"):
        return await self.sign_in.enter(name, browser)

    async def wrong(self, name="lead", times=1, address=HOME):
        for _ in range(times):
            with pytest.raises(Refused):
                await self.sign_in.password(name, "wrong", address)

    async def lines(self, *types):
        return [(line.subject, line.type) for line in await self.town.history(*types)]


@pytest.fixture
async def house(tmp_path):
    async with town_in(tmp_path) as town:
        house = House(town)
        await house.keeper.make("lead", "admin", WORDS)
        yield house


async def test_the_right_password_opens_and_history_says_so(house):
    account = await house.sign_in.password("lead", WORDS, HOME)
    token = await house.enters(account.account)
    signed = await house.sessions.of_token(token)
    assert (signed.session.account, signed.must_change) == ("lead", False)
    assert await house.town.store.session(digest(token)) == (signed.session, signed.account)
    assert await house.lines() == [("lead", "account-made"), ("lead", "signed-in")]
    written = [str(line.data) for line in await house.town.history()]
    assert not any(WORDS in each or token in each or HOME in each for each in written)


async def test_a_wrong_password_and_nobodys_name_are_told_alike(house):
    said = []
    for name in ("lead", "nobody", "agent"):
        with pytest.raises(Wrong) as wrong:
            await house.sign_in.password(name, "wrong", HOME)
        said.append(str(wrong.value))
    assert len(set(said)) == 1
    assert len(house.plain.checked) == 3  # a hash is made for nobody too: the answer takes as long
    assert await house.lines("sign-in-refused") == [("lead", "sign-in-refused"), ("agent", "sign-in-refused")]


@pytest.mark.parametrize("name", ["lead", "nobody"])
async def test_five_wrong_tries_bring_a_pause_that_grows(house, name):
    await house.wrong(name, 4)
    with pytest.raises(Paused) as first:
        await house.sign_in.password(name, "wrong", HOME)
    assert first.value.wait == timedelta(seconds=30)
    with pytest.raises(Paused):
        await house.sign_in.password(name, WORDS, AWAY)  # also with the right one, and from elsewhere
    house.town.clock.advance(timedelta(seconds=31))
    with pytest.raises(Paused) as second:
        await house.sign_in.password(name, "wrong", HOME)
    assert second.value.wait == timedelta(seconds=60)


async def test_after_the_pause_the_right_password_opens_and_nothing_counts_any_more(house):
    await house.wrong(times=5)
    house.town.clock.advance(timedelta(seconds=31))
    await house.sign_in.password("lead", WORDS, HOME)
    await house.enters()
    assert (await house.town.store.account("lead")).failed == 0
    assert ("lead", "locked") in await house.lines("locked")


async def test_who_tries_many_at_once_tries_one_by_one(house):
    tries = (house.sign_in.password("lead", f"guess {number}", HOME) for number in range(20))
    said = await asyncio.gather(*tries, return_exceptions=True)
    assert [type(each) for each in said].count(Wrong) == 4
    assert len(house.plain.checked) == 5


async def test_an_address_that_tries_many_names_waits(house):
    for number in range(OF_AN_ADDRESS):
        await house.wrong(f"name-{number}")
    with pytest.raises(Paused):
        await house.sign_in.password("lead", WORDS, HOME)
    await house.sign_in.password("lead", WORDS, AWAY)


async def test_a_code_is_asked_for_and_works_once(house):
    secret, clock = pyotp.random_base32(), house.town.clock
    code = lambda: pyotp.TOTP(secret).generate_otp(int(clock.now().timestamp()) // 30)  # noqa: E731
    with pytest.raises(Wrong):
        await house.keeper.set_second_step("lead", secret, "000000")
    await house.keeper.set_second_step("lead", secret, code())
    assert (await house.sign_in.password("lead", WORDS, HOME)).totp == secret
    with pytest.raises(Wrong):  # used when it was set up
        await house.sign_in.code("lead", code(), HOME)
    clock.advance(timedelta(seconds=30))
    await house.sign_in.code("lead", code(), HOME)
    with pytest.raises(Wrong):
        await house.sign_in.code("lead", code(), HOME)
    for _ in range(3):
        with pytest.raises(Refused):
            await house.sign_in.code("lead", "123456", HOME)
    with pytest.raises(Paused):
        await house.sign_in.password("lead", WORDS, HOME)


async def test_a_hash_of_older_parameters_is_made_anew(house):
    row = await house.town.store.account("lead")
    from router.domain.change import Change

    await house.town.store.apply([Change(accounts=((row, row.changed(house.town.clock.now(), hash=f"old:{WORDS}")),))])
    await house.sign_in.password("lead", WORDS, HOME)
    await house.sign_in.enter("lead", "Firefox", WORDS)
    assert (await house.town.store.account("lead")).hash == f"new:{WORDS}"


async def test_signing_out_everywhere_but_here(house):
    tokens = [await house.enters(browser=each) for each in ("Firefox", "Chrome", "Safari")]
    await house.sessions.end_all("lead", "lead", but=digest(tokens[0]))
    assert [await house.sessions.of_token(each) is not None for each in tokens] == [True, False, False]
    assert await house.sessions.end("agent", digest(tokens[0]), "agent") is False
    assert [each.browser for each in await house.sessions.of("lead")] == ["Firefox"]


async def test_a_session_ends_after_a_long_day_and_says_when_it_was_used(house):
    token = await house.enters()
    house.town.clock.advance(timedelta(minutes=6))
    assert (await house.sessions.of_token(token)).session.seen_at == house.town.clock.now()
    house.town.clock.advance(timedelta(hours=12))
    assert await house.sessions.of_token(token) is None
    assert await house.sessions.of("lead") == []


async def test_a_password_of_ones_own_ends_the_other_sessions(house):
    here, there = await house.enters(), await house.enters()
    for old, new in (("wrong", "another word"), (WORDS, WORDS), (WORDS, "x")):
        with pytest.raises(Refused):
            await house.keeper.choose("lead", old, new, HOME, digest(here))
    await house.keeper.choose("lead", WORDS, "another word", HOME, digest(here))
    assert await house.sessions.of_token(here) is not None
    assert await house.sessions.of_token(there) is None
    await house.sign_in.password("lead", "another word", HOME)


async def test_a_one_time_password_must_be_changed(house):
    assert await house.keeper.make("agent", "admin") == "once-only"
    signed = await house.sessions.of_token(await house.enters("agent"))
    assert signed.must_change
    await house.keeper.choose("agent", "once-only", "my own words", HOME, signed.session.id)
    assert not (await house.town.store.account("agent")).must_change


async def test_closing_an_account_ends_it_all_and_opening_brings_it_back(house):
    token = await house.enters()
    with pytest.raises(Refused):
        await house.keeper.shut("lead", "lead")
    await house.keeper.shut("lead", "admin")
    assert await house.sessions.of_token(token) is None
    with pytest.raises(Refused, match="closed"):
        await house.sign_in.password("lead", WORDS, HOME)
    await house.keeper.open("lead", "admin")
    await house.sign_in.password("lead", WORDS, HOME)


async def test_only_who_stands_in_the_folder_gets_a_log_in(house):
    with pytest.raises(NotFound, match=r"agents\.yaml"):
        await house.keeper.make("stranger", "admin")
    with pytest.raises(Refused, match="already"):
        await house.keeper.make("lead", "admin")
    with pytest.raises(NotFound, match="no log-in"):
        await house.keeper.reset("agent", "admin")


async def test_the_demo_is_for_accounts_without_a_password_of_their_own(house):
    demo = House(house.town, "klaver")
    await demo.sign_in.password("agent", "klaver", HOME)
    with pytest.raises(Wrong):
        await demo.sign_in.password("lead", "klaver", HOME)
    await demo.sign_in.password("lead", WORDS, HOME)


async def test_a_made_demo_ends_with_the_first_administrator(house):
    demo = House(house.town, "klaver", demo_ends=True)
    await demo.sign_in.password("agent", "klaver", HOME)
    token = await demo.enters("agent")
    assert await demo.sessions.of_token(token) is not None
    await demo.keeper.make("admin", "balie", WORDS)
    assert await demo.sign_in.demo() is None
    assert await demo.sessions.of_token(token) is None
    with pytest.raises(Wrong):
        await demo.sign_in.password("agent", "klaver", HOME)


def test_tries_are_forgotten_and_never_more_than_a_few():
    tries = Tries(free=2, keys=3)
    assert [tries.missed("a", 0.0), tries.missed("a", 0.0), tries.pause("a", 10.0)] == [0.0, 30.0, 20.0]
    assert [tries.pause("a", 2000.0), tries.missed("a", 2000.0)] == [0.0, 0.0]
    for number in range(9):
        tries.missed(f"n{number}", 2000.0)
    assert len(tries._seen) == 3
