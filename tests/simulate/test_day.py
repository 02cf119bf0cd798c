"""A day is the same for a seed, has the shape of a weekday, and its calls wait as people do."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import phonenumbers

from router.simulate.day import plan
from router.simulate.people import person

START = datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_seed_repeats_its_day_and_another_does_not():
    assert plan(Random(1), 300, START) == plan(Random(1), 300, START)
    assert plan(Random(1), 300, START) != plan(Random(2), 300, START)


def test_a_second_run_is_not_a_repeat_of_the_first():
    later = {arrival.turn.key for arrival in plan(Random(1), 50, START.replace(hour=8))}
    assert later.isdisjoint(arrival.turn.key for arrival in plan(Random(1), 50, START))


def test_channels_come_in_their_mix():
    count = Counter(arrival.channel for arrival in plan(Random(3), 10_000, START))
    for channel, share in {"phone": 0.45, "email": 0.25, "webform": 0.17, "desk": 0.08, "mention": 0.05}.items():
        assert abs(count[channel] / 10_000 - share) < 0.02


def test_languages_come_in_their_mix():
    count = Counter(arrival.turn.person.language for arrival in plan(Random(4), 10_000, START))
    assert abs(count["nl"] / 10_000 - 0.88) < 0.02
    assert abs(count["fr"] / 10_000 - 0.06) < 0.015


def test_mornings_are_busier_than_noon_and_time_only_rises():
    arrivals = plan(Random(5), 5000, START)
    offsets = [arrival.offset_seconds for arrival in arrivals]
    assert offsets == sorted(offsets) and offsets[0] == 0.0
    hours = Counter(8 + int(arrival.offset_seconds // 3600) for arrival in arrivals if arrival.channel == "phone")
    assert hours[9] > hours[12] < hours[14]


def test_calls_end_once_and_wait_as_people_do():
    calls = [arrival.call for arrival in plan(Random(6), 4000, START) if arrival.call]
    fates = Counter(call.steps[-2].event for call in calls)
    assert set(fates) == {"answered", "abandoned", "timed-out"}
    waits = [call.settled for call in calls if call.steps[-2].event == "answered"]
    assert sum(5 <= wait <= 40 for wait in waits) / len(waits) > 0.9
    assert all([step.after for step in call.steps] == sorted(step.after for step in call.steps) for call in calls)


def test_people_return_on_another_channel_and_mails_are_answered():
    arrivals = plan(Random(7), 3000, START)
    channels: dict[str, set[str]] = {}
    for arrival in arrivals:
        channels.setdefault(arrival.turn.person.email, set()).add(arrival.channel)
    assert any(len(seen) > 1 for seen in channels.values())
    mails = {arrival.turn.key: arrival for arrival in arrivals if arrival.channel == "email"}
    answers = [arrival for arrival in mails.values() if arrival.turn.answers]
    assert answers and all(mails[a.turn.answers].turn.person == a.turn.person for a in answers)
    assert {"again", "reply", "auto"} <= {arrival.turn.text.flavour for arrival in arrivals}


def test_people_are_invented_and_distinct():
    people = [person(number) for number in range(0, 90_000, 45)]
    assert len({one.phone for one in people}) == len(people) == len({one.email for one in people})
    for one in people:
        assert phonenumbers.is_valid_number(phonenumbers.parse(one.phone)) and one.phone.startswith("+316600")
        assert one.email.rsplit(".", 1)[0].endswith("@example")
