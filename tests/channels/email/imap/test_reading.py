"""Mail is read from a real mailbox, once, and put away when it is durable."""

import asyncio
from datetime import timedelta

import pytest

from router.channels.email.imap.mark import Mark
from router.domain.errors import StreamFull
from tests.channels.email.imap.conftest import Desk, entry, letter, watching

READ = "info"


def mark(desk):
    return Mark.read(desk.notes.sources[READ].cursor) if READ in desk.notes.sources else Mark()


async def test_what_was_there_before_is_read_and_put_away_unread(dovecot, post, desk):
    post.put(letter(1), letter(2))
    desk.clock.advance(timedelta(hours=1))
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: mark(desk).last == 2)
    assert desk.texts == ["Lamp 1", "Lamp 2"]
    assert (post.subjects(), post.subjects("Verwerkt")) == ([], ["Lamp 1", "Lamp 2"])
    assert rb"\Seen" not in post.flags("Verwerkt")
    first = desk.contacts[0]
    assert (first.entrance, first.sender.email, first.text) == (
        "info@klaverdam.example", "anna@post.example", "De lamp is stuk.",
    )  # fmt: skip
    assert first.received_at < desk.clock.now()  # it counts from when it reached the mailbox
    assert first.wire == {"mailbox": "info"}
    assert desk.originals[first.original_sha256] == letter(1)


async def test_new_mail_is_told_by_idle_long_before_we_would_look(dovecot, post, desk):
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: READ in desk.notes.sources)
        await asyncio.to_thread(post.put, letter(1))
        await desk.until(lambda: desk.contacts)
        await asyncio.to_thread(post.put, letter(2))
        await desk.until(lambda: mark(desk).last == 2)
    assert desk.texts == ["Lamp 1", "Lamp 2"]


@pytest.mark.parametrize("without", [{"IDLE"}, {"MOVE"}, {"MOVE", "UIDPLUS"}, {"IDLE", "MOVE", "UIDPLUS"}], ids=sorted)
async def test_a_server_that_can_less(dovecot, post, desk, without):
    await asyncio.to_thread(dovecot.restart, without=frozenset(without))
    post.put(letter(1))
    mailbox = entry(dovecot).model_copy(update={"poll": 0.05})
    async with watching(mailbox, desk):
        await desk.until(lambda: desk.contacts)
        await asyncio.to_thread(post.put, letter(2))
        await desk.until(lambda: mark(desk).last == 2)
    assert desk.texts == ["Lamp 1", "Lamp 2"]
    assert (post.subjects(), post.subjects("Verwerkt")) == ([], ["Lamp 1", "Lamp 2"])


async def test_two_pollers_on_one_mailbox_give_one_contact_each_mail(dovecot, post):
    told = asyncio.Event()
    one, two = Desk(told), Desk(told)
    post.put(*(letter(number) for number in range(30)))
    async with watching(entry(dovecot), one), watching(entry(dovecot), two):
        for desk in (one, two):
            await desk.until(lambda desk=desk: READ in desk.notes.sources)
        await asyncio.to_thread(post.put, letter("last"))
        await one.until(lambda: len(one.ids | two.ids) == 31)
        await one.until(lambda: max(mark(one).last, mark(two).last) == 31)
    assert sorted({each.subject for each in one.contacts + two.contacts}) == sorted(
        ["Lamp last", *(f"Lamp {number}" for number in range(30))]
    )
    assert len(one.ids | two.ids) == 31
    assert (len(post.subjects()), len(set(post.subjects("Verwerkt")))) == (0, 31)


async def test_more_than_a_batch(dovecot, post, desk):
    post.put(*(letter(number) for number in range(120)))
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: len(desk.contacts) == 120)
        await desk.until(lambda: mark(desk).last == 120)
    assert len(desk.ids) == 120
    assert post.subjects() == []


async def test_a_folder_made_anew_is_read_from_its_beginning(dovecot, post, desk):
    post.put(letter(1), letter(2), folder="Post")
    mailbox = entry(dovecot, folder="Post")
    async with watching(mailbox, desk):
        await desk.until(lambda: mark(desk).last == 2)
    before = mark(desk)
    post.anew("Post")
    post.put(letter(2), letter(3), folder="Post")
    async with watching(mailbox, desk):
        await desk.until(lambda: mark(desk).last == 2 and mark(desk) != before)
    assert desk.texts == ["Lamp 1", "Lamp 2", "Lamp 2", "Lamp 3"]
    assert len(desk.ids) == 3  # the repeat has the id it had


async def test_while_we_take_nothing_the_mail_stays_where_it_is(dovecot, post, desk):
    desk.refusal = StreamFull()
    post.put(letter(1))
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: len(desk.pauses) >= 2)
        assert await asyncio.to_thread(post.subjects) == ["Lamp 1"]
        desk.refusal = None
        await desk.until(lambda: mark(desk).last == 1)
    assert desk.texts == ["Lamp 1"]
    assert post.subjects("Verwerkt") == ["Lamp 1"]


async def test_thirty_megabytes_are_read_in_part_and_kept_in_the_mailbox(dovecot, post, desk):
    kind = "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n"
    files = (
        "--b\r\nContent-Type: text/plain\r\n\r\nZie de foto.\r\n--b\r\nContent-Type: image/png; name=foto.png\r\n\r\n"
    )
    post.put(letter("groot", files + ("x" * 70 + "\r\n") * 440_000 + "--b--", kind), letter(2))
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: mark(desk).last == 2)
    large = desk.contacts[0]
    assert large.text.startswith("Zie de foto.\n\n[Deze e-mail is 30 MB en te groot")
    assert large.attachments == ()
    assert len(desk.originals[large.original_sha256]) == 256 * 1024
    assert desk.texts == ["Lamp 2", "Lamp groot"]
    assert post.subjects("Verwerkt") == ["Lamp 2", "Lamp groot"]


async def test_starttls_and_implicit_tls_and_a_certificate_nobody_knows(dovecot, post, desk):
    post.put(letter(1))
    trust = str(dovecot.certificate)
    async with watching(entry(dovecot, tls="starttls", trust=trust), desk):
        await desk.until(lambda: mark(desk).last == 1)
    post.put(letter(2))
    async with watching(entry(dovecot, tls="implicit", port=dovecot.tls_port, trust=trust), desk):
        await desk.until(lambda: mark(desk).last == 2)
    async with watching(entry(dovecot, tls="implicit", port=dovecot.tls_port), desk):
        await desk.until(lambda: desk.notes.troubles)
    assert desk.notes.troubles == ["untrusted"]
    async with watching(entry(dovecot, tls="starttls"), desk):
        await desk.until(lambda: len(desk.notes.troubles) == 2)
    assert desk.notes.troubles == ["untrusted", "untrusted"]


async def test_a_password_that_was_wrong_and_then_mended(dovecot, post, desk):
    post.put(letter(1))
    desk.password = "wrong"
    async with watching(entry(dovecot), desk):
        await desk.until(lambda: desk.notes.sources.get(READ) and desk.notes.sources[READ].trouble == "refused")
        await desk.until(lambda: 60.0 in desk.pauses)  # many tries lock an account
        desk.password = dovecot.password
        await desk.until(lambda: desk.contacts and desk.notes.sources[READ].trouble is None)
    assert desk.texts == ["Lamp 1"]


async def test_a_folder_that_is_not_there(dovecot, post, desk):
    async with watching(entry(dovecot, folder="Weg"), desk):
        await desk.until(lambda: "no-folder" in desk.notes.troubles)
        await asyncio.to_thread(post.put, letter(1), folder="Weg")
        await desk.until(lambda: desk.contacts)
    assert desk.texts == ["Lamp 1"]
