"""A Balie of its own: another process, free ports, a folder of the test. For tests/docs and the screenshots too."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[2]
READY = "Stop with Ctrl+C."  #: the last line that a server prints at start
PATIENCE = 15.0  #: seconds for what is done within one


@dataclass(frozen=True)
class Served:
    """A running Balie, as the outside sees it."""

    url: str
    smtp_port: int
    environment: Mapping[str, str]

    def run(self, *command: str) -> str:
        """A command of ours on the same data folder; what it printed. Raises CalledProcessError."""
        whole = [sys.executable, "-m", "router", *command]
        return subprocess.run(whole, env=self.environment, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def call(self, path: str, body: object = None) -> Any:
        """GET, or POST where there is a body, with the token. Raises HTTPError."""
        data = None if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
        token = self.environment["BALIE_API_TOKEN"]
        request = Request(self.url + path, data, {"Authorization": f"Bearer {token}", "Content-Type": kind})
        with urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read().decode()
        return json.loads(text) if kind == "application/json" else text

    def send(self, **contact: object) -> str:
        """A contact through the API; the reference of its case."""
        return self.reference(str(self.call("/api/v1/contacts", contact)["id"]))

    def reference(self, contact: str) -> str:
        """Of the case that a contact came to, once it is decided."""
        for _ in attempts():
            try:
                if reference := self.call(f"/api/v1/contacts/{contact}")["caseReference"]:
                    return str(reference)
            except HTTPError as error:
                error.close()
                if error.code != 404:
                    raise
        raise AssertionError("The contact was taken but never decided.")

    def case(self, reference: str) -> dict[str, object]:
        return self.call(f"/api/v1/cases/{reference}")

    def letters(self, least: int = 1) -> list[dict[str, object]]:
        """The built-in mailbox, newest first, once it holds at least so many."""
        for _ in attempts():
            if len(found := self.call("/mailbox?format=json")["items"]) >= least:
                return found
        raise AssertionError(f"The mailbox never held {least} letters.")


def attempts() -> Iterator[None]:
    """Again and again, for as long as patience lasts; the server's own answer is the pause."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        yield


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Start Balie on `folder` and stop it at the end. Raises RuntimeError with what it said when it does not start."""
    web, smtp = free_ports(2)
    environment = os.environ | {
        "BALIE_DATA_DIR": str(folder),
        "BALIE_HTTP_PORT": str(web),
        "BALIE_SMTP_PORT": str(smtp),
        "BALIE_API_TOKEN": "token",
        "BALIE_WEBHOOK_SECRET": "secret",
        "BALIE_DEMO_PASSWORD": "klaver",
    }
    with ExitStack() as stack:
        said = stack.enter_context((folder / "said.log").open("w+", encoding="utf-8"))
        serve = [sys.executable, "-u", "-m", "router", "serve"]
        process = stack.enter_context(
            subprocess.Popen(serve, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True)
        )
        stack.callback(process.terminate)
        if not any(READY in line for line in process.stdout or ()):
            said.seek(0)
            raise RuntimeError(f"Balie did not start:\n{said.read()[-2000:]}")
        yield Served(f"http://127.0.0.1:{web}", smtp, environment)


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        doors = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [door.getsockname()[1] for door in doors]
