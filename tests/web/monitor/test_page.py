"""The monitor: what is most pressing first, bursts as one, and nothing private for who has no part in it."""

from datetime import timedelta

from sqlalchemy import event

from router.domain.contact import Sender
from router.domain.words import Channel

TEXT = "De container in de Kerkstraat is weer vol"
LAMP = "De straatverlichting in de Kerkstraat is kapot"
PUBLIC = {"visibility": "public", "followers": "100"}


async def posted(office, number, **fields):
    sender = Sender(handle=f"@buur{number}@social.example")
    fields = {"text": TEXT, "wire": PUBLIC, "place": "Kerkstraat", **fields}
    return await office.town.receive(channel=Channel.MENTION, source="mastodon", sender=sender, **fields)


async def test_nobody_wrote_yet(office):
    await office.logs_in("webcare")
    page = office.words(await office.get("/monitor"))
    assert "Hier is nu niets" in page
    assert 'href="/monitor"' in await office.get("/desk")


async def test_a_post_stands_there_with_its_reach_and_time_left(office):
    await posted(office, 1)
    await office.logs_in("webcare")
    page = office.words(await office.get("/monitor"))
    assert "@buur1@social.example" in page and "100 volgers" in page
    assert "De container in de Kerkstraat is weer vol" in page


async def test_five_posts_about_one_place_are_one_burst(office):
    for number in range(5):
        await posted(office, number, product="waste-container")
    await office.logs_in("webcare")
    page = office.words(await office.get("/monitor"))
    assert "5 berichten" in page and "bereik 500" in page


async def test_what_is_private_is_seen_by_its_team_alone(office):
    post = await posted(office, 1, text="Mijn adres is Molenstraat 3", wire={"visibility": "direct"})
    case, agent = await office.town.case_of(post), office.town.book.municipality.agents["webcare"]
    await office.logs_in("webcare")
    assert ("Molenstraat 3" in await office.get("/monitor")) is (case.team in agent.teams)
    await office.post("/logout")
    await office.logs_in("operations")
    assert "Molenstraat 3" in await office.get("/monitor")


async def test_an_agent_of_the_desk_has_no_monitor(office):
    await office.logs_in("agent")
    await office.get("/monitor", status=403)
    assert 'href="/monitor"' not in await office.get("/desk")


async def test_the_words_that_decided_are_marked(office):
    await posted(office, 1, text=LAMP)
    await office.logs_in("webcare")
    assert "<mark>straatverlichting</mark>" in await office.get("/monitor")


async def test_earlier_ones_of_a_writer_are_counted(office):
    await posted(office, 1, text="Wat is het mooi weer hier")
    office.town.clock.advance(timedelta(hours=3))
    await posted(office, 1)
    await office.logs_in("webcare")
    assert "1 eerder van deze schrijver" in office.words(await office.get("/monitor"))


async def test_one_subject_alone(office):
    await posted(office, 1, text=LAMP)
    await posted(office, 2, text="Wat is het mooi weer hier", place=None)
    await office.logs_in("webcare")
    page = office.words(await office.get("/monitor?about=-"))
    assert "mooi weer" in page and "@buur1@" not in page


async def test_a_hundred_mentions_cost_as_many_queries_as_one(office):
    """Counted, not timed."""
    await office.logs_in("webcare")
    await posted(office, 1)
    few = await queries(office, "/monitor")
    for number in range(2, 60):
        await posted(office, number, text=f"De container in de Hofstraat {number} is vol", place=f"Straat {number}")
    assert await queries(office, "/monitor") == few


async def queries(office, path):
    asked = []
    engine = office.site.reads.sync_engine
    listener = lambda *told: asked.append(told[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    await office.get(path)
    event.remove(engine, "before_cursor_execute", listener)
    return len(asked)
