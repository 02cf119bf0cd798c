"""What is Redis's own: its errors, its ways in, and that a reply never reaches somebody else. On real servers."""

import asyncio
import re
import shutil
import subprocess
import threading
import time
from contextlib import suppress

import pytest
import structlog

from router.domain.errors import IndexLost, QueuesDown
from router.queues import redis_server
from router.queues.redis import RedisQueues
from router.queues.redis_server import RedisServer, Script
from router.settings import BadSetting
from router.testing import FakeClock
from scripts.servers import redis
from scripts.servers.redis import Server
from tests.queues.kinds import redis_queues
from tests.queues.test_contract import place

ECHO = "return ARGV[1]"


@pytest.fixture(scope="session")
def server(redis_url, tmp_path_factory):
    """One that a test may torment; `redis_url` says whether there can be one."""
    server = Server(tmp_path_factory.mktemp("tormented"), busy_reply_threshold="50")
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def queues(server):
    queues = redis_queues(server.url)
    await queues.open()
    await queues.replace([])
    yield queues
    server.ask("REPLICAOF", "NO", "ONE")
    server.ask("CONFIG", "SET", "maxmemory", "0")
    await queues.close()


async def works(queues, version=1):
    await queues.update([place("a", version=version)])
    return await queues.top("kcc", 9) == ["a"] and not await queues.lost(0)


class TestErrors:
    async def test_forgotten_scripts_are_brought_again(self, server, queues):
        assert await works(queues)
        server.ask("SCRIPT", "FLUSH")
        assert await works(queues, 2)

    async def test_a_script_that_runs_too_long_is_waited_for(self, server, queues):
        stuck = threading.Thread(target=server.ask, args=("EVAL", "while true do end", "0"))
        stuck.start()
        asyncio.get_running_loop().call_later(0.4, lambda: server.ask("SCRIPT", "KILL"))
        await asyncio.sleep(0.1)
        assert await works(queues)
        stuck.join()

    async def test_a_replica_says_which_mend(self, server, queues):
        server.ask("REPLICAOF", "127.0.0.1", "1")
        with pytest.raises(QueuesDown, match=r"is a replica.*Mend: name the primary"):
            await queues.server.call(redis_server.script("mark", "place"), queues._keys, [1], patience=0.1)
        asyncio.get_running_loop().call_later(0.2, lambda: server.ask("REPLICAOF", "NO", "ONE"))
        assert await works(queues)

    async def test_a_full_one_says_which_mend_and_is_built_again(self, server, queues):
        server.ask("CONFIG", "SET", "maxmemory", "1")
        with structlog.testing.capture_logs() as said:
            await queues.update([place("a")])
        assert "Mend: raise its maxmemory" in said[0]["reason"]
        server.ask("CONFIG", "SET", "maxmemory", "0")
        await soon(lambda: queues.lost(0))
        await queues.replace([place("a")])
        assert await works(queues, 2)

    async def test_one_that_reads_its_data_is_waited_for(self, tmp_path):
        server = Server(tmp_path, save="3600 1", key_load_delay="2000")
        server.start()
        server.ask("EVAL", "for each = 1, 400 do redis.call('SET', each, each) end", "0")
        queues = redis_queues(server.url)
        try:
            await queues.open()
            server.stop()
            starting = threading.Thread(target=server.start)
            starting.start()
            assert await works(queues) is False  # another server: the index is to be built
            starting.join()
            await queues.replace([place("a")])
            assert await works(queues, 2)
        finally:
            await queues.close()
            server.stop()

    async def test_one_that_throws_keys_away_is_refused(self, server):
        server.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        queues = redis_queues(server.url)
        try:
            with pytest.raises(BadSetting, match="Mend: CONFIG SET maxmemory-policy noeviction"):
                await queues.open()
        finally:
            server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction")
            await queues.close()

    async def test_none_there(self, tmp_path):
        queues = redis_queues("redis://127.0.0.1:1/0")
        with pytest.raises(QueuesDown, match="cannot be reached"):
            await queues.server.call(redis_server.script("standing", "place"), queues._keys, [], patience=0.05)
        await queues.close()

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("redis://127.0.0.1:port/0", "no address of a Redis"),
            ("redis+sentinel://127.0.0.1:26379", "names no service"),
        ],
    )
    def test_a_wrong_address(self, url, said):
        with pytest.raises(BadSetting, match=said):
            RedisServer(url, "test")


class TestLost:
    async def test_emptied_while_it_was_built(self, server, queues):
        mark = await queues.mark()
        await queues.mend([place("a")], mark)
        server.ask("FLUSHALL")
        for late in (queues.mend([place("b")], mark), queues.differing([place("b")], mark), queues.finish(mark)):
            with pytest.raises(IndexLost):
                await late
        assert await queues.lost(0)

    async def test_an_emptied_one_is_noticed_by_who_reads(self, server, queues):
        waiting = asyncio.create_task(queues.lost(30))
        await asyncio.sleep(0.05)
        server.ask("FLUSHALL")
        await queues.depths()
        async with asyncio.timeout(10):
            assert await waiting

    async def test_another_server_with_old_data_is_not_whole(self, tmp_path):
        """Put back from its last snapshot, or a replica that became the primary."""
        server = Server(tmp_path, save="3600 1")
        server.start()
        queues = redis_queues(server.url)
        try:
            await queues.open()
            await queues.replace([place("a")])
            server.stop()
            server.start()
            assert await queues.top("kcc", 9) == ["a"]
            assert await queues.lost(0)
        finally:
            await queues.close()
            server.stop()

    async def test_what_left_is_forgotten_after_a_while(self, queues):
        clock = queues._clock
        await queues.update([place(f"c-{each}", waits=False) for each in range(50)])
        assert int(await queues.server._ask("HLEN", queues._keys[1])) == 50
        clock.advance(redis_server_remembers())
        for each in range(30):
            await queues.update([place(f"d-{each}"), place(f"e-{each}"), place(f"f-{each}")])
        assert int(await queues.server._ask("HLEN", queues._keys[1])) == 90
        assert int(await queues.server._ask("ZCARD", queues._keys[6])) == 0


class TestCancelled:
    async def test_no_reply_reaches_somebody_else(self, server, queues):
        """1,000 requests cut off while their reply is on its way, among others that go on."""
        echo = Script("top")
        echo.text, echo.digest = ECHO.encode(), b"0" * 40
        got = {}

        async def ask(number):
            got[number] = await queues.server.call(echo, [], [f"token-{number}"])

        tasks = []
        for number in range(2000):
            task = asyncio.create_task(ask(number))
            tasks.append(task)
            if number % 2:
                asyncio.get_running_loop().call_later(number % 7 * 0.0005, task.cancel)
            if number % 40 == 0:
                await asyncio.sleep(0.002)
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert sum(isinstance(each, asyncio.CancelledError) for each in done) > 300
        assert all(answer == f"token-{number}".encode() for number, answer in got.items())
        assert len(got) >= 1000

    async def test_an_update_goes_on(self, server, queues):
        task = asyncio.create_task(queues.update([place("a")]))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await queues.close()
        again = RedisQueues(RedisServer(server.url, queues.server.namespace), FakeClock())
        assert await again.top("kcc", 9) == ["a"]
        await again.close()


class TestWaysIn:
    async def test_a_cluster_keeps_the_keys_together(self, tmp_path):
        """Every script names its keys, and all of them lie on one node."""
        server = Server(tmp_path, cluster_enabled="yes", cluster_port=str(redis._free_port()))
        server.start()
        server.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
        await soon(lambda: asyncio.to_thread(lambda: b"cluster_state:ok" in server.ask("CLUSTER", "INFO")))
        queues = redis_queues(server.url)
        try:
            await queues.open()
            await queues.replace([place("a"), place("b", breach=4)])
            await everything(queues)
        finally:
            await queues.close()
            server.stop()

    async def test_an_account_that_may_do_no_more_than_it_must(self, server):
        namespace = "delft"
        rights = redis_server.ACCESS.split(" on ")[0].split()
        server.ask("ACL", "SETUSER", "balie", "reset", "on", ">geheim", f"~{{{namespace}}}:*", *rights)
        queues = redis_queues(f"redis://balie:geheim@127.0.0.1:{server.port}/0", namespace=namespace)
        await queues.open()
        await queues.replace([place("a"), place("b", breach=4)])
        await everything(queues)
        await queues.close()
        other = redis_queues(f"redis://balie:geheim@127.0.0.1:{server.port}/0", namespace="leiden")
        with pytest.raises(QueuesDown, match=r"lets us not in.*Mend"):
            await other.top("kcc", 9)
        await other.close()

    async def test_a_wrong_password(self, server):
        queues = redis_queues(f"redis://:wrong@127.0.0.1:{server.port}/0")
        with pytest.raises(BadSetting, match=r"lets us not in.*Mend"):
            await queues.open()
        await queues.close()

    async def test_tls(self, tmp_path):
        certificate(tmp_path)
        server = Server(tmp_path)
        server._settings |= {
            "tls-port": str(redis._free_port()), "tls-cert-file": str(tmp_path / "cert.pem"),
            "tls-key-file": str(tmp_path / "key.pem"), "tls-ca-cert-file": str(tmp_path / "cert.pem"),
            "tls-auth-clients": "no",
        }  # fmt: skip
        server.start()
        where = f"rediss://:{server.password}@localhost:{server._settings['tls-port']}/0"
        queues, stranger = redis_queues(f"{where}?ssl_ca_certs={tmp_path}/cert.pem"), redis_queues(where)
        try:
            await queues.open()
            await queues.replace([place("a")])
            assert await works(queues, 2)
            with pytest.raises(QueuesDown):  # nobody vouches for this certificate
                await stranger.server.call(redis_server.script("standing", "place"), queues._keys, [], patience=0.05)
        finally:
            await queues.close()
            await stranger.close()
            server.stop()

    @pytest.mark.slow
    async def test_sentinels_name_the_primary(self, tmp_path):
        """The primary is killed: the replica takes over, and the index is built again there."""
        first, second = (Server(tmp_path / name, repl_diskless_sync_delay="0") for name in ("first", "second"))
        second._settings["replicaof"] = f"127.0.0.1 {first.port}"
        for each in (first, second):
            each._settings["masterauth"] = each.password = first.password
        sentinel = Server(tmp_path / "sentinel")
        first.start()
        second.start()
        process = sentinel_of(sentinel, first, tmp_path / "sentinel")
        queues = redis_queues(f"redis+sentinel://:{first.password}@127.0.0.1:{sentinel.port}/balie/0")
        try:
            await queues.open()
            await queues.replace([place("a")])
            await soon(lambda: asyncio.to_thread(lambda: b"state=online" in first.ask("INFO", "replication")))
            await soon(lambda: asyncio.to_thread(lambda: sentinel_knows(sentinel.port)))
            first.kill()
            await soon(lambda: answered(queues.lost(0)), 30)
            await queues.replace([place("a")])
            assert await works(queues, 2)
            assert b"role:master" in second.ask("INFO", "replication")
        finally:
            await queues.close()
            process.terminate()
            process.wait(5)
            first.stop()
            second.stop()


async def everything(queues):
    """Each operation once."""
    mark = await queues.mark()
    await queues.differing([place("a"), place("b", breach=4)], mark)
    assert await queues.surplus(mark) == []
    assert await queues.mend([place("c")], mark) == 1
    assert await queues.finish(mark) == 0
    await queues.update([place("a", version=2, waits=False)])
    assert await queues.top("kcc", 9) == ["b", "c"] or await queues.top("kcc", 9) == ["c", "b"]
    assert (await queues.depths())["kcc"].waiting == 2
    await queues._call("spoil", [])
    assert await queues.lost(0)


async def answered(asking):
    try:
        return await asking
    except QueuesDown:
        return False


async def soon(holds, within=20):
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def redis_server_remembers():
    """As long as lua/place.lua says, and a little more."""
    from datetime import timedelta

    (seconds,) = re.findall(r"REMEMBERED = (\d+) \* 1000000", (redis_server.LUA / "place.lua").read_text())
    return timedelta(seconds=int(seconds) + 1)


def certificate(folder):
    subprocess.run(
        [shutil.which("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
         "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip


def sentinel_of(sentinel, primary, folder):
    """One sentinel is enough to agree with itself."""
    (folder / "sentinel.conf").write_text(
        f"port {sentinel.port}\nbind 127.0.0.1\ndir {folder}\nsentinel monitor balie 127.0.0.1 {primary.port} 1\n"
        f"sentinel auth-pass balie {primary.password}\nsentinel down-after-milliseconds balie 500\n"
        "sentinel failover-timeout balie 3000\n"
    )
    return subprocess.Popen(
        ["redis-server", str(folder / "sentinel.conf"), "--sentinel"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def sentinel_knows(port):
    """It has found the replica."""
    import socket

    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as wire:
        wire.sendall(redis._command(("SENTINEL", "MASTER", "balie")))
        time.sleep(0.05)
        return b"num-slaves\r\n$1\r\n1" in wire.recv(65536)
    return False
