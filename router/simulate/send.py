"""Sending over the real protocols: the public form, SMTP, signed events of a switch and of Mastodon, the
API."""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import aiosmtplib

from router.simulate.bodies import Body, body, stamp
from router.simulate.calls import Step
from router.simulate.day import Arrival
from router.simulate.mail import envelope_sender, message
from router.simulate.mention import notification
from router.simulate.target import NotTaken, Target

TRIES, LONGEST_PAUSE = 4, 5.0  #: how often a busy service is asked again, and the most seconds to wait for it
Sleep = Callable[[float], Awaitable[None]]


def signed(secret: str, raw: bytes, at: datetime) -> str:
    """The value of X-Balie-Signature for this body (CONTRACT.md, Who asks)."""
    moment = str(int(at.timestamp()))
    made = hmac.new(secret.encode(), f"{moment}.".encode() + raw, hashlib.sha256)
    return f"t={moment},v1={made.hexdigest()}"


def call_event(arrival: Arrival, step: Step, at: datetime) -> Body:
    """One event of a call, as the switch tells it."""
    call = arrival.call
    assert call is not None
    made: Body = {
        "event": step.event,
        "callId": arrival.turn.key,
        "queue": call.queue,
        "at": stamp(at),
        "caller": arrival.turn.person.phone,
    }
    if call.agent and step.event != "queued":
        made["agent"] = call.agent
    return made


def form_fields(arrival: Arrival) -> dict[str, str]:
    """The fields of the public form, as a browser would fill them in. `website` is the trap for robots."""
    person, text = arrival.turn.person, arrival.turn.text
    fields = {
        "subject": text.subject,
        "text": text.body,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "website": "",
    }
    if text.place:
        fields["place"] = text.place
    return fields | {"needs_assistance": "on"} if arrival.needs_assistance else fields


class Sender:
    """Sends arrivals to one target over one HTTP session. Every method raises NotTaken when the service said
    no."""

    def __init__(self, target: Target, session: aiohttp.ClientSession, sleep: Sleep) -> None:
        self._target, self._session, self._sleep = target, session, sleep

    async def send(self, arrival: Arrival, now: datetime) -> None:
        """A whole contact, by the protocol of its channel. Calls go event by event, through `ring`."""
        match arrival.channel:
            case "email":
                await self._mail(arrival, now)
            case "webform":
                await self._form(arrival, now)
            case "mention":
                await self._post_signed("/api/v1/channels/mastodon/events", notification(arrival, now), now)
            case _:
                await self._api(body(arrival, now))

    async def ring(self, arrival: Arrival, step: Step, at: datetime, now: datetime) -> None:
        """One telephony event that happened `at`."""
        await self._post_signed("/api/v1/telephony/events", call_event(arrival, step, at), now)

    async def _mail(self, arrival: Arrival, now: datetime) -> None:
        mail = message(arrival, now, self._target.mailbox)
        try:
            await aiosmtplib.send(
                mail,
                sender=envelope_sender(arrival),
                recipients=[self._target.mailbox],
                hostname=self._target.smtp_host,
                port=self._target.smtp_port,
                start_tls=False,
            )
        except aiosmtplib.SMTPResponseException as error:
            raise NotTaken(f"smtp {error.code}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotTaken("smtp not reached") from error

    async def _form(self, arrival: Arrival, now: datetime) -> None:
        """The public form; where this municipality has none for the product, the API without naming the
        product."""
        fields, product = form_fields(arrival), quote(arrival.turn.text.product)

        def multipart() -> aiohttp.FormData:
            return aiohttp.FormData(fields, default_to_multipart=True)

        if await self._post(f"/form/{product}", multipart, {}) == 404:
            contact = body(arrival, now)
            del contact["product"]
            await self._api(contact)

    async def _api(self, contact: Body) -> None:
        headers = {"Authorization": f"Bearer {self._target.token}", "Content-Type": "application/json"}
        raw = json.dumps(contact).encode()
        _found(await self._post("/api/v1/contacts", lambda: raw, headers))

    async def _post_signed(self, path: str, event: Body, now: datetime) -> None:
        raw = json.dumps(event).encode()
        headers = {"X-Balie-Signature": signed(self._target.secret, raw, now), "Content-Type": "application/json"}
        _found(await self._post(path, lambda: raw, headers))

    async def _post(self, path: str, data: Callable[[], Any], headers: dict[str, str]) -> int:
        """The status of an answer that is no refusal, or 404; a busy service is asked again after the pause
        it names."""
        for _ in range(TRIES):
            status, pause = await self._once(path, data(), headers)
            if status != 429:
                break
            await self._sleep(pause)
        if status >= 400 and status != 404:
            raise NotTaken(f"http {status}")
        return status

    async def _once(self, path: str, data: Any, headers: dict[str, str]) -> tuple[int, float]:
        url = self._target.url.rstrip("/") + path
        try:
            async with self._session.post(url, data=data, headers=headers, allow_redirects=False) as answer:
                await answer.read()
                return answer.status, _pause(answer.headers.get("Retry-After", "1"))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NotTaken("http not reached") from error


def _found(status: int) -> None:
    if status == 404:
        raise NotTaken("http 404")


def _pause(retry_after: str) -> float:
    """Seconds to wait. A date, or anything else that is no number, waits one second."""
    return min(LONGEST_PAUSE, float(retry_after)) if retry_after.isdigit() else 1.0
