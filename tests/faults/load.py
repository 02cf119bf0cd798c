"""Load on a Balie that may die at any moment, and the ledger of what it acknowledged."""

import asyncio
import hmac
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from itertools import count

import aiohttp
import aiosmtplib
import msgspec

from tests.faults.balie import SECRET, TOKEN

GONE = (aiohttp.ClientError, OSError, asyncio.TimeoutError, aiosmtplib.SMTPException)
TEXTS = (
    "De straatlantaarn in de Lindestraat is stuk.",
    "Mijn paspoort is kwijt, wat nu?",
    "Er ligt grofvuil op de stoep.",
    "Ik wil een klacht indienen over de parkeervergunning.",
    "Kunt u mij bellen over mijn verhuizing?",
    "Er staat brand bij het gemeentehuis, gevaar!",
    "When can I collect my driving licence?",
)
AGENTS = ("agent", "lead", "webcare")
Act = tuple[str, str, str]  #: case, type of the history line, account


@dataclass
class Ledger:
    """What the server said yes to, and what it died on."""

    contacts: dict[str, str] = field(default_factory=dict)  #: id -> source id
    mails: set[str] = field(default_factory=set)  #: Message-IDs
    calls: set[tuple[str, str, str]] = field(default_factory=set)  #: call, event, moment
    acts: Counter[Act] = field(default_factory=Counter)
    unknown: Counter[Act] = field(default_factory=Counter)  #: acts begun and not answered: done or not done
    said: dict[str, bool] = field(default_factory=dict)  #: words of notes and replies -> acknowledged
    refusals: Counter[str] = field(default_factory=Counter)

    def summary(self) -> str:
        acts = Counter(kind for _, kind, _ in self.acts.elements())
        return (
            f"{len(self.contacts)} contacts, {len(self.mails)} mails, {len(self.calls)} call events, "
            f"acts {dict(acts)}, "
            f"{self.unknown.total()} acts unknown, refused {dict(self.refusals)}"
        )


class Load:
    """Senders that keep what was not acknowledged and send it again to the next process."""

    def __init__(self, seed: int) -> None:
        self.ledger = Ledger()
        self._random = random.Random(seed)
        self._numbers = count(1)
        senders: list[Callable[[], Sender]] = (
            [lambda: Poster(self)] * 3 + [lambda: Batcher(self)] + [lambda: Mailer(self)] * 2
        )
        senders += [lambda: Caller(self)]
        self._senders = [make() for make in senders]
        self._agents = [Agent(self, account) for account in AGENTS]
        self.url, self.smtp_port = "", 0
        self.session: aiohttp.ClientSession

    async def run(self, url: str, smtp_port: int, until: asyncio.Event, quiet: bool = False) -> None:
        """Until told to stop, or the server is gone. `quiet` leaves it to the agents and one sender."""
        self.url, self.smtp_port = url, smtp_port
        async with (
            aiohttp.ClientSession(
                url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=aiohttp.ClientTimeout(20)
            ) as self.session,
            asyncio.TaskGroup() as group,
        ):
            for each in (*(self._senders[:1] if quiet else self._senders), *self._agents):
                group.create_task(self._keep_at_it(each, until))

    async def _keep_at_it(self, sender: "Sender | Agent", until: asyncio.Event) -> None:
        while not until.is_set():
            try:
                await sender.once()
            except GONE:
                return

    def number(self) -> int:
        return next(self._numbers)

    @property
    def luck(self) -> random.Random:
        return self._random

    def body(self) -> dict[str, object]:
        """A contact of its own; some lie days back, so that their promises fire."""
        number = self.number()
        made: dict[str, object] = {
            "channel": self.luck.choice(("webform", "phone", "mention", "desk")),
            "sourceId": f"load-{number}",
            "text": f"{self.luck.choice(TEXTS)} Nummer {number}.",
            "receivedAt": self._moment().isoformat(),
            "sender": {
                "name": "Anna",
                **({"email": f"anna{number % 40}@example.org"} if number % 3 == 0 else {"phone": f"06{number:08d}"}),
            },
        }
        if made["channel"] == "phone":
            made["callback"] = {}
        return made

    def _moment(self) -> datetime:
        back = timedelta(hours=self.luck.uniform(0, 120)) if self.luck.random() < 0.4 else timedelta(seconds=1)
        return datetime.fromtimestamp(time.time(), UTC) - back  # noqa: TID251  # the client's own clock


class Sender:
    """One thing at a time; it stays the same until it is acknowledged."""

    def __init__(self, load: Load) -> None:
        self.load, self.waits = load, None

    async def once(self) -> None:
        if self.waits is None:
            self.waits = self.make()
        if await self.send(self.waits):
            self.waits = None

    def make(self) -> object: ...

    async def send(self, thing: object) -> bool: ...


class Poster(Sender):
    def make(self) -> dict[str, object]:
        return self.load.body()

    async def send(self, body: dict[str, object]) -> bool:
        async with self.load.session.post("/api/v1/contacts", json=body) as response:
            answer = await response.json(content_type=None)
        assert response.status == 202, answer
        self.load.ledger.contacts[answer["id"]] = body["sourceId"]
        return True


class Batcher(Sender):
    def make(self) -> list[dict[str, object]]:
        return [self.load.body() for _ in range(12)]

    async def send(self, bodies: list[dict[str, object]]) -> bool:
        lines = b"\n".join(msgspec.json.encode(each) for each in bodies)
        async with self.load.session.post(
            "/api/v1/contacts/batch", data=lines, headers={"Content-Type": "application/x-ndjson"}
        ) as response:
            answers = [msgspec.json.decode(line) for line in (await response.read()).splitlines()]
        assert response.status == 202, answers
        assert [each["sourceId"] for each in answers] == [each["sourceId"] for each in bodies]
        self.load.ledger.contacts.update({each["id"]: each["sourceId"] for each in answers})
        return True


class Mailer(Sender):
    def make(self) -> EmailMessage:
        number, mail = self.load.number(), EmailMessage()
        mail["From"], mail["To"] = f"Bram <bram{number % 50}@example.org>", "info@klaverdam.example"
        mail["Subject"], mail["Message-ID"] = f"Vraag {number}", f"<load-{number}@example.org>"
        mail.set_content(f"{self.load.luck.choice(TEXTS)} Mail {number}.")
        return mail

    async def send(self, mail: EmailMessage) -> bool:
        await aiosmtplib.send(mail, hostname="127.0.0.1", port=self.load.smtp_port, start_tls=False, timeout=20)
        self.load.ledger.mails.add(mail["Message-ID"])
        return True


class Caller(Sender):
    """A call's events, out of order and some twice."""

    def make(self) -> list[dict[str, object]]:
        number, start = self.load.number(), self.load._moment()
        script = [
            ("queued", 0),
            (self.load.luck.choice(("answered", "abandoned", "timed-out")), self.load.luck.uniform(1, 60)),
            ("ended", 200),
        ]
        events = [
            {
                "event": event,
                "callId": f"call-{number}",
                "queue": "kcc",
                "caller": f"06{number:08d}",
                "at": (start + timedelta(seconds=after)).isoformat(),
            }
            for event, after in script
        ]
        events.append(self.load.luck.choice(events))
        self.load.luck.shuffle(events)
        return events

    async def send(self, events: list[dict[str, object]]) -> bool:
        raw, event = msgspec.json.encode(events[0]), events[0]
        async with self.load.session.post(
            "/api/v1/telephony/events", data=raw, headers={"X-Balie-Signature": signature(raw)}
        ) as response:
            assert response.status == 202, await response.text()
        self.load.ledger.calls.add((event["callId"], event["event"], event["at"]))
        events.pop(0)
        return not events


def signature(raw: bytes, moment: int | None = None, secret: str = SECRET) -> str:
    at = str(int(time.time()) if moment is None else moment)  # noqa: TID251  # the neighbour's own clock
    return f"t={at},v1={hmac.new(secret.encode(), at.encode() + b'.' + raw, 'sha256').hexdigest()}"


class Agent:
    """Takes a case and does something with it; notes a word on cases of others now and then."""

    def __init__(self, load: Load, account: str) -> None:
        self.load, self.account = load, account
        self._waiting: list[str] = []
        self._mine: list[str] = []

    async def once(self) -> None:
        """Lists are asked for now and then: most of a short life should go to acts."""
        luck = self.load.luck
        if not self._waiting:
            self._mine = [case["reference"] for case in await self._cases("active") if case["assignee"] == self.account]
            self._waiting = [case["reference"] for case in await self._cases("queued")]
            luck.shuffle(self._waiting)
        if not self._waiting:
            return
        if luck.random() < 0.3:
            await self._say(luck.choice(self._waiting), "notes", "noted")
        elif self._mine and (len(self._mine) > 3 or luck.random() < 0.5):
            await self._finish(self._mine.pop(luck.randrange(len(self._mine))))
        else:
            case = self._waiting.pop()
            if await self._act(case, "claims", "claimed", {}):
                self._mine.append(case)

    async def _finish(self, case: str) -> None:
        match self.load.luck.randrange(6):
            case 0:
                await self._act(case, "releases", "released", {"reason": "load"})
            case 1:
                await self._act(
                    case, "callback-attempts", "called-back", {"outcome": self.load.luck.choice(("reached", "busy"))}
                )
            case 2:
                team = self.load.luck.choice(("permits", "taxes", "public-space", "waste-partner"))
                await self._act(case, "transfers", "transferred", {"team": team, "note": "load"})
            case 3:
                await self._say(case, "replies", "replied")
            case _:
                await self._act(
                    case, "closure", "closed", {"result": self.load.luck.choice(("answered", "unreachable", "done"))}
                )

    async def _say(self, case: str, call: str, kind: str) -> None:
        words = f"words {self.load.number()}"
        self.load.ledger.said[words] = False
        if await self._act(case, call, kind, {"text": words}):
            self.load.ledger.said[words] = True

    async def _act(self, case: str, call: str, kind: str, body: dict[str, object]) -> bool:
        ledger, act = self.load.ledger, (case, kind, self.account)
        ledger.unknown[act] += 1
        async with self.load.session.post(
            f"/api/v1/cases/{case}/{call}", json=body, headers={"X-Balie-Agent": self.account}
        ) as response:
            answer = await response.json(content_type=None)
        if response.status == 503:  # the register is away: as unknown as a kill leaves it
            await asyncio.sleep(0.05)
            return False
        ledger.unknown[act] -= 1
        assert response.status in (200, 409), (call, response.status, answer)
        if response.status == 409:
            ledger.refusals[call] += 1
            return False
        ledger.acts[act] += 1
        return True

    async def _cases(self, status: str) -> list[dict[str, object]]:
        async with self.load.session.get("/api/v1/cases", params={"status": status, "pageSize": "40"}) as response:
            if response.status == 503:
                await asyncio.sleep(0.05)
                return []
            assert response.status == 200, await response.text()
            return (await response.json())["items"]
