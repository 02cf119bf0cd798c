"""`balie mailboxes`, and the doctor's look at them: each mailbox of channels.yaml, from this machine. It changes nothing."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy import Connection

from router.channels.email.imap.look import Look, looked_at
from router.channels.email.imap.mark import Mark
from router.channels.email.imap.trouble import MENDS
from router.channels.email.setting import EmailSetting, MailboxEntry
from router.clock import Clock
from router.commands.finding import Finding, bad, good
from router.commands.register import register_of
from router.domain.taken import Taken
from router.rules.source import Source
from router.settings import BadSetting, Settings, secret_named
from router.store.reads import Register
from router.store.views.taken import cursor_in, known_in, opened_in

CHANNEL = "email"


class Beside:
    """The register as it is read beside a Balie that runs."""

    def __init__(self, register: Register) -> None:
        self._register = register

    async def known(self, message_ids: Collection[str], ids: Collection[str]) -> frozenset[str]:
        return await asyncio.to_thread(self._register.read, lambda reads: known_in(reads, message_ids, ids))

    async def opened(self, since: datetime) -> Sequence[Taken]:
        return await asyncio.to_thread(self._register.read, lambda reads: opened_in(reads, CHANNEL, since))

    async def mark(self, mailbox: str) -> Mark:
        def cursor(reads: Connection) -> str:
            return cursor_in(reads, f"{CHANNEL}/{mailbox}")

        return Mark.read(await asyncio.to_thread(self._register.read, cursor))


async def mailboxes(settings: Settings, clock: Clock) -> list[Look]:
    """Each one compared with the register, all at once. Raises BadSetting when there is no register."""
    register = Beside(register_of(settings))
    return list(await asyncio.gather(*(_compared(each, register, clock.now()) for each in set_in(settings))))


async def _compared(entry: MailboxEntry, register: Beside, now: datetime) -> Look:
    try:
        password = password_of(entry)
    except BadSetting:
        return Look(name=entry.name, trouble="no-password")
    return await looked_at(entry, password, register, await register.mark(entry.name), now)


async def reachable(settings: Settings, clock: Clock) -> list[Finding]:
    """The doctor's: connect, log in, the folder, IDLE."""
    return list(await asyncio.gather(*(_finding(each, clock.now()) for each in set_in(settings))))


async def _finding(entry: MailboxEntry, now: datetime) -> Finding:
    what = f"mailbox {entry.name}"
    try:
        look = await looked_at(entry, password_of(entry), None, Mark(), now)
    except BadSetting as error:
        return bad(what, str(error), MENDS["no-password"])
    if look.trouble:
        return bad(what, f"{entry.host}:{entry.wire_port}: {look.trouble}", MENDS[look.trouble])
    if entry.tls == "off" and entry.host not in ("localhost", "127.0.0.1", "::1"):
        return bad(what, "its password goes over the network as it is", "set tls: implicit or starttls")
    how = "IDLE" if look.idle else f"no IDLE, a look each {entry.poll} s"
    return good(what, f"{entry.host}:{entry.wire_port}, {look.waiting} waiting, {how}")


def set_in(settings: Settings) -> Sequence[MailboxEntry]:
    """None where channels.yaml does not fit: that is told elsewhere."""
    channels = Source.read(settings.municipality, "channels.yaml").data
    part = channels.get(CHANNEL) if isinstance(channels, dict) else None
    try:
        return EmailSetting.model_validate(part or {}).mailboxes
    except ValidationError:
        return ()


def password_of(entry: MailboxEntry) -> str:
    """Raises BadSetting."""
    return secret_named(entry.password.removeprefix("env:"), f"channels.yaml, {CHANNEL} {entry.name},")


def table(looks: Sequence[Look]) -> str:
    """A line a mailbox, and under it what to look at."""
    return "\n".join(line for look in looks for line in _lines(look)) or "channels.yaml names no mailboxes."


def _lines(look: Look) -> list[str]:
    if look.trouble:
        return [f"{look.name:<16} {look.trouble}. Mend: {MENDS[look.trouble]}"]
    how = "IDLE" if look.idle else "polled"
    counts = f"{look.waiting} waiting, {look.done or 0} done, {look.quarantine or 0} in quarantine"
    lines = [f"{look.name:<16} connected ({how}): {counts}"]
    if look.left:
        lines.append(f"  {look.left} were read and still lie among the new mail; Balie moves them within the hour")
    if look.unknown:
        mend = "move them back to the folder for new mail"
        lines.append(f"  {look.unknown} were put away and are not in the register. Mend: {mend}")
    if look.nowhere:
        lines.append(f"  {len(look.nowhere)} contacts have their mail in no folder: {', '.join(look.nowhere[:5])}")
    return lines
