"""Everything that listens for mail, beside the door at BALIE_SMTP_PORT: the mailboxes, and the further doors."""

import asyncio
from collections.abc import Sequence

from router.channels.base import Room
from router.channels.email.imap.watch import watch
from router.channels.email.intake import Intake
from router.channels.email.limits import Limits
from router.channels.email.receive import Receiver
from router.channels.email.setting import DoorEntry, EmailSetting
from router.channels.email.smtp import Door


async def listen(room: Room) -> None:
    """Until cancelled. Raises OSError when a door's port is taken."""
    setting: EmailSetting = room.setting
    intake = Intake(room.accept, room.keep_original)
    limits = Limits.of(setting.smtp)
    receiver = Receiver(lambda: room.municipality().organisation.entrances, intake, room.now, lambda: limits)
    doors = [Door(receiver, lambda: limits, each.protocol) for each in setting.smtp.doors]
    try:
        await _opened(doors, setting.smtp.doors)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.Event().wait())  # also without a mailbox we stay until we are stopped
            for mailbox in setting.mailboxes:
                tasks.create_task(watch(mailbox, room, intake), name=f"mailbox-{mailbox.name}")
    finally:
        for door in doors:
            await door.close()


async def _opened(doors: Sequence[Door], entries: Sequence[DoorEntry]) -> None:
    for door, entry in zip(doors, entries, strict=True):
        await door.open(entry.host, entry.port)
