"""What router.store.base.Accounts promises, for every implementation."""

import asyncio
from datetime import timedelta

import pytest

from router.domain.account import KEPT, Session, first_of
from router.domain.change import Change, History
from router.domain.errors import BadRow, Stale
from router.testing import MONDAY

LATER = MONDAY + timedelta(minutes=1)


def session(name="s1", **changes):
    return Session(
        **{"id": name, "account": "anna", "created_at": MONDAY, "seen_at": MONDAY, "browser": "Firefox", **changes}
    )


async def test_an_account_is_kept_whole(store):
    row = first_of("anna", MONDAY, hash="$argon2id$x", must_change=True, totp="ABC", totp_step=2**33, shut_at=LATER)
    line = History(subject="anna", type="account-made", at=MONDAY)
    await store.apply([Change(accounts=((None, row),), history=(line,))])
    assert await store.account("anna") == row
    assert [await store.account("bert"), await store.accounts()] == [None, [row]]


async def test_an_account_is_made_once(store):
    await store.apply([Change(accounts=((None, first_of("anna", MONDAY)),))])
    with pytest.raises(BadRow):
        await store.apply([Change(accounts=((None, first_of("anna", LATER)),))])


async def test_of_two_who_read_the_same_account_one_wins(store):
    first = first_of("anna", MONDAY)
    await store.apply([Change(accounts=((None, first),))])
    tries = [Change(accounts=((first, first.missed(LATER)),)) for _ in range(3)]
    said = await asyncio.gather(*(store.apply([each]) for each in tries), return_exceptions=True)
    assert [type(each) for each in said].count(Stale) == 2
    assert (await store.account("anna")).failed == 1


async def test_nothing_is_written_with_what_is_stale(store):
    first = first_of("anna", MONDAY)
    await store.apply([Change(accounts=((None, first),))])
    await store.apply([Change(accounts=((first, first.missed(LATER)),))])
    with pytest.raises(Stale):
        await store.apply([Change(accounts=((first, first.right(LATER)),), sessions=((None, session()),))])
    assert await store.session("s1") is None


async def test_a_session_that_ended_stays_so(store):
    open_ = session()
    await store.apply(
        [
            Change(
                sessions=((None, open_), (None, session("s2", created_at=LATER)), (None, session("s3", account="bert")))
            )
        ]
    )
    assert [each.id for each in await store.sessions_of("anna")] == ["s2", "s1"]
    ended = open_.with_(ended_at=LATER)
    await store.apply([Change(sessions=((open_, ended),))])
    with pytest.raises(Stale):
        await store.apply([Change(sessions=((open_, open_.with_(seen_at=LATER)),))])
    assert await store.session("s1") == (ended, None)
    assert [each.id for each in await store.sessions_of("anna")] == ["s2"]


async def test_a_session_comes_with_its_account(store):
    row = first_of("anna", MONDAY, hash="h")
    await store.apply([Change(accounts=((None, row),), sessions=((None, session()),))])
    assert await store.session("s1") == (session(), row)


async def test_old_sessions_go_when_a_new_one_comes(store):
    await store.apply([Change(sessions=((None, session()), (None, session("s2", account="bert"))))])
    after = MONDAY + KEPT + timedelta(seconds=1)
    await store.apply([Change(sessions=((None, session("s3", created_at=after, seen_at=after)),))])
    assert [await store.session("s1"), (await store.session("s2"))[0].account] == [None, "bert"]
