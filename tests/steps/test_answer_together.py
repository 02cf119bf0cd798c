"""One answer for a burst: everybody once, each under their own post, and who joins while it lasts."""

from datetime import timedelta

import pytest

from router.domain.contact import Sender
from router.domain.errors import Refused
from router.domain.words import Channel, Result, Urgency
from router.steps.correct import Correction

SAID = "Sorry! De wagen komt vandaag nog langs."


async def posted(town, number, **fields):
    fields = {
        "text": "De container in de Kerkstraat is vol",
        "product": "waste-container",
        "place": "Kerkstraat",
        **fields,
    }
    wire = {"visibility": "public", "followers": "100", "account": "main"}
    sender = Sender(handle=f"@buur{number}@social.example")
    contact = await town.receive(
        channel=Channel.MENTION,
        source="mastodon",
        source_id=f"post-{number}",
        sender=sender,
        **{"wire": wire, **fields},
    )
    return (await town.case_of(contact)).reference


@pytest.fixture
async def burst(town):
    town.speaks_over("mastodon")
    return [await posted(town, number) for number in range(8)]


async def answered(town):
    while await town.gatherer.round():
        pass
    await town.deliver()
    return [message for _, message in town.neighbours.said]


async def test_everybody_gets_it_once_under_their_own_post(town, burst):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    said = await answered(town)
    assert sorted(each.to for each in said) == [f"@buur{number}@social.example" for number in range(8)]
    assert {each.text for each in said} == {SAID} and len({each.id for each in said}) == 8
    assert sorted(each.answers for each in said) == [f"post-{number}" for number in range(8)]
    assert await answered(town) == said


async def test_they_go_on_as_one_case_and_every_promise_is_kept(town, burst):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    await answered(town)
    for reference in burst[1:]:
        case = await town.case(reference)
        assert (case.result, case.merged_into) == (Result.DUPLICATE, burst[0])
        assert (await town.promise(reference, "answer")).state == "kept"


async def test_who_joins_while_it_lasts_gets_it_too(town, burst):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    await answered(town)
    for number in range(8, 12):
        town.clock.advance(timedelta(minutes=30))
        await posted(town, number)
        await posted(town, number + 100)
        await posted(town, number + 200)
        await posted(town, number + 300)
    assert len(await answered(town)) == 24


async def test_after_the_burst_nobody_joins(town, burst):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    await answered(town)
    town.clock.advance(timedelta(hours=2))
    await posted(town, 8)
    assert len(await answered(town)) == 8
    assert list(await town.together.gatherings()) == []
    assert (await town.case(burst[0])).result == Result.ANSWERED


async def test_danger_and_what_another_holds_stay_for_a_person(town, burst):
    danger = await posted(town, 8)
    await town.acts.correct(danger, town.actor("lead"), Correction(urgency=Urgency.DANGER))
    await town.acts.claim(burst[3], town.actor("lead"))
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    assert len(await answered(town)) == 7
    assert not (await town.case(danger)).is_closed and not (await town.case(burst[3])).is_closed


async def test_a_second_answer_is_refused(town, burst):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    with pytest.raises(Refused, match="colleague"):
        await town.together.begin(burst[1], town.actor("lead"), SAID)


async def test_it_fits_every_channel_of_the_burst(town, burst):
    town.neighbours.most["mastodon"] = 10
    with pytest.raises(Refused, match="too long"):
        await town.together.begin(burst[0], town.actor("webcare"), SAID)


async def test_one_by_itself_is_no_burst(town):
    town.speaks_over("mastodon")
    with pytest.raises(Refused, match="no longer many"):
        await town.together.begin(await posted(town, 1), town.actor("webcare"), SAID)


async def test_a_stop_halfway_answers_nobody_twice(town, burst, monkeypatch):
    await town.together.begin(burst[0], town.actor("webcare"), SAID)
    done = 0
    original = town.store.apply

    async def breaks(changes, *rest):
        nonlocal done
        done += 1
        if done == 4:  # an answer was written, and its case not yet put with the head
            raise RuntimeError
        return await original(changes, *rest)

    monkeypatch.setattr(town.store, "apply", breaks)
    with pytest.raises(RuntimeError):
        await town.gatherer.round()
    monkeypatch.undo()
    assert len(await answered(town)) == 8
