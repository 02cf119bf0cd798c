"""The monitor's reading, on both databases: mentions, figures, one answer for many, mutes and kept lists."""

from datetime import timedelta

from router.domain.change import Actor
from router.domain.contact import Sender
from router.domain.words import Channel
from router.steps.keep_list import drop_list, keep_list
from router.steps.mute import mute, unmute
from router.store.views.gatherings import live, progress
from router.store.views.monitor import by_hour, deciding, earlier, is_public, mentions, promised
from router.store.views.monitoring import lists_of, muted

PUBLIC = {"visibility": "public", "followers": "100", "account": "main"}


async def posted(town, number, wire=PUBLIC, **fields):
    sender = Sender(handle=f"@buur{number}@social.example")
    fields = {"text": "Gft weer niet opgehaald in de Kerkstraat", **fields}
    contact = await town.receive(channel=Channel.MENTION, source="mastodon", sender=sender, wire=wire, **fields)
    return (await town.case_of(contact)).reference


async def test_open_ones_those_of_today_and_nothing_private_of_others(town):
    since = town.clock.now() - timedelta(hours=1)
    shown, private = await posted(town, 1), await posted(town, 2, wire={"visibility": "direct"})
    reads, team = town.store.engine, (await town.case(private)).team
    assert [each.reference for each in await mentions(reads, ())] == [shown]
    assert {each.reference for each in await mentions(reads, (team,))} == {shown, private}
    await town.acts.close(shown, town.actor("lead"), "answered")
    assert [each.reference for each in await mentions(reads, ())] == []
    (closed,) = await mentions(reads, (), since)
    assert (closed.reference, closed.line, closed.mention.place) == (shown, "mastodon/main", "kerkstraat")
    assert await is_public(reads, shown) and not await is_public(reads, private)
    assert await promised(reads, since) == {shown: "kept"}
    assert list((await earlier(reads, [closed.party or ""])).values()) == [1]
    assert "opgehaald" in " ".join((await deciding(reads, [closed.mention.contact]))[closed.mention.contact])


async def test_by_the_hour(town):
    now = town.clock.now()
    for number in range(3):
        await posted(town, number)
    spans = [(now - timedelta(hours=1), now + timedelta(hours=1)), (now - timedelta(days=8), now - timedelta(days=7))]
    assert await by_hour(town.store.engine, spans) == [("household-waste", now.replace(minute=0), 3)]


async def test_how_far_one_answer_has_come(town):
    town.speaks_over("mastodon")
    head, *_ = [await posted(town, number) for number in range(6)]
    await town.together.begin(head, town.actor("webcare"), "De wagen komt vandaag.")
    while await town.gatherer.round():
        pass
    (gathering,) = await live(town.store.engine)
    assert (gathering.head, gathering.by) == (head, "webcare")
    assert (await progress(town.store.engine, [head]))[head].waiting == 6
    await town.deliver()
    assert (await progress(town.store.engine, [head]))[head].sent == 6


async def test_a_mute_holds_until_its_end(town):
    now, by = town.clock.now(), Actor(account="webcare")
    await town.store.apply([mute("mastodon/main", by, 4, now)])
    (found,) = await muted(town.store.engine, now)
    assert (found.by, found.until) == ("webcare", now + timedelta(hours=4))
    assert await muted(town.store.engine, now + timedelta(hours=4)) == []
    await town.store.apply([unmute("mastodon/main", by, now)])
    assert await muted(town.store.engine, now) == []


async def test_kept_lists_are_ones_own(town):
    for name, query in (("Afval", "about=waste"), ("Afval", "about=waste&show=all"), ("Mijn", "show=mine")):
        kept = await lists_of(town.store.engine, "webcare")
        await town.store.apply([keep_list(kept, "webcare", name, query)])
    kept = await lists_of(town.store.engine, "webcare")
    assert [(each.name, each.query) for each in kept] == [("Afval", "about=waste&show=all"), ("Mijn", "show=mine")]
    assert await lists_of(town.store.engine, "lead") == []
    await town.store.apply([drop_list(kept, kept[0].id)])
    assert [each.name for each in await lists_of(town.store.engine, "webcare")] == ["Mijn"]
