"""Writing: what waits in the outbox composed into what goes over the wire."""

from collections.abc import Callable
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from router.channels.outgoing import Letter, Message, Posting
from router.domain.case import CaseFile
from router.domain.change import Outgoing
from router.domain.contact import Party, Text
from router.domain.municipality import Municipality
from router.domain.product import in_language
from router.roles.quoting import with_quote
from router.rules.rulebook import Rulebook
from router.steps import call_back
from router.steps.undelivered import BOUNCED
from router.steps.ways import MAIL
from router.store.base import Store

BY_ITSELF = ("acknowledgement", call_back.LETTER, BOUNCED)  #: to citizens, and nobody wrote it


class Composer(Protocol):
    """Writes the texts that go out by themselves."""

    def acknowledgement(self, file: CaseFile, party: Party, municipality: Municipality) -> tuple[str, str]: ...

    def bounced(self, file: CaseFile, municipality: Municipality) -> str: ...

    def short_acknowledgement(self, file: CaseFile, municipality: Municipality) -> str: ...

    def missed_callback(
        self, file: CaseFile, party: Party, asks: str, attempts: int, municipality: Municipality
    ) -> tuple[str, str]: ...

    def forward(self, file: CaseFile, text: Text, municipality: Municipality) -> tuple[str, str]: ...

    def notice(self, file: CaseFile, why: str, to: str, municipality: Municipality) -> tuple[str, str]: ...


def as_message(letter: Letter, reference: str) -> Message:
    """For a channel that carries mail in place of the relay: without a Message-ID of ours the subject names the case."""
    subject = letter.subject if reference in letter.subject else f"{letter.subject} ({reference})"
    return Message(id=letter.id, to=letter.to, text=letter.text, subject=subject, automatic=letter.automatic)


class Writing:
    """Reads what a message needs, and writes it in words."""

    def __init__(self, store: Store, book: Callable[[], Rulebook], composer: Composer) -> None:
        self._store, self._book, self._composer = store, book, composer

    async def letter(self, outgoing: Outgoing, file: CaseFile) -> Letter | None:
        """A mail; None when there is nowhere to send it."""
        town = self._book().municipality
        party = await self._store.party(outgoing.recipient) if outgoing.recipient else None
        to = outgoing.address or (party.email if party else None)
        if not to:
            return None
        subject, text = await self._words(outgoing, file, party)
        if outgoing.purpose == "reply" and outgoing.recipient:
            said = await self._store.last_said(outgoing.case, MAIL, outgoing.recipient)
            text = with_quote(text, *said, file.case.language, ZoneInfo(town.organisation.zone)) if said else text
        ours = outgoing.purpose == "notice"  # the thread with the citizen is not theirs
        earlier = () if ours else await self._store.last_message_ids(outgoing.case)
        team = town.teams[file.case.team]
        return Letter(
            id=outgoing.id,
            to=to,
            to_name=party.name if party else None,
            from_address=town.organisation.email,
            from_name=f"{town.organisation.name}, {in_language(team.label, file.case.language)}",
            subject=subject,
            text=text,
            in_reply_to=earlier[0] if earlier else None,
            references=tuple(reversed(earlier)),
            automatic=ours or outgoing.purpose in BY_ITSELF,
        )

    async def message(self, outgoing: Outgoing, file: CaseFile) -> Message | None:
        """Over any other channel, as an answer to what they said there last; None when they cannot be reached there."""
        party = await self._store.party(outgoing.recipient) if outgoing.recipient else None
        if party is None:
            return None
        said = await self._store.last_said(outgoing.case, outgoing.channel, party.id)
        to = (party.handle or party.phone) if said else party.phone
        if not to:
            return None
        return Message(
            id=outgoing.id,
            to=to,
            text=await self._short(outgoing, file, party),
            language=file.case.language,
            answers=said[0].source_id if said else None,
            wire=said[1].wire if said else {},
            automatic=outgoing.purpose in BY_ITSELF,
        )

    async def _short(self, outgoing: Outgoing, file: CaseFile, party: Party) -> str:
        """For a channel of short messages."""
        town = self._book().municipality
        if outgoing.purpose == "acknowledgement":
            return self._composer.short_acknowledgement(file, town)
        if outgoing.purpose == BOUNCED:
            return self._composer.bounced(file, town)
        return (await self._words(outgoing, file, party))[1]

    def posting(self, outgoing: Outgoing) -> Posting | None:
        """The event composed; None when organisation.yaml no longer knows the webhook."""
        url = self._book().municipality.organisation.webhooks.get(outgoing.address or "")
        if url is None:
            return None
        body = msgspec.json.encode({"id": outgoing.id, "case": outgoing.case, **outgoing.data})
        return Posting(id=outgoing.id, url=url, body=body)

    async def _words(self, outgoing: Outgoing, file: CaseFile, party: Party | None) -> tuple[str, str]:
        """Subject and text."""
        town = self._book().municipality
        if outgoing.purpose == "acknowledgement" and party is not None:
            return self._composer.acknowledgement(file, party, town)
        if outgoing.purpose == call_back.LETTER and party is not None:
            asks, attempts = str(outgoing.data.get("asks", "")), int(str(outgoing.data.get("attempts", 1)))
            return self._composer.missed_callback(file, party, asks, attempts, town)
        if outgoing.purpose == "notice":
            return self._composer.notice(file, self._why(outgoing), str(outgoing.data.get("to", "")), town)
        text = await self._store.words(outgoing.contact or file.case.contact) or Text(id="")
        if outgoing.purpose == "forward":
            return self._composer.forward(file, text, town)
        return text.subject or file.case.reference, text.body

    def _why(self, outgoing: Outgoing) -> str:
        """The words of the rule that sent a notice, as it is now."""
        name = outgoing.data.get("rule")
        return next((rule.why for rule in self._book().rules["escalation"] if rule.id == name), "") or str(name or "")
