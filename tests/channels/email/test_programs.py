"""Mails as the many programs write them, each with what must come out: `mails/*.eml`."""

import pytest

from tests.channels.email.conftest import MAILS

REPLIES = {
    "apple-de": "Immer noch kaputt.",
    "apple-en": "Still broken.",
    "apple-fr": "Toujours en panne.",
    "apple-nl": "De lamp is nog steeds stuk.",
    "apple-nl-outside": "De lamp is nog steeds stuk.",
    "apple-nl-wrapped": "De lamp is nog steeds stuk.",
    "appointment-en": "I cannot come then.",
    "disclaimer": "Akkoord.\n\nDit bericht is alleen bestemd voor de geadresseerde.",
    "gmail-de": "Immer noch kaputt.",
    "gmail-en": "Still broken.",
    "gmail-fr": "Toujours en panne.",
    "gmail-nl": "De lamp is nog steeds stuk.",
    "inline": "Die bij nummer 12.\n\nSinds vrijdag.",
    "k9-nl": "De lamp is nog steeds stuk.",
    "outlook-bold-headers": "De lamp is nog steeds stuk.",
    "outlook-de": "Die Lampe ist immer noch kaputt.",
    "outlook-en": "It is still broken.",
    "outlook-fr": "Le lampadaire ne marche toujours pas.",
    "outlook-mac-nl": "De lamp is nog steeds stuk.",
    "outlook-mobile-en": "It is still broken.",
    "outlook-mobile-nl": "De lamp is nog steeds stuk.",
    "outlook-nl": "De lamp is nog steeds stuk.\n\nMet vriendelijke groet,\nAnna",
    "outlook-old-dashes": "De lamp is nog steeds stuk.",
    "prose-that-looks-like-one": "Op 3 maart schreef ik u het volgende:\nde lamp is stuk.\nGraag een antwoord.",
    "proton-en": "Still broken.",
    "proton-nl": "De lamp is nog steeds stuk.",
    "roundcube-de": "Immer noch kaputt.",
    "roundcube-nl": "De lamp is nog steeds stuk.",
    "samsung-de": "Immer noch kaputt.",
    "samsung-nl": "De lamp is nog steeds stuk.",
    "signature": "Dank u wel.\n\n-- \nAnna de Vries\n06 12345678",
    "thunderbird-de": "Immer noch kaputt.",
    "thunderbird-en": "Still broken.",
    "thunderbird-fr": "Toujours en panne.",
    "thunderbird-nl": "De lamp is nog steeds stuk.",
    "wrapped-quote": "Niet waar.",
    "yahoo-en": "Still broken.",
}
"""Only what is new, by the program that wrote it."""

TEXTS = {
    "alternative-apple-with-pdf": "Zie de brief.",
    "alternative-stub": "De put is verstopt.",
    "base64-with-junk": "De lamp is stuk.",
    "boundary-another": "Goed gelezen.",
    "boundary-in-quotes": "Goed gelezen.",
    "boundary-unnamed": "Goed gelezen.",
    "charset-1252-as-latin1": "Prijs €5, “café”…",
    "charset-gb2312": "朱镕基 您好",
    "charset-koi8-r": "Где паспорт?",
    "charset-one-byte-broken": "Eén café, één bo�m.",
    "charset-utf16": "Eén café",
    "charset-utf16-no-mark": "Een café",
    "charset-utf16-that-is-none": "Een melding",
    "charset-utf7": "Café",
    "charset-utf8-as-ascii": "Eén café",
    "charset-utf8-as-latin1": "Eén café",
    "exchange-att00001": "Zie foto.\n\nEn de boom ernaast.",
    "flowed-delsp": "Dit is een alinea die over twee regels loopt.\n\n> > oud en vervolg\n> geen citaat\n-- \nAnna",
    "flowed-delsp-yes": "Aaneengeschreven",
    "forward-apple-nl": "Begin doorgestuurd bericht:\n\n> Van: Piet <piet@post.example>\n> Onderwerp: De put\n> Datum: 3 maart 2026 om 10:11\n> Aan: Anna <anna@post.example>\n> \n> De put stinkt.",
    "forward-base64-rfc822": "De put stinkt.",
    "forward-gmail-nl": "---------- Forwarded message ---------\nVan: Piet <piet@post.example>\nDate: di 3 mrt 2026 om 10:11\nSubject: De put\nTo: Anna <anna@post.example>\n\nDe put stinkt.",
    "forward-outlook-de": "Bitte kümmern Sie sich darum.\n\nVon: Piet <piet@post.example>\nGesendet: Dienstag, 3. März 2026 10:11\nAn: Anna\nBetreff: Der Gully\n\nDer Gully stinkt.",
    "forward-thunderbird-nl": "-------- Doorgestuurd bericht --------\nOnderwerp: De put\nDatum: Tue, 3 Mar 2026 10:11:12 +0100\nVan: Piet <piet@post.example>\nAan: Anna <anna@post.example>\n\nDe put stinkt.",
    "headers-bare-address": "Hallo",
    "headers-double": "Hallo",
    "headers-group": "Hallo",
    "headers-invisible": "Tekst net zo 👨\u200d👩\u200d👧",
    "headers-mbox-line": "Hallo",
    "headers-no-from": "Hallo",
    "headers-several-from": "Hallo",
    "html-all-hidden": "Toch een vraag.",
    "html-apple-de": "Immer noch kaputt.",
    "html-gmail-nl": "De lamp is nog steeds stuk.",
    "html-meta-charset": "Привет",
    "html-new": "Melding\n\nKijk op de kaart <https://klaverdam.example/kaart?punt=12> of www.klaverdam.example.\nMail mij <anna@post.example>.\n\nStraat Kerkplein\nNummer 4\n\n- paal\n- put\n\nDank u 👍",
    "html-outlook-nl": "De lamp is nog steeds stuk.",
    "html-thunderbird-bottom": "De lamp is nog steeds stuk.",
    "invite": "Komt u ook?\n\nSchouw van de Dorpsstraat, met de wijk\n2026-03-10 14:00 – 15:00 (Europe/Amsterdam)\nKerkplein 4",
    "invite-alone": "✗ Schouw van de Dorpsstraat, met de wijk\n2026-03-10 14:00 – 2026-03-11 15:00 (Europe/Amsterdam)\nKerkplein 4",
    "iphone-photo": "Gat in de weg",
    "list": "Nieuws van de wijk.",
    "names-rfc2231": "Zie bijlagen.",
    "nested-thirty": "Diep verstopt.",
    "pgp-encrypted": "Dit bericht is versleuteld. Wij kunnen het niet lezen. / This message is encrypted. We cannot read it.",
    "pgp-inline": "De lamp is stuk.\n- punt",
    "pgp-signed": "Getekend: de lamp is stuk.",
    "quoted-printable-broken": "Een café met een zachte breuk en een =ZZ fout en einde",
    "receipt": "Uw bericht is gelezen op 3 maart 2026.",
    "related-inline-logo": "Hallo",
    "related-only-picture": "",
    "smime-clear": "Getekend: de lamp is stuk.",
    "smime-encrypted": "Dit bericht is versleuteld. Wij kunnen het niet lezen. / This message is encrypted. We cannot read it.",
    "smime-opaque": "Getekend: de lamp is stuk.",
    "smime-opaque-indefinite": "Getekend: de lamp is stuk.",
    "types-that-lie": "Zie bijlagen.",
    "uuencoded": "Zie de kaart.\n\n\n\nGroet",
    "winmail-beside-text": "De boom is om.",
    "winmail-broken": "De boom is om.",
    "winmail-rtf": "De boom op het plein is omgewaaid.\nCafé €5",
    "words-broken": "Hallo",
    "words-folded": "Hallo",
    "words-without-spaces": "Hallo",
}

FILES = {
    "alternative-apple-with-pdf": [("brief.pdf", "application/pdf")],
    "exchange-att00001": [("f.png", "image/png")],
    "forward-base64-rfc822": [("De put.eml", "message/rfc822")],
    "invite": [("invite.ics", "text/calendar")],
    "invite-alone": [("invite.ics", "text/calendar")],
    "iphone-photo": [("IMG_0042.jpeg", "image/jpeg")],
    "names-rfc2231": [
        ("naïef plan.pdf", "application/pdf"),
        ("café.pdf", "application/pdf"),
        ("één.pdf", "application/pdf"),
        ("plan;b.pdf", "application/pdf"),
        ("los met spatie.pdf", "application/pdf"),
    ],
    "pgp-encrypted": [("encrypted.asc", "text/plain")],
    "receipt": [("receipt.txt", "message/disposition-notification")],
    "related-inline-logo": [],
    "related-only-picture": [("foto.jpg", "image/jpeg")],
    "smime-encrypted": [("smime.p7m", "application/pkcs7-mime")],
    "types-that-lie": [
        ("foto.jpg", "application/x-msdownload"),
        ("foto.bin", "image/jpeg"),
        ("brief.pdf", "text/html"),
    ],
    "uuencoded": [("kaart.txt", "text/plain")],
    "winmail-beside-text": [("Plan café.pdf", "application/pdf")],
    "winmail-broken": [("winmail.dat", "application/ms-tnef")],
    "winmail-rtf": [("Plan café.pdf", "application/pdf")],
}
"""With the type that their bytes show."""

SENDERS = {
    "charset-gb2312": ("Anna de Vries", "anna@post.example", "您好"),
    "charset-koi8-r": ("Anna de Vries", "anna@post.example", "Паспорт"),
    "headers-bare-address": ("Anna de Vries", "anna@post.example", "Zonder haken"),
    "headers-double": ("Anna", "anna@post.example", "Tweede"),
    "headers-group": ("Anna", "anna@post.example", "Groep"),
    "headers-invisible": ("gpj.knaB", "anna@post.example", "Bel nu snel"),
    "headers-mbox-line": ("Anna", "anna@post.example", "Uit een mbox"),
    "headers-no-from": ("Balie", "balie@post.example", "Zonder afzender"),
    "headers-several-from": ("Vries, Anna de", "anna@post.example", "Wij samen"),
    "words-broken": (None, "anna@post.example", "café =?utf-8?Q?open"),
    "words-folded": ("Zoë van Dam", "zoe@post.example", "Een café in de straat en méér"),
    "words-without-spaces": (None, "anna@post.example", "Een mooiedag met spaties"),
}

MACHINES = [
    "list",
    "out-of-office-de",
    "out-of-office-en",
    "out-of-office-fr",
    "out-of-office-nl",
    "receipt",
    "spam-like",
]


@pytest.mark.parametrize(("program", "text"), REPLIES.items())
def test_a_reply_without_what_it_answers(parsed, program, text):
    assert parsed(f"reply-{program}").inbound.text == text


@pytest.mark.parametrize(("name", "text"), TEXTS.items())
def test_the_text(parsed, name, text):
    assert parsed(name).inbound.text == text


@pytest.mark.parametrize(("name", "files"), FILES.items())
def test_the_files(parsed, name, files):
    found = parsed(name).inbound.attachments
    assert [(file.name, file.media_type) for file in found if not file.inline] == files


@pytest.mark.parametrize(("name", "expected"), SENDERS.items())
def test_sender_and_subject(parsed, name, expected):
    inbound = parsed(name).inbound
    assert (inbound.sender.name, inbound.sender.email, inbound.subject) == expected


@pytest.mark.parametrize("name", MACHINES)
def test_machines(parsed, name):
    assert parsed(name).inbound.automatic


def test_a_picture_in_the_text_is_kept_apart(parsed):
    (logo,) = parsed("related-inline-logo").inbound.attachments
    assert logo.inline


def test_spam_is_read_like_any_mail(parsed):
    text = parsed("spam-like").inbound.text
    assert text.startswith("WIN NU")
    assert len(text) < 400


def test_every_mail_here_has_no_lone_surrogate_and_nothing_to_trip_over(parsed):
    for path in MAILS.glob("*.eml"):
        inbound = parsed(path.stem).inbound
        whole = inbound.text + inbound.subject + "".join(file.name for file in inbound.attachments)
        assert not {"\0", "\u202e", "\u200b"} & set(whole)
        whole.encode()
