import asyncio
from functools import partial

import msgspec

from router.domain.errors import StreamDown
from router.roles.publisher import PUBLISHED, Publisher
from router.store.views.history import history_after
from router.stream.base import Message


class Heard:
    """Another system that listens; `away` times it does not answer."""

    def __init__(self, away=0):
        self.cases, self.dead_letters, self.away = [], [], away

    async def publish(self, messages):
        if self.away:
            self.away -= 1
            raise StreamDown("away")
        self.cases += [(message.key.decode(), msgspec.json.decode(message.value)) for message in messages]

    async def set_apart(self, messages):
        self.dead_letters += messages


def publisher_of(town, heard):
    after = partial(history_after, town.store.engine)
    return Publisher(town.store, after, heard, lambda: town.book.municipality.organisation)


async def told(publisher, enough):
    leave = asyncio.Event()
    running = asyncio.create_task(publisher.run(leave))
    async with asyncio.timeout(10):
        while not enough():
            assert not running.done(), running.exception()
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
    leave.set()
    await running


async def test_each_line_about_a_case_becomes_an_event(town):
    await town.receive(text="De straatlantaarn in de Lindestraat is stuk.")
    await told(publisher_of(town, heard := Heard()), lambda: heard.cases)
    (reference, event), *_ = heard.cases
    assert reference == event["subject"] == "KV-2611-0001"
    assert event["specversion"] == "1.0"
    assert event["type"] == "nl.klantcontacten.case-opened.v1"
    assert event["source"] == "urn:nld:klaverdam:systeem:balie"
    assert event["time"].endswith("+00:00") or event["time"].endswith("Z")
    assert "Lindestraat" not in str(heard.cases)


async def test_another_process_goes_on_where_the_first_was(town):
    await town.receive(text="Een")
    await told(publisher_of(town, first := Heard()), lambda: first.cases)
    await town.receive(text="Twee")
    await told(publisher_of(town, second := Heard()), lambda: second.cases)
    ids = [event["id"] for _, event in (*first.cases, *second.cases)]
    assert len(set(ids)) == len(ids)
    assert {reference for reference, _ in second.cases} == {"KV-2611-0002"}


async def test_what_nobody_heard_is_told_again(town, monkeypatch):
    monkeypatch.setattr("router.roles.publisher.PAUSE", 0.01)
    await town.receive(text="Een")
    await told(publisher_of(town, heard := Heard(away=2)), lambda: heard.cases)
    assert heard.cases[0][0] == "KV-2611-0001"
    assert (await town.store.take(PUBLISHED)).offset == await town.store.cursor()


async def test_what_is_set_apart_goes_whole_to_the_dead_letters(town):
    await town.stream.append([Message(b"key", b"no record")])
    await town.settle()
    await told(publisher_of(town, heard := Heard()), lambda: heard.dead_letters)
    assert [message.value for message in heard.dead_letters] == [b"no record"]
