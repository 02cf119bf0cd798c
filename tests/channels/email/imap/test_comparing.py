"""A mailbox and the register are compared; what differs is told."""

import asyncio

from router.channels.email.imap.session import Session
from router.channels.email.imap.trouble import Trouble
from tests.channels.email.imap.conftest import entry, letter, watching
from tests.channels.email.imap.test_reading import mark

COMPARED = "info.register"


def soon(dovecot):
    return entry(dovecot, compare=7).model_copy(update={"poll": 0.05})


def trouble(desk):
    return desk.notes.sources[COMPARED].trouble if COMPARED in desk.notes.sources else "never compared"


async def test_all_is_well_when_the_register_has_what_lies_there(dovecot, post, desk):
    post.put(letter(1))
    async with watching(soon(dovecot), desk):
        await desk.until(lambda: COMPARED in desk.notes.sources)
    assert trouble(desk) is None


async def test_what_was_put_away_by_hand_is_told_at_the_second_look_and_mended_by_moving_it_back(dovecot, post, desk):
    post.put(letter(1), b"Subject: without an id\r\n\r\nHallo", folder="Verwerkt")
    async with watching(soon(dovecot), desk):
        await desk.until(lambda: desk.register.looks)
        assert trouble(desk) == "never compared"
        await desk.compares()
        await desk.until(lambda: trouble(desk) == "differs")
        await asyncio.to_thread(post.move, "Verwerkt", "INBOX")
        await desk.until(lambda: len(desk.contacts) == 2)
        await desk.compares()
        await desk.until(lambda: trouble(desk) is None)
    assert post.subjects("Verwerkt") == ["Lamp 1", "without an id"]


async def test_what_could_not_be_moved_is_read_once_told_and_moved_later(dovecot, post, desk, monkeypatch):
    post.put(letter(1))
    put_away, closed = Session.put_away, [True]

    def refused(self, uids, folder):
        if closed:
            raise Trouble("not-moved")
        put_away(self, uids, folder)

    monkeypatch.setattr(Session, "put_away", refused)
    async with watching(soon(dovecot), desk):
        await desk.until(lambda: mark(desk).last == 1)
        await desk.until(lambda: trouble(desk) == "not-moved")
        closed.clear()
        await desk.compares()
        await desk.compares()
        await desk.until(lambda: trouble(desk) is None)
    assert desk.texts == ["Lamp 1"]
    assert (post.subjects(), post.subjects("Verwerkt")) == ([], ["Lamp 1"])


async def test_what_somebody_threw_away_in_the_mailbox_is_told_and_no_trouble(dovecot, post, desk, capsys):
    post.put(letter(1))
    async with watching(soon(dovecot), desk):
        await desk.until(lambda: COMPARED in desk.notes.sources)
        await asyncio.to_thread(post.anew, "Verwerkt")
        await desk.compares()
        await desk.compares()
        await desk.compares()
    assert trouble(desk) is None
    assert "nowhere=1" in capsys.readouterr().out
