"""A whole Balie whose disk is full, and one whose stream was lost: refused in words or written, and never in between."""

import asyncio

from tests.faults.inside import balie

JSON = {"channel": "webform", "text": "De straatlantaarn is stuk."}


async def sent(session, key, text=JSON["text"]):
    async with session.post("/api/v1/contacts", json={**JSON, "sourceId": key, "text": text}) as answer:
        return answer.status, answer.headers.get("Retry-After"), await answer.json(content_type=None)


async def asked(session, method, path, body=None):
    async with session.request(method, f"/api/v1{path}", json=body) as answer:
        return answer.status, await answer.json(content_type=None)


async def decided(session, id_):
    async with asyncio.timeout(20):
        while (found := await asked(session, "GET", f"/contacts/{id_}"))[0] != 200:  # noqa: ASYNC110  # the worker writes
            await asyncio.sleep(0.02)
    return found[1]["caseReference"]


async def may_grow(thread, connection, pages):
    """Of a file: so many pages more than it has."""

    def limit():
        size = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={size + pages}")

    await asyncio.get_running_loop().run_in_executor(thread, limit)


async def test_a_full_disk_is_said_and_got_over(tmp_path):
    async with balie(tmp_path) as (app, session):
        stream, writer = app.stream, app.store._writer
        reference = await decided(session, (await sent(session, "first"))[2]["id"])

        await may_grow(stream._write_thread, stream._writer, 0)
        status, later, said = await sent(session, "second", "x" * 50_000)
        assert (status, later, "full" in said["detail"]) == (503, "2", True)
        await may_grow(stream._write_thread, stream._writer, 1000)
        again = await sent(session, "second", "x" * 50_000)
        assert again[0] == 202

        await may_grow(writer._thread, writer._connection, 0)
        waiting = await sent(session, "third", "y" * 50_000)  # durable on the stream, whatever the register can do
        note = {"text": "z" * 9000}
        async with asyncio.timeout(20):
            while (refused := await asked(session, "POST", f"/cases/{reference}/notes", note))[0] == 200:
                pass  # what was free within the file
        assert (waiting[0], refused[0], "full" in refused[1]["detail"]) == (202, 503, True)
        await may_grow(writer._thread, writer._connection, 1000)
        assert len({reference, *[await decided(session, each[2]["id"]) for each in (again, waiting)]}) == 3
        assert (await asked(session, "POST", f"/cases/{reference}/notes", note))[0] == 200


async def test_what_is_acknowledged_after_the_stream_was_lost_is_decided(tmp_path):
    async with balie(tmp_path) as (_, session):
        for key in "abc":
            await decided(session, (await sent(session, key))[2]["id"])
    for file in tmp_path.glob("stream.db*"):
        file.unlink()
    async with balie(tmp_path) as (_, session):
        status, _, answer = await sent(session, "d")
        assert status == 202
        assert await decided(session, answer["id"])
