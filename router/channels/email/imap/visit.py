"""One visit to a mailbox, from logging in to hanging up: read, make durable, put away, wait for more."""

from collections.abc import Sequence
from functools import partial

import structlog

from router.channels.base import Room
from router.channels.email.imap.comparing import Comparing
from router.channels.email.imap.fetch import BATCH, Fetcher, Lessons
from router.channels.email.imap.line import Line
from router.channels.email.imap.mail import Mail, contact_of
from router.channels.email.imap.mark import Mark
from router.channels.email.imap.session import Session
from router.channels.email.imap.trouble import IdleRefused, Trouble
from router.channels.email.intake import Intake
from router.channels.email.setting import MailboxEntry
from router.domain.contact import Inbound

log = structlog.get_logger(__name__)


class Visit:
    """A visit ends by raising: what the connection raised, or what our own side did."""

    def __init__(self, entry: MailboxEntry, room: Room, intake: Intake, lessons: Lessons, comparing: Comparing) -> None:
        self.entry, self.room, self.intake = entry, room, intake
        self.lessons, self.comparing = lessons, comparing
        self.well = False  #: everything that lay there was read, and it was quiet for a while

    async def stay(self) -> None:
        """For as long as it goes well."""
        line = Line(self.entry)
        try:
            session = await line.open(self._password())
            log.info("mailbox.open", mailbox=self.entry.name, idle=session.idles)
            while True:
                mark = await self._read_all(line, session)
                if not await self.comparing.now_and_then(line, session):
                    await line.wait(session, self.entry.poll, after=mark.last, idle=self.lessons.idle_helps)
                    self.well = True
        except IdleRefused:
            self.lessons.idle_refused += 1
            raise
        finally:
            await line.close()

    def _password(self) -> str:
        try:
            return self.room.secret(self.entry.password)
        except Exception as error:  # it says which variable, and never a value
            log.error("mailbox.no_password", mailbox=self.entry.name, reason=str(error))
            raise Trouble("no-password") from None

    async def _read_all(self, line: Line, session: Session) -> Mark:
        """The watermark is written when what lies below it is durable, and moved if it can be."""
        validity = await line.call(session.begin)
        mark = await self._mark(validity)
        fetcher = Fetcher(line, session, self.entry, self.lessons)
        while uids := (await line.call(partial(session.waiting, mark.last)))[:BATCH]:
            for group in await fetcher.batches(uids):
                await self._take(await fetcher.mails(group, self.room.now()), line, session)
                mark = Mark(validity, max(group))
                await self.room.logbook.heard(self.entry.name, str(mark), spoke=True)
            mark = Mark(validity, uids[-1])
        await self.room.logbook.heard(self.entry.name, str(mark))
        return mark

    async def _mark(self, validity: int) -> Mark:
        known = Mark.read((await self.room.logbook.source(self.entry.name)).cursor)
        if known.validity and known.validity != validity:
            log.warning("mailbox.renumbered", mailbox=self.entry.name)
            self.lessons.broke.clear()
        return known.within(validity)

    async def _take(self, mails: Sequence[Mail], line: Line, session: Session) -> None:
        contacts = [await self._contact(mail) for mail in mails]
        if not contacts:
            return
        await self.intake.take(contacts)
        log.info("mailbox.accepted", mailbox=self.entry.name, mails=len(mails), bytes=sum(each.size for each in mails))
        pairs = list(zip(mails, contacts, strict=True))
        for folder, uids in (
            (self.entry.done, [mail.uid for mail, contact in pairs if not contact.unreadable]),
            (self.entry.quarantine, [mail.uid for mail, contact in pairs if contact.unreadable]),
        ):
            await self._put_away(uids, folder, line, session)

    async def _contact(self, mail: Mail) -> Inbound:
        language = self.room.municipality().organisation.languages[0]
        return await self.intake.read(mail.raw, partial(contact_of, mail, self.entry, language))

    async def _put_away(self, uids: Sequence[int], folder: str, line: Line, session: Session) -> None:
        """They are durable: a mailbox that lets nothing be moved is told of, and read on."""
        if not uids:
            return
        try:
            await line.call(partial(session.put_away, uids, folder))
        except Trouble as trouble:
            if trouble.code != "not-moved":
                raise
            await self.comparing.not_moved()
