"""The plug is pulled: nothing is lost, nothing comes twice, and it is told which mailbox, and since when."""

import asyncio

from router.channels.email.imap.session import Session
from tests.channels.email.imap.conftest import entry, letter, watching
from tests.channels.email.imap.test_reading import READ, mark


async def test_dovecot_is_killed_in_the_middle_of_a_fetch(dovecot, post, desk, monkeypatch):
    post.put(*(letter(number, "x" * 70_000) for number in range(60)))
    whole, killed = Session.whole, []

    def unplugged(self, uids):
        if len(killed) < 2:
            killed.append(len(uids))
            dovecot.kill()
        return whole(self, uids)

    monkeypatch.setattr(Session, "whole", unplugged)
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: desk.notes.troubles)
        assert desk.notes.sources[READ].trouble == "unreachable"
        await asyncio.to_thread(dovecot.start)
        await desk.until(lambda: len(killed) == 2)
        await desk.until(lambda: desk.pauses and desk.notes.sources[READ].trouble == "unreachable")
        await asyncio.to_thread(dovecot.start)
        await desk.until(lambda: mark(desk).last == 60 and desk.notes.sources[READ].trouble is None)
    assert (len(desk.contacts), len(desk.ids)) == (60, 60)
    assert not any(each.unreadable for each in desk.contacts)
    assert (post.subjects(), len(post.subjects("Verwerkt"))) == ([], 60)


async def test_killed_between_durable_and_moved_is_read_again_under_the_same_id(dovecot, post, desk, monkeypatch):
    post.put(letter(1), letter(2))
    put_away, killed = Session.put_away, []

    def unplugged(self, uids, folder):
        if not killed:
            killed.append(uids)
            dovecot.kill()
        put_away(self, uids, folder)

    monkeypatch.setattr(Session, "put_away", unplugged)
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: desk.notes.troubles)
        await asyncio.to_thread(dovecot.start)
        await desk.until(lambda: mark(desk).last == 2)
    assert (len(desk.contacts), len(desk.ids)) == (4, 2)
    assert post.subjects("Verwerkt") == ["Lamp 1", "Lamp 2"]


async def test_killed_while_it_is_quiet_and_back_again(dovecot, post, desk):
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: READ in desk.notes.sources)
        await asyncio.to_thread(dovecot.kill)
        await desk.until(lambda: desk.notes.sources[READ].trouble == "unreachable")
        assert all(before <= after for before, after in zip(desk.pauses, desk.pauses[1:], strict=False))
        await asyncio.to_thread(dovecot.start)
        await asyncio.to_thread(post.put, letter(1))
        await desk.until(lambda: desk.contacts)
        await desk.until(lambda: desk.notes.sources[READ].trouble is None)
    assert desk.texts == ["Lamp 1"]


async def test_stopping_ends_the_command_first_and_leaves_nobody_logged_in(dovecot, post, desk):
    post.put(*(letter(number) for number in range(10)))
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: desk.contacts)
    assert "Logged out" in (dovecot.folder / "log").read_text()
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: READ in desk.notes.sources)
    assert len(desk.ids) == 10
    assert len(post.subjects("Verwerkt")) == 10
