"""A mail that nobody can read lies in quarantine, and the next one comes in."""

from imaplib import IMAP4

from router.channels.email.imap.session import Session
from tests.channels.email.imap.conftest import entry, letter, watching
from tests.channels.email.imap.test_reading import mark


async def read_all(dovecot, desk, count=3):
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: mark(desk).last == count)


async def test_what_the_server_cannot_give(dovecot, post, desk, monkeypatch):
    post.put(letter(1), letter(2), letter(3))
    whole = Session.whole

    def broken(self, uids):
        if 2 in uids:
            raise IMAP4.error("NO [SERVERBUG]")
        return whole(self, uids)

    monkeypatch.setattr(Session, "whole", broken)
    await read_all(dovecot, desk)
    by_subject = {each.subject: each for each in desk.contacts}
    assert [name for name, each in by_subject.items() if each.unreadable] == ["Lamp 2"]
    assert (post.subjects("Verwerkt"), post.subjects("Quarantaine")) == (["Lamp 1", "Lamp 3"], ["Lamp 2"])
    assert post.subjects() == []


async def test_what_breaks_the_connection_each_time(dovecot, post, desk, monkeypatch):
    post.put(letter(1), letter(2), letter(3))
    whole = Session.whole

    def broken(self, uids):
        if 2 in uids:
            self.cut()
        return whole(self, uids)

    monkeypatch.setattr(Session, "whole", broken)
    await read_all(dovecot, desk)
    assert [each.subject for each in desk.contacts if each.unreadable] == ["Lamp 2"]
    assert (post.subjects("Verwerkt"), post.subjects("Quarantaine")) == (["Lamp 1", "Lamp 3"], ["Lamp 2"])


async def test_what_cannot_be_written_down(dovecot, post, desk):
    post.put(letter(1), letter(2), letter(3))
    accept = desk.accept

    async def fussy(contacts):
        if any("Lamp 2" in each.subject for each in contacts):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed")
        await accept(contacts)

    desk.accept = fussy
    await read_all(dovecot, desk)
    assert [each.subject for each in desk.contacts] == ["Lamp 1", "", "Lamp 3"]
    (held,) = [each for each in desk.contacts if each.unreadable]
    assert desk.originals[held.original_sha256] == letter(2)


async def test_bytes_that_are_no_mail_are_somebodys_message_all_the_same(dovecot, post, desk):
    post.put(b"\x00\xff\xfe" * 100, b"\r\n", letter(3))
    await read_all(dovecot, desk)
    assert len(desk.ids) == 3
    assert post.subjects() == []
