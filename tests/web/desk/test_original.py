"""The original of a message: one click away, safe to look at, and to save as it came."""

import pytest

from router.channels.safe_html import SIZE, TAGS, safe_html
from router.domain.contact import Attachment
from router.web.desk.harm import harm

MAIL = b"""From: An <an@voorbeeld.example>
Subject: Re: lamp
Content-Type: text/html; charset=utf-8

<h1 onclick="x()">Beste</h1><p style="color:red">Nog <b>stuk</b>.<script>alert(1)</script></p>
<img src="https://volg.example/p.gif"><a href="javascript:x()">klik</a>
<blockquote>Oud citaat</blockquote>
"""


async def test_an_agent_reads_and_saves_the_original(desk):
    sha256 = await desk.site.keep_original(MAIL)
    reference = await desk.writes("Nog stuk.", original_sha256=sha256)
    other = await desk.writes("Iets anders.")
    address = f"/desk/{reference}/originals/c0"
    assert (await desk.client.get(address, allow_redirects=False)).status == 303
    await desk.logs_in()
    assert address in await desk.get(f"/desk/{reference}")
    shown = await desk.get(address)
    assert "<p><b>Beste</b></p>" in shown
    assert "&gt; Oud citaat" in shown
    assert not any(
        evil in shown for evil in ("alert(1)", "onclick", "volg.example/p.gif", 'href="javascript', "color:red")
    )
    async with desk.client.get(f"{address}/eml") as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{reference}.eml"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.read() == MAIL
    await desk.get(f"/desk/{other}/originals/c0", 404)
    await desk.get(f"/desk/{other}/originals/c1", 404)


async def test_what_was_left_out_is_told_on_the_case(desk):
    files = (
        Attachment(name="film.mp4", media_type="video/mp4", size=30_000_000, sha256="", left_out="size"),
        Attachment(name="foto.jpg", media_type="application/x-msdownload", size=3, sha256="0" * 64),
        Attachment(name="logo.png", media_type="image/png", size=3, sha256="1" * 64, inline=True),
    )
    reference = await desk.writes("Zie film.", attachments=files)
    await desk.logs_in()
    shown = await desk.get(f"/desk/{reference}")
    assert "te groot; staat in het origineel" in shown
    assert "een programma: niet openen" in shown
    assert "Plaatjes in de tekst: 1" in shown


@pytest.mark.parametrize(
    "html", ["<b>" * (TAGS + 1), "x" * (SIZE + 1), "<p " + "a=b " * 10_001 + ">", "<script>x</script>"]
)
def test_a_page_too_large_or_empty_is_not_shown(html):
    assert safe_html(html) is None


def test_nothing_breaks_out_or_is_fetched():
    assert (
        safe_html("</div></main><p>a<svg><img src=x onerror=y><style>b{}</style><form action=//x><input>c")
        == "<p>a</p>c"
    )


HARMS = {
    ("brief.pdf", "application/pdf"): "",
    ("brief.pdf", "application/x-msdownload"): "program",
    ("lijst.csv", "text/plain"): "",
    ("foto.jpg", "image/heic"): "other",
    ("rapport.docm", "application/zip"): "program",
    ("brief.html", "text/html"): "page",
    ("geluid.m4a", "audio/mp4"): "",
    ("naamloos", "image/png"): "",
    ("oud.doc", "application/x-ole-storage"): "",
}


@pytest.mark.parametrize(("given", "expected"), HARMS.items())
def test_what_may_do_harm(given, expected):
    name, kind = given
    assert harm(Attachment(name=name, media_type=kind, size=1, sha256="0" * 64)) == expected
