"""Every call of CONTRACT.md's table, as somebody elsewhere scripts against it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from openapi_spec_validator import validate

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS = [
    ("POST", "/contacts"),
    ("POST", "/contacts/batch"),
    ("GET", "/contacts/x"),
    ("GET", "/cases"),
    ("POST", "/cases/search"),
    ("GET", "/cases/x"),
    ("POST", "/cases/x/claims"),
    ("POST", "/cases/x/releases"),
    ("POST", "/cases/x/replies"),
    ("POST", "/cases/x/notes"),
    ("POST", "/cases/x/transfers"),
    ("POST", "/cases/x/callback-attempts"),
    ("POST", "/cases/x/closure"),
    ("POST", "/cases/x/steer"),
    ("POST", "/cases/x/corrections"),
    ("GET", "/queues"),
    ("GET", "/service-levels"),
    ("POST", "/telephony/events"),
    ("POST", "/channels/mastodon/events"),
    ("GET", "/quarantine"),
    ("POST", "/quarantine/x/replays"),
]
ACTS = {
    "claims": {},
    "releases": {},
    "replies": {"text": "x"},
    "notes": {"text": "x"},
    "transfers": {"team": "taxes", "note": "x"},
    "callback-attempts": {"outcome": "busy"},
    "closure": {"result": "done"},
}


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("given", ["", "Bearer wrong", "Basic YTpi", "Bearer "])
async def test_without_the_token_it_is_401(api, method: str, path: str, given: str) -> None:
    status, problem, headers = await api.ask(method, path, {} if method == "POST" else None, Authorization=given)
    assert (status, problem["status"], headers["Content-Type"]) == (401, 401, "application/problem+json")
    assert headers["API-Version"] == "1.0.0"


async def test_an_agent_that_is_not_there_is_401(api) -> None:
    assert (await api.get("/queues", X_Balie_Agent="nobody"))[0] == 401


async def test_every_answer_has_the_version_also_where_nothing_is(api) -> None:
    for method, path, wanted in (
        ("GET", "/queues", 200),
        ("GET", "/nothing", 404),
        ("PUT", "/queues", 405),
        ("GET", "/cases/KV-0000-0001", 404),
    ):
        status, _, headers = await api.ask(method, path)
        assert (status, headers["API-Version"]) == (wanted, "1.0.0")


async def test_openapi_is_valid_and_open(api) -> None:
    status, document, _ = await api.get("/openapi.json", Authorization="")
    assert (status, document["openapi"]) == (200, "3.1.0")
    validate(document)
    told = {(method.upper(), path) for path, calls in document["paths"].items() for method in calls}
    asked = {
        (method, path.replace("/cases/x", "/cases/{reference}").replace("/x", "/{id}").replace("mastodon", "{source}"))
        for method, path in CALLS
    }
    assert asked - told <= {("GET", "/quarantine"), ("POST", "/quarantine/{id}/replays")}


async def test_a_contact_goes_in_and_comes_back(api) -> None:
    body = {
        "channel": "webform",
        "sourceId": "whole",
        "receivedAt": "2026-11-02T09:00:00+01:00",
        "subject": "Paspoort",
        "text": "Hoe vraag ik een paspoort aan?",
        "sender": {"name": "Anna", "email": "Anna@Example.org", "phone": "0612345678"},
        "language": "nl",
        "product": "paspoort",
        "kind": "question",
        "url": "https://example.org",
        "place": "Dorpsstraat 1",
        "needsAssistance": True,
    }
    body["product"] = next(iter(api.app.rulebook.municipality.products))
    status, answer, headers = await api.post("/contacts", body)
    assert (status, answer["status"], headers["Location"]) == (202, "accepted", f"/api/v1/contacts/{answer['id']}")
    contact = await api.written(answer["id"])
    assert (contact["status"], contact["sourceId"], contact["direction"]) == ("decided", "whole", "in")
    assert contact["sender"] == {"name": "Anna", "email": "anna@example.org", "phone": "+31612345678", "handle": None}
    _, case, _ = await api.get(f"/cases/{contact['caseReference']}")
    assert case["product"] == body["product"]
    assert datetime.fromisoformat(case["receivedAt"]) == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert {
        "reference",
        "version",
        "status",
        "channel",
        "source",
        "product",
        "kind",
        "urgency",
        "language",
        "team",
        "priority",
        "assignee",
        "receivedAt",
        "statusUrl",
        "contacts",
        "promises",
        "steer",
        "decision",
        "history",
    } <= set(case)
    assert all({"kind", "due", "state", "why", "fulfilledAt"} <= set(promise) for promise in case["promises"])
    assert {"rulebook", "facts", "stages"} <= set(case["decision"])
    assert all({"stage", "rule", "outcome", "tried", "why"} <= set(stage) for stage in case["decision"]["stages"])
    assert all({"at", "type", "by", "data"} <= set(line) for line in case["history"])
    assert case["reference"].startswith("KV-2611-")
    assert not [name for name in names_in(case) if "_" in name]


def names_in(data: object) -> set[str]:
    if isinstance(data, dict):
        return set(data) | {name for value in data.values() for name in names_in(value)}
    return {name for each in data for name in names_in(each)} if isinstance(data, list) else set()


async def test_what_never_came_is_404_and_says_when_to_ask_again(api) -> None:
    status, problem, headers = await api.get("/contacts/00000000-0000-0000-0000-000000000000")
    assert (status, problem["status"], headers["Retry-After"]) == (404, 404, "1")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "webform"}, ""),
        ({"text": "x"}, "channel"),
        ({"channel": "webform", "text": "x", "product": "geen"}, "product"),
        ({"channel": "webform", "text": "x", "receivedAt": "2999-01-01T00:00:00Z"}, "receivedAt"),
        ({"channel": "webform", "text": "x", "receivedAt": "2026-01-01T00:00:00"}, "receivedAt"),
        ({"channel": "webform", "text": "x", "sender": {"email": "geen adres"}}, "sender.email"),
        ({"channel": "webform", "text": "   "}, ""),
    ],
)
async def test_a_bad_value_is_400_with_its_field(api, body: dict, field: str) -> None:
    status, problem, _ = await api.post("/contacts", body)
    assert (status, [each["field"] for each in problem["errors"]]) == (400, [field])


async def test_a_batch_answers_in_order_a_line_a_line(api) -> None:
    status, answers = await api.batch(
        b'{"channel":"webform","sourceId":"b1","text":"een"}',
        b'{"channel":"webform","sourceId":"b2"}',
        b"{no json",
        b'{"channel":"pigeon","sourceId":"b4","text":"vier","more":1}',
        b'{"channel":"webform","text":"vijf"}',
        b'{"channel":"webform","sourceId":"b1","text":"een"}',
    )
    assert status == 202
    assert [answer["sourceId"] for answer in answers] == ["b1", "b2", None, "b4", None, "b1"]
    assert ["id" in answer for answer in answers] == [True, False, False, False, True, True]
    assert {error["field"] for error in answers[3]["errors"]} == {"channel", "more"}
    assert answers[0]["id"] == answers[5]["id"]
    assert (await api.written(answers[4]["id"]))["text"] == "vijf"


async def test_an_empty_batch_and_another_media_type_are_refused(api) -> None:
    assert (await api.batch(b""))[0] == 400
    assert (await api.post("/contacts/batch", {}))[0] == 415


async def test_pages_of_cases_follow_each_other_without_gap_or_repeat(api) -> None:
    start = datetime(2026, 10, 1, 9, tzinfo=UTC)
    made = [
        await api.case(
            f"Pagina {number}", channel="desk", receivedAt=(start + timedelta(minutes=number // 2)).isoformat()
        )
        for number in range(7)
    ]
    seen, query = [], "pageSize=3&channel=desk"
    cursor = ""
    while True:
        status, page, _ = await api.get(f"/cases?{query}{cursor}")
        assert status == 200
        seen += [case["reference"] for case in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) >= 7
    assert set(made) <= set(seen)


@pytest.mark.parametrize(
    "query",
    [
        "pageSize=0",
        "pageSize=501",
        "pageSize=x",
        "pageSize=-1",
        "cursor=x",
        "cursor=%00",
        "status=open",
        "channel=fax",
        "colour=red",
    ],
)
async def test_a_bad_parameter_is_400_with_its_name(api, query: str) -> None:
    status, problem, _ = await api.get(f"/cases?{query}")
    assert (status, problem["errors"][0]["field"]) == (400, query.partition("=")[0])


async def test_search_finds_text_names_and_references_and_takes_signs_as_they_are(api) -> None:
    case = await api.case("Zoekmaarraak in de 100%_zaak", sender={"name": "Cornelia Zoekerd", "email": "c@example.org"})
    for wanted in ("zoekmaarraak", "Cornelia Zoek", "c@example.org", case, "100%_"):
        _, found, _ = await api.post("/cases/search", {"q": wanted})
        assert case in [each["reference"] for each in found["items"]], wanted
    assert (await api.post("/cases/search", {"q": "%_%_%_%"}))[1]["items"] == []
    assert (await api.post("/cases/search", {"q": ""}))[0] == 400


async def test_acts_take_a_case_from_queue_to_closed(api) -> None:
    case = await api.case("Mijn paspoort is kwijt", sender={"email": "dirk@example.org"})
    for call, body, wanted in (
        ("claims", {}, {"status": "active", "assignee": "agent"}),
        ("notes", {"text": "even nagekeken"}, {"status": "active"}),
        ("replies", {"text": "Kom langs."}, {"status": "active"}),
        ("callback-attempts", {"outcome": "reached", "note": "gesproken"}, {"status": "active"}),
        (
            "transfers",
            {"team": "taxes", "note": "voor belastingen"},
            {"status": "queued", "team": "taxes", "assignee": None},
        ),
        ("claims", {}, {"status": "active"}),
        ("releases", {"reason": "lunch"}, {"status": "queued", "assignee": None}),
        ("closure", {"result": "answered", "note": "klaar"}, {"status": "closed", "result": "answered"}),
    ):
        status, answer, _ = await api.post(f"/cases/{case}/{call}", body)
        assert status == 200, answer
        assert {name: answer[name] for name in wanted} == wanted
    types = [line["type"] for line in answer["history"] if line["by"] == "agent"]
    assert types == ["claimed", "noted", "replied", "called-back", "transferred", "claimed", "released", "closed"]
    assert not [promise for promise in answer["promises"] if promise["state"] == "open"]


@pytest.mark.parametrize(("call", "body"), ACTS.items())
async def test_an_act_on_no_case_is_404_and_with_an_unknown_field_400(api, call: str, body: dict) -> None:
    assert (await api.post(f"/cases/KV-0000-0001/{call}", body))[0] == 404
    status, problem, _ = await api.post(f"/cases/KV-0000-0001/{call}", {**body, "extra": 1})
    assert (status, problem["errors"][0]["field"]) == (400, "extra")


async def test_an_unknown_team_is_refused(api) -> None:
    status, problem, _ = await api.post(f"/cases/{await api.case()}/transfers", {"team": "geen", "note": "x"})
    assert status == 404
    assert "taxes" in problem["detail"]


async def test_a_claim_has_one_winner_and_the_other_hears_who(api) -> None:
    case = await api.case()
    answers = await asyncio.gather(
        *(api.post(f"/cases/{case}/claims", {}, X_Balie_Agent=who) for who in ("agent", "lead", "webcare"))
    )
    assert sorted(status for status, _, _ in answers) == [200, 409, 409]
    winner = next(body["assignee"] for status, body, _ in answers if status == 200)
    assert {body["heldBy"] for status, body, _ in answers if status == 409} == {winner}
    assert (await api.post(f"/cases/{case}/closure", {"result": "done"}, X_Balie_Agent=winner))[0] == 200


async def test_an_older_version_is_409_with_what_another_person_did(api) -> None:
    case = await api.case()
    _, before, _ = await api.get(f"/cases/{case}")
    status, after, _ = await api.post(
        f"/cases/{case}/transfers", {"team": "taxes", "note": "voor jullie"}, X_Balie_Agent="lead"
    )
    assert (status, after["version"]) == (200, before["version"] + 1)
    status, problem, headers = await api.post(f"/cases/{case}/claims", {"version": before["version"]})
    assert (status, headers["Content-Type"]) == (409, "application/problem+json")
    assert [(change["type"], change["by"]) for change in problem["changes"]] == [("transferred", "lead")]
    assert (await api.post(f"/cases/{case}/claims", {"version": after["version"]}))[0] == 200
    assert (await api.post(f"/cases/{case}/closure", {"result": "done"}))[0] == 200


async def test_a_note_of_another_is_no_reason_to_refuse(api) -> None:
    case = await api.case()
    _, before, _ = await api.get(f"/cases/{case}")
    assert (await api.post(f"/cases/{case}/notes", {"text": "gezien"}, X_Balie_Agent="lead"))[0] == 200
    assert (await api.post(f"/cases/{case}/claims", {"version": before["version"]}))[0] == 200
    assert (await api.post(f"/cases/{case}/closure", {"result": "done"}))[0] == 200


async def test_hands_that_are_full_take_no_more(api) -> None:
    capacity = api.app.rulebook.municipality.agents["webcare"].cases_at_once
    cases = [await api.case() for _ in range(capacity + 1)]
    answers = await asyncio.gather(*(api.post(f"/cases/{case}/claims", {}, X_Balie_Agent="webcare") for case in cases))
    statuses = [status for status, _, _ in answers]
    assert statuses.count(200) <= capacity
    held = {case for case, status in zip(cases, statuses, strict=True) if status == 200}
    for case in cases:
        if case not in held and len(held) < capacity:
            status, _, _ = await api.post(f"/cases/{case}/claims", {}, X_Balie_Agent="webcare")
            assert status == 200
            held.add(case)
    status, problem, _ = await api.post(f"/cases/{(set(cases) - held).pop()}/claims", {}, X_Balie_Agent="webcare")
    assert (status, str(capacity) in problem["detail"]) == (409, True)
    for case in held:
        assert (await api.post(f"/cases/{case}/closure", {"result": "done"}, X_Balie_Agent="webcare"))[0] == 200


async def test_queues_tell_every_team_and_count_as_the_cases_do(api) -> None:
    case = await api.case("Nog een lantaarn", receivedAt="2026-11-02T09:00:00+01:00")
    _, whole, _ = await api.get(f"/cases/{case}")
    _, before, _ = await api.get("/queues")
    assert {each["queue"] for each in before["items"]} == set(api.app.rulebook.municipality.teams)
    assert set(before["items"][0]) == {"queue", "team", "waiting", "oldestSeconds", "nextBreach", "offered", "active"}
    await api.post(f"/cases/{case}/claims", {}, X_Balie_Agent="lead")
    _, after, _ = await api.get("/queues")
    was, now = (next(each for each in queues["items"] if each["team"] == whole["team"]) for queues in (before, after))
    assert (now["waiting"], now["active"]) == (was["waiting"] - 1, was["active"] + 1)
    assert was["oldestSeconds"] > 0


async def test_service_levels_count_25_seconds_as_within_and_a_millisecond_more_not(api) -> None:
    start = datetime(2026, 11, 3, 9, tzinfo=UTC)
    for number, (wait, ending) in enumerate(
        (
            (24.999, "answered"),
            (25.0, "answered"),
            (25.001, "answered"),
            (10, "abandoned"),
            (30, "abandoned"),
            (40, "timed-out"),
            (None, None),
        )
    ):
        events = [("queued", 0.0)] + ([(ending, wait)] if ending else [])
        for event, after in (*events[::-1], events[0]):
            at = (start + timedelta(minutes=number, seconds=after)).isoformat()
            status, _, _ = await api.signed(
                "/telephony/events",
                {"event": event, "callId": f"sl-{number}", "queue": "sl", "caller": "0612345678", "at": at},
            )
            assert status == 202
    await api.settled()
    day = "from=2026-11-03T09:00:00%2B00:00&to=2026-11-03T09:07:00%2B00:00"
    status, answer, _ = await api.get(f"/service-levels?queue=sl&{day}")
    (level,) = answer["items"]
    formula = level.pop("formula")
    assert (status, "sl2" in formula) == (200, True)
    assert level == {
        "queue": "sl",
        "offered": 7,
        "answered": 3,
        "answeredWithin": 2,
        "abandoned": 2,
        "abandonedWithin": 1,
        "timedOut": 1,
        "waiting": 1,
        "thresholdSeconds": 25,
        "sl": 2 / 3,
        "sl2": 3 / 5,
        "meanWaitSeconds": 25.0,
    }
    _, answer, _ = await api.get(
        "/service-levels?queue=sl&from=2026-11-03T09:01:00%2B00:00&to=2026-11-03T09:02:00%2B00:00"
    )
    assert (answer["items"][0]["offered"], answer["items"][0]["sl"]) == (1, 1.0)


async def test_service_levels_of_nothing_are_null(api) -> None:
    for period in ("15m", "today", "week", "month"):
        status, answer, _ = await api.get(f"/service-levels?queue=empty&period={period}")
        assert (status, answer["items"][0]["sl"], answer["items"][0]["sl2"]) == (200, None, None)
    for query, field in (
        ("period=year", "period"),
        ("from=gisteren&to=vandaag", "from"),
        ("from=2026-11-03T09:00:00Z", "to"),
    ):
        status, problem, _ = await api.get(f"/service-levels?{query}")
        assert (status, problem["errors"][0]["field"]) == (400, field)


async def test_a_mastodon_notification_becomes_a_contact_once(api) -> None:
    body = {
        "id": "77",
        "type": "mention",
        "created_at": "2026-11-02T09:00:00.000Z",
        "account": {"id": "1", "acct": "eva@toot.example", "display_name": "Eva", "url": "https://toot.example/@eva"},
        "status": {
            "id": "88",
            "created_at": "2026-11-02T09:00:00.000Z",
            "content": "<p>@klaverdam de container zit vol</p>",
            "visibility": "public",
            "url": "https://toot.example/@eva/88",
            "uri": "https://toot.example/users/eva/statuses/88",
            "language": "nl",
            "account": {"id": "1", "acct": "eva@toot.example", "display_name": "Eva"},
            "mentions": [],
            "media_attachments": [],
        },
    }
    first, second = (
        await api.signed("/channels/mastodon/events", body),
        await api.signed("/channels/mastodon/events", body),
    )
    assert (first[0], second[0], first[1]["ids"]) == (202, 202, second[1]["ids"])
    contact = await api.written(first[1]["ids"][0])
    assert (contact["channel"], contact["source"]) == ("mention", "mastodon")
    assert (await api.signed("/channels/pigeon/events", body))[0] == 404
    assert (await api.signed("/channels/mastodon/events", {"type": 5}))[0] == 400


async def test_quarantine_lists_and_replays(api) -> None:
    _, answers = await api.batch(
        b'{"channel":"webform","sourceId":"q","text":"een"}', b'{"channel":"webform","sourceId":"q","text":"twee"}'
    )
    await api.written(answers[0]["id"])
    await api.settled()
    _, listed, _ = await api.get("/quarantine")
    (held,) = [each for each in listed["items"] if answers[0]["id"] in each["reason"]]
    assert set(held) == {"id", "stage", "reason", "at", "attempts"}
    status, replayed, _ = await api.post(f"/quarantine/{held['id']}/replays")
    assert status == 200
    assert (await api.written(held["id"]))["text"] == "twee"
    _, case, _ = await api.get(f"/cases/{replayed['caseReference']}")
    assert [contact["id"] for contact in case["contacts"]] == [held["id"]]
    assert (await api.post(f"/quarantine/{held['id']}/replays"))[0] == 404
    assert held["id"] not in [each["id"] for each in (await api.get("/quarantine"))[1]["items"]]


class TestWaitAndMerge:
    async def test_a_case_waits_and_goes_on(self, api):
        reference = await api.case()
        status, problem, _ = await api.post(f"/cases/{reference}/waits", {"text": "Welk nummer?"})
        assert (status, problem["detail"]) == (409, "Take this case first. Then it can wait for the citizen.")
        await api.post(f"/cases/{reference}/claims")
        status, case, _ = await api.post(f"/cases/{reference}/waits", {"text": "Welk nummer?"})
        assert (status, case["status"]) == (200, "waiting")
        status, case, _ = await api.post(f"/cases/{reference}/wakes")
        assert (status, case["status"]) == (200, "active")
        await api.post(f"/cases/{reference}/releases")

    async def test_two_cases_go_on_as_one(self, api):
        sender = {"email": "merge@example.org"}
        first, second = [await api.case(text, sender=sender) for text in ("Eerste bericht.", "Tweede bericht.")]
        status, case, _ = await api.post(f"/cases/{second}/merges", {"into": first})
        assert (status, case["status"], case["result"], case["mergedInto"]) == (200, "closed", "duplicate", first)
        _, going, _ = await api.get(f"/cases/{first}")
        assert {"Eerste bericht.", "Tweede bericht."} <= {each["text"] for each in going["contacts"]}
        assert [each["data"]["from"] for each in going["history"] if each["type"] == "merged"] == [second]
        assert (await api.post(f"/cases/{first}/merges", {"into": "KV-2611-999999"}))[0] == 404

    async def test_how_late_timers_fire_is_told(self, api):
        async with api.session.get("/metrics") as response:
            text = await response.text()
        assert 'balie_timer_lateness_seconds_bucket{le="+Inf"}' in text and "balie_promises_recounted_total" in text
