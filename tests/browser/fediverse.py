"""A Mastodon server on loopback, as far as Balie uses it: it tells of mentions on a stream, and takes answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Fediverse:
    """What was said there; `answers` holds every status that came from us."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: list[dict[str, str]] = []
        self.keys: set[str] = set()
        self.changed = threading.Condition()
        self.notes: list[dict[str, object]] = []
        self.closed = False
        self.streams = 0

    def says(self, writer: str, text: str, followers: int = 100, visibility: str = "public") -> str:
        """The id of a new status that names us."""
        with self.changed:
            number = str(1000 + len(self.notes))
            moment = datetime.now(UTC).isoformat()  # noqa: TID251 - the server has the same clock
            status = {"id": f"5{number}", "content": f"<p>{text}</p>", "visibility": visibility, "created_at": moment}
            account = {"id": writer, "acct": f"{writer}@social.example", "followers_count": followers}
            self.notes.append({"id": number, "type": "mention", "account": account, "status": status})
            self.changed.notify_all()
            return f"5{number}"

    def is_heard(self) -> None:
        """Returns once we listen to its stream."""
        with self.changed:
            assert self.changed.wait_for(lambda: self.streams, 20), "nobody listens"

    def has(self, count: int) -> list[dict[str, str]]:
        """The answers, once there are so many."""
        with self.changed:
            done = self.changed.wait_for(lambda: len(self.answers) >= count, 60)
            assert done, f"{len(self.answers)} answers of {count}"
            return list(self.answers)


class Answering(BaseHTTPRequestHandler):
    def __init__(self, there: Fediverse, *rest: object) -> None:
        self._there = there
        super().__init__(*rest)  # type: ignore[arg-type]  # http.server's own three

    def log_message(self, *_: object) -> None:
        """Nothing between the dots of the tests."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/api/v1/streaming/user":
            self._stream()
        elif parts.path == "/api/v1/notifications":
            after = int(parse_qs(parts.query).get("min_id", ["0"])[0])
            self._json([each for each in self._there.notes if int(str(each["id"])) > after][:40])
        elif parts.path == "/api/v1/accounts/verify_credentials":
            self._json({"id": "1"})
        else:
            self._json({}, 200 if parts.path == "/api/v2/instance" else 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self._there.changed:
            if self.headers["Idempotency-Key"] not in self._there.keys:
                self._there.keys.add(self.headers["Idempotency-Key"])
                self._there.answers.append(json.loads(body))
            self._there.changed.notify_all()
        self._json({"id": f"9{len(self._there.answers)}"})

    def _stream(self) -> None:
        there = self._there
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with there.changed:
            told = len(there.notes)
            there.streams += 1
            there.changed.notify_all()
        while not there.closed:
            with there.changed:
                there.changed.wait_for(lambda: there.closed or len(there.notes) > told, 5)  # noqa: B023
                fresh, told = there.notes[told:], len(there.notes)
            try:
                self.wfile.write(
                    b"".join(b"event: notification\ndata: %s\n\n" % json.dumps(each).encode() for each in fresh)
                    or b":\n\n"
                )
            except OSError:
                return

    def _json(self, body: object, status: int = 200) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def fediverse() -> Iterator[Fediverse]:
    there = Fediverse()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Answering, there)) as server:
        server.daemon_threads, server.block_on_close = True, False
        there.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield there
        finally:
            there.closed = True
            server.shutdown()
