"""Feeds: old and new kinds, only what names us, nothing twice, and nothing that a hostile site could wish for."""

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from router.channels.asking import Answer
from router.channels.feed import adapter
from router.channels.feed.listen import KNOWN, Mark, _written, mark_of, may_follow
from router.channels.feed.parse import items
from router.channels.feed.setting import Setting
from router.channels.feed.words import names_one
from router.domain.contact import EDITED
from router.domain.errors import BadPayload
from router.testing_room import listening, neighbour, room_for

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Forum</title><id>urn:f</id>
<entry><id>urn:1</id><title>Gemeente Klaverdam</title><link href="https://forum.example/1"/><updated>2026-11-20T10:00:00Z</updated>
<author><name>Bo</name></author><content type="html">&lt;p&gt;Twee&lt;br&gt;regels&lt;/p&gt;</content></entry></feed>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">%s<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><item><guid>1</guid><title>&z; &x;</title></item></channel></rss>""" % b"".join(
    b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("b"), ord("z") + 1)
)


def item(number, title="Nieuws uit Klaverdam", text="De brug is open", day=20):
    return (
        f"<item><guid>n-{number}</guid><title>{title}</title><link>https://krant.example/{number}</link>"
        f"<description>{text}</description><pubDate>Fri, {day} Nov 2026 10:00:00 +0100</pubDate></item>"
    )


class Site:
    def __init__(self):
        self.items, self.answers, self.asked, self.type = [], [], [], "application/rss+xml"

    async def handle(self, request):
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Krant</title>{"".join(self.items)}</channel></rss>'
        etag = f'"{len(body)}"'
        self.asked.append(request.headers.get("If-None-Match"))
        if self.answers:
            status, headers, said = self.answers.pop(0)
            return web.Response(status=status, headers=headers, body=said)
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(text=body, headers={"ETag": etag}, content_type=self.type)


@pytest.fixture
async def here():
    site = Site()
    async with neighbour(web.get("/{tail:.*}", site.handle)) as address:
        feed = {"name": "krant", "url": f"{address}/rss", "every": "10 minutes", "silent_after": "3 days"}
        async with room_for(adapter, {"words": ["Klaverdam"], "feeds": [feed]}) as (room, stage):
            stage.room, stage.site = room, site
            yield stage


def said(here):
    return [each.source_id for each in here.accepted]


async def test_only_news_that_names_us_comes_in_once(here):
    here.site.items = [item(1)]
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        here.site.items = [item(3), item(2, title="Ergens anders"), item(1)]
        await here.until(lambda: here.accepted)
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count + 3)
    assert said(here) == ["n-3"]
    (contact,) = here.accepted
    assert (contact.subject, contact.text, contact.url) == (
        "Nieuws uit Klaverdam",
        "De brug is open",
        "https://krant.example/3",
    )
    assert (contact.automatic, contact.wire["visibility"]) == (True, "public")
    assert None not in here.site.asked[1:]
    assert set(here.slept) == {600.0}


async def test_after_a_restart_nothing_comes_twice_and_a_change_is_one(here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        here.site.items = [item(1), item(2)]
        await here.until(lambda: len(here.accepted) == 2)
        await here.until(lambda: "known" in here.sources["krant"].cursor)
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count)
    here.site.items = [item(2, text="De brug is dicht"), item(1)]
    async with listening(adapter.listen, here.room):
        await here.until(lambda: len(here.accepted) == 3)
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count + 2)
    assert said(here) == ["n-2", "n-1", "n-2"]
    assert EDITED in here.accepted[2].wire
    assert EDITED not in here.accepted[0].wire
    assert "brug" not in here.sources["krant"].cursor
    assert here.accepted[2].id == here.accepted[0].id


async def test_what_a_site_does_wrong_is_told_and_got_over(here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        here.site.answers = [
            (429, {"Retry-After": "900"}, b""),
            (500, {}, b""),
            (200, {}, b"<html>weg</html>"),
            (200, {}, b"x" * 3_000_000),
            (302, {"Location": "file:///etc/passwd"}, b""),
            *[(302, {"Location": "/rss"}, b"")] * 7,
        ]
        here.site.items = [item(1)]
        await here.until(lambda: here.accepted)
        await here.until(lambda: here.sources["krant"].trouble is None)
    assert {code for _, code in here.troubles} == {"slowed-down", "failing", "unreadable", "refused"}
    assert 900.0 in here.slept


async def test_a_feed_that_moved_is_followed(here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        here.site.answers = [(301, {"Location": "/elders"}, b"")]
        here.site.items = [item(1)]
        await here.until(lambda: here.accepted)
    assert here.troubles == []


async def test_very_old_news_is_none(here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        here.site.items = [item(1).replace("2026", "2019").replace("Fri, ", ""), item(2)]
        await here.until(lambda: here.accepted)
    assert said(here) == ["n-2"]


@pytest.mark.parametrize(
    ("start", "to", "may"),
    [
        ("https://a.example/x", "https://b.example/y", True),
        ("https://a.example/x", "http://a.example/y", False),
        ("http://a.example/x", "http://127.0.0.1/y", False),
        ("http://a.example/x", "http://localhost:8080/y", False),
        ("http://a.example/x", "http://10.0.0.8/y", False),
        ("http://a.example/x", "http://[::1]/y", False),
        ("http://a.example/x", "ftp://b.example/y", False),
        ("http://a.example/x", "http://u:p@b.example/y", False),
        ("http://a.example/x", "http://[x/y", False),
    ],
)
def test_where_a_redirect_may_lead(start, to, may):
    assert may_follow(start, to) is may


def test_atom_and_a_bomb():
    (entry,) = items(ATOM)
    assert (entry.key, entry.title, entry.text, entry.author) == ("urn:1", "Gemeente Klaverdam", "Twee\nregels", "Bo")
    assert entry.url == "https://forum.example/1"
    try:
        found = items(BOMB)
    except BadPayload:
        found = []
    assert "root:" not in str(found)
    assert len(str(found)) < 10_000


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Brand in Klaverdam!", True),
        ("#KLAVERDAM", True),
        ("Oud-Klaverdam", True),
        ("de Klaverdammers", False),
        ("het gemeente huis", True),
        ("gemeentehuis", False),
    ],
)
def test_whole_words_only(text, named):
    assert names_one(text, ["Klaverdam", "Gemeente  huis"]) is named


@given(st.binary(max_size=200))
def test_any_bytes_are_items_or_a_reason(body):
    try:
        assert isinstance(items(b'<rss version="2.0"><channel><item>' + body), list)
        items(body)
    except BadPayload as error:
        assert str(error)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "file:///etc/passwd"},
        {"url": "https://u:p@x.example"},
        {"every": "5 seconds"},
        {"every": "10"},
        {"words": ["!!"]},
        {"name": "De Krant"},
    ],
)
def test_a_setting_that_cannot_be_is_refused(wrong):
    feed = {"name": "krant", "url": "https://krant.example/rss"}
    Setting.model_validate({"feeds": [feed]})
    with pytest.raises(ValidationError):
        Setting.model_validate({"feeds": [feed | wrong]})


def test_what_is_known_is_bounded():
    answer = Answer(200, {"ETag": '"1"'}, b"")
    many = items(("<rss version='2.0'><channel>" + "".join(map(item, range(490))) + "</channel></rss>").encode())
    mark = mark_of(_written(answer, Mark(known=["0" * 16] * 400), many))
    assert len(mark.known) == KNOWN
    assert mark.headers == {"If-None-Match": '"1"'}
