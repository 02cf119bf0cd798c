"""One callback from asking to ringing, over Christmas, three teams, a closing day and a deadline: each moment to the second."""

from datetime import timedelta
from shutil import copytree

import pytest

from router.domain.contact import CallbackWish, Sender
from router.domain.errors import Refused
from router.rules.load import load
from router.testing import KLAVERDAM, live_rules, moment
from router.testing_town import town_in

NOOR = Sender(name="Noor", email="noor@example.org", phone="+31612345678")


async def until(town, words):
    """Time passes to that moment, and the clock fires all that is due."""
    town.at(words)
    while await town.clock_ticks():
        pass


async def told(town, *types):
    """When and what history says of the callback."""
    return [(each.type, each.at) for each in await town.history(*types) if "callback" in str(each.data)]


async def test_a_callback_request_on_the_day_before_christmas(tmp_path):
    folder = copytree(KLAVERDAM, tmp_path / "klaverdam")
    asked = moment("do 24 dec 2026 15:00:00")
    async with town_in(tmp_path, load(folder), at=asked) as town:
        rules = live_rules(town.store, town.clock, town.book, folder)
        await rules.keep()
        await town.recounter.catch_up()
        contact = await town.receive(
            channel="webform", sender=NOOR, callback=CallbackWish(), text="Bel mij over mijn paspoort."
        )
        reference = (await town.case_of(contact)).reference
        await town.deliver()

        # Asked Thursday 24 December 15:00: the 25th and 26th are holidays, the 27th a Sunday, so the 28th is day one.
        callback = await town.promise(reference, "callback")
        assert (callback.since, callback.due) == (asked, moment("di 29 dec 2026 17:00:00"))
        assert callback.warns == (moment("zo 27 dec 2026 04:00:00"), moment("di 29 dec 2026 16:30:00"))

        # Transferred twice; the third is refused. The clock does not move.
        await town.at("do 24 dec 2026 15:20:00").acts.transfer(reference, town.actor(), "taxes", "Graag overnemen.")
        await town.at("do 24 dec 2026 16:10:30").acts.transfer(reference, town.actor(), "permits", "Hoort bij jullie.")
        with pytest.raises(Refused, match="moved twice already"):
            await town.at("do 24 dec 2026 16:40:00").acts.transfer(
                reference, town.actor(), "public-space", "Toch niet."
            )
        moved = await town.promise(reference, "callback")
        assert (moved.team, moved.since, moved.due, moved.warns) == ("permits", asked, callback.due, callback.warns)
        transfers = [each.at for each in await town.history("transferred")]
        assert transfers == [moment("do 24 dec 2026 15:20:00"), moment("do 24 dec 2026 16:10:30")]

        # At risk when half the time is gone, in the night and to the second.
        await until(town, "zo 27 dec 2026 03:59:59")
        assert await told(town, "at-risk") == []
        await until(town, "zo 27 dec 2026 04:00:00")
        assert await told(town, "at-risk") == [("at-risk", moment("zo 27 dec 2026 04:00:00"))]

        # One attempt in vain.
        await town.at("ma 28 dec 2026 09:30:00").acts.claim(reference, town.actor("lead"))
        await town.at("ma 28 dec 2026 09:32:15").acts.call_back(reference, town.actor("lead"), "no-answer")
        assert [each.at for each in await town.history("called-back")] == [moment("ma 28 dec 2026 09:32:15")]
        assert (await town.promise(reference, "callback")).is_open

        # A closing day is added: Tuesday the 29th. It moves to Wednesday, and history says from when to when and why.
        town.at("ma 28 dec 2026 11:00:00")
        hours = folder / "hours.yaml"
        hours.write_text(
            f'{hours.read_text("utf-8")}  - date: "2026-12-29"\n    reason: {{nl: Stroomstoring}}\n', "utf-8"
        )
        assert (await rules.reload("lead")).problems == ()
        town.book = rules.book()
        assert await town.recounter.catch_up() >= 1
        recounted = await town.promise(reference, "callback")
        assert (recounted.since, recounted.due) == (asked, moment("wo 30 dec 2026 17:00:00"))
        assert recounted.warns == (moment("zo 27 dec 2026 16:00:00"), moment("wo 30 dec 2026 16:30:00"))
        assert recounted.next_at == moment("wo 30 dec 2026 16:30:00")  # half the time was said already
        (line,) = [each for each in await town.history("recounted") if each.data.get("kind") == "callback"]
        assert (line.at, line.data["calendar"]) == (moment("ma 28 dec 2026 11:00:00"), "kcc")
        assert (line.data["from"], line.data["to"]) == ("2026-12-29T16:00:00Z", "2026-12-30T16:00:00Z")
        assert line.data["days"] == [{"date": "2026-12-29", "reason": "Stroomstoring"}]

        # The old moments pass in silence; half an hour before the new one it is at risk again.
        await until(town, "di 29 dec 2026 17:00:00")
        assert (await town.promise(reference, "callback")).is_open
        await until(town, "wo 30 dec 2026 16:29:59")
        assert len(await told(town, "at-risk")) == 1
        await until(town, "wo 30 dec 2026 16:30:00")
        assert await told(town, "at-risk") == [
            ("at-risk", moment("zo 27 dec 2026 04:00:00")), ("at-risk", moment("wo 30 dec 2026 16:30:00"))
        ]  # fmt: skip

        # Reached a second before the end: kept.
        await town.at("wo 30 dec 2026 16:59:59").acts.call_back(reference, town.actor("lead"), "reached")
        kept = await town.promise(reference, "callback")
        assert (kept.state, kept.ended, kept.due) == (
            "kept", moment("wo 30 dec 2026 16:59:59"), moment("wo 30 dec 2026 17:00:00")
        )  # fmt: skip
        assert kept.ended - kept.since == timedelta(days=6, hours=1, minutes=59, seconds=59)

        # Nothing is left to fire, and nothing broke.
        await until(town, "do 31 dec 2026 12:00:00")
        assert await told(town, "broken") == []
        assert (await town.case(reference)).received_at == asked
