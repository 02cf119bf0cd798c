"""What is read from a mail."""

import hashlib

import pytest

from router.channels.email.parse import at_entrance, parse
from router.domain.contact import INLINE_ORIGINAL

TEXTS = {
    "plain": "Beste gemeente,\n\nDe lantaarnpaal in de Dorpsstraat is stuk.",
    "no-headers-at-all": "De stoep ligt los.",
    "only-text-without-blank-line": "dit is geen kop en geen lege regel",
    "latin1-quoted-printable": "Het café is te luid, heel de nacht.",
    "unknown-charset": "Een idee: één loket.",
    "wrong-charset": "Een café zonder vergunning.",
    "raw-8-bit-headers": "Is het loket open?",
    "encoded-name-with-comma": "De boom is ziek.",
    "html-only": "Mijn container is niet geleegd.\n\nStraat:\nKerkplein 4\n\n- maandag\n- dinsdag",
    "alternative": "Mijn paspoort is verlopen.",
    "alternative-with-empty-plain": "Alleen hier staat iets.",
    "attachments": "Zie de bijlagen.",
    "forwarded-as-attachment": "De put in de Molenstraat stinkt al een week.",
    "reply-dutch": "Nog steeds donker hier.",
    "reply-outlook-english": "Thank you, but it is still broken.",
    "reply-french-below-the-quote": "Merci, mais non.",
    "only-a-quote": "> Uw lamp is gemaakt.\n> Groet",
    "auto-reply": "Ik ben er niet.",
    "bounce": "Your message could not be delivered.",
    "hostile-names": "nul en bel",
    "broken-base64": "De lamp is stuk",
    "boundary-never-closed": "Afgebroken bericht",
    "multipart-without-boundary": "Toch gewoon tekst.",
}


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_the_text(parsed, name, text):
    assert parsed(name).inbound.text == text


def test_a_forwarded_mail_stays_whole(parsed):
    text = parsed("forwarded-inline").inbound.text
    assert text.startswith("Zie hieronder.")
    assert text.endswith("Er zit een gat in de weg.")


def test_a_fresh_mail_stays_whole():
    text = "Ik verhuis.\nVan: Kerkplein 4\nDatum: 1 december\n> naar Dorpsstraat 2"
    assert parse(b"Subject: Verhuizing\n\n" + text.encode(), entrance="e", received_at=None).inbound.text == text


PROSE = [
    "Graag zo.\nVan: Kerkplein 4\nNaar: Dorpsstraat 2\nAan: niemand",
    "Ik schreef u op 3 maart:\nde lamp is stuk.",
    "Von meinem Balkon aus sieht man es.",
    "Alles al opgestuurd.\nVerzonden via de post op 3 maart.",
    "Op 3 maart om half tien:\nal donker.",
]


@pytest.mark.parametrize("text", PROSE)
def test_prose_in_a_reply_is_no_quote(text):
    assert parse(b"Subject: Re: Lamp\n\n" + text.encode(), entrance="e", received_at=None).inbound.text == text


SENDERS = {
    "plain": ("Anna de Vries", "Anna@post.example", "Lantaarnpaal kapot"),
    "no-headers-at-all": (None, None, ""),
    "latin1-quoted-printable": ("Anna de Vries", "Anna@post.example", "Café te luid"),
    "raw-8-bit-headers": ("Zoë Peeters", "zoe@post.example", "Büro gesloten?"),
    "encoded-name-with-comma": ("Peeters, Zoë", "zoe@post.example", "Een 🌳 boom"),
    "hostile-names": ("Bank gpj", "anna@post.example", "a b Bcc: x"),
}


@pytest.mark.parametrize(("name", "expected"), SENDERS.items())
def test_sender_and_subject(parsed, name, expected):
    inbound = parsed(name).inbound
    assert (inbound.sender.name, inbound.sender.email, inbound.subject) == expected


@pytest.mark.parametrize("name", ["auto-reply", "bounce", "newsletter"])
def test_machines_are_known(parsed, name):
    assert parsed(name).inbound.automatic


def test_people_are_no_machines_unless_the_envelope_says_so(parsed):
    assert not parsed("plain").inbound.automatic
    assert not parsed("plain", return_path="anna@post.example").inbound.automatic
    assert parsed("plain", return_path="").inbound.automatic


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-generated",
        b"Precedence: junk",
        b"Precedence: LIST",
        b"Precedence: auto_reply",
        b"X-Autoreply: yes",
        b"X-Auto-Response-Suppress: DR, OOF",
        b"From: mailer-daemon@x.example",
    ],
)
def test_each_sign_of_a_machine(header):
    assert parse(header + b"\r\n\r\nhi", entrance="e", received_at=None).inbound.automatic


def test_a_reply_knows_what_it_answers_nearest_first(parsed):
    inbound = parsed("reply-dutch").inbound
    assert inbound.reply_to == ("<out-2@klaverdam.example>", "<out-1@klaverdam.example>", "<first@post.example>")
    assert inbound.reference == "KV-2611-0042"
    assert inbound.message_id == "<re@post.example>"


def test_at_most_thirty_ids():
    raw = b"References: " + b" ".join(b"<%d@x>" % number for number in range(100)) + b"\n\nhi"
    reply_to = parse(raw, entrance="e", received_at=None).inbound.reply_to
    assert len(reply_to) == 30
    assert reply_to[0] == "<99@x>"


def test_files(parsed):
    found = parsed("attachments")
    assert [(file.name, file.media_type, file.size) for file in found.inbound.attachments] == [
        ("brief.pdf", "application/pdf", 13),
        ("attachment.png", "image/png", 8),
        ("naïef fdp.exe", "text/plain", 6),
    ]
    assert found.files[0][1] == b"%PDF-1.4 demo"
    assert all(file.sha256 == hashlib.sha256(data).hexdigest() for file, data in found.files)


def test_a_forwarded_mail_is_one_file(parsed):
    found = parsed("forwarded-as-attachment")
    assert [file.name for file in found.inbound.attachments] == ["De put stinkt.eml"]
    assert found.files[0][1].startswith(b"From: Piet")


def test_a_repeat_has_the_same_id_and_relays_do_not_change_it(raw, parsed):
    again = parse(b"Received: from elsewhere\r\n" + raw("plain"), entrance="info@klaverdam.example", received_at=None)
    first = parsed("plain").inbound
    assert again.inbound.id == first.id
    assert again.inbound.digest == first.digest
    assert first.source_id.startswith("info@klaverdam.example\n<plain@post.example>\n")


def test_another_entrance_makes_another_contact(raw, parsed):
    moved = at_entrance(parsed("plain").inbound, "burger@klaverdam.example")
    assert moved.id != parsed("plain").inbound.id
    assert moved == parse(raw("plain"), entrance="burger@klaverdam.example", received_at=moved.received_at).inbound


def test_without_message_id_the_same_words_of_two_people_are_two_contacts():
    one, two = (parse(b"From: %s@x.example\n\nok" % who, entrance="e", received_at=None) for who in (b"a", b"b"))
    assert one.inbound.id != two.inbound.id
    assert one.inbound.message_id is None


def test_the_original_travels_along_while_it_is_small(raw, parsed):
    assert parsed("plain").inbound.original == raw("plain")
    large = raw("plain") + b"x" * INLINE_ORIGINAL
    assert parse(large, entrance="e", received_at=None).inbound.original is None
