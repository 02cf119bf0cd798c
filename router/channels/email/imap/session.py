"""What we ask of an IMAP server. Every call blocks: it runs on the mailbox's own thread, never on the loop."""

import logging
import select
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from imaplib import IMAP4
from typing import Any, NamedTuple

from imapclient import IMAPClient, SocketTimeout

from router.channels.email.imap.trouble import IdleRefused, Trouble
from router.channels.email.setting import MailboxEntry

CONNECT, ANSWER = 20.0, 30.0  #: seconds of silence that end a connection
BEGINNING = 256 * 1024  #: bytes read of a mail that is too large
HEADERS = 500  #: mails asked for their id at once

logging.getLogger("imapclient").setLevel(logging.CRITICAL)  # it logs what was said; we log what we need ourselves


class Seen(NamedTuple):
    """What is known of a mail before it is read."""

    size: int  #: bytes
    arrived: datetime | None  #: at the mail server; aware


class Session:
    """One connection to one mailbox, logged in. Raises OSError and IMAP4.error; what they mean says trouble_of."""

    def __init__(self, entry: MailboxEntry, password: str) -> None:
        self.entry = entry
        self._client = _connected(entry)
        try:
            _log_in(self._client, entry.user, password)
            self._idles, self._moves, self._uidplus = (
                bool(self._client.has_capability(name)) for name in ("IDLE", "MOVE", "UIDPLUS")
            )
        except BaseException:
            _hung_up(self._client)
            raise

    @property
    def idles(self) -> bool:
        """The server tells us of new mail by itself."""
        return self._idles

    def begin(self, *, looking: bool = False) -> int:
        """Select the folder anew, so that what happened to it shows. Returns its UIDVALIDITY."""
        return self._select(self.entry.folder, looking)

    def waiting(self, after: int) -> list[int]:
        """UIDs above that watermark, ascending; without those that somebody is throwing away."""
        found = self._client.search(["UID", f"{after + 1}:*", "UNDELETED"])
        return sorted(uid for uid in found if uid > after)  # n:* always names the last mail, also below n

    def seen(self, uids: Sequence[int]) -> dict[int, Seen]:
        """Mails that are gone meanwhile are left out."""
        told = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        return {uid: Seen(told[uid][b"RFC822.SIZE"], told[uid].get(b"INTERNALDATE")) for uid in uids if uid in told}

    def whole(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Without a mark that they were read."""
        return self._fetched(uids, "BODY.PEEK[]", b"BODY[]")

    def beginning(self, uid: int) -> bytes | None:
        """The headers and the first part, as far as they go."""
        return self._fetched([uid], f"BODY.PEEK[]<0.{BEGINNING}>", b"BODY[]<0>").get(uid)

    def headers(self, uid: int) -> bytes | None:
        return self._fetched([uid], "BODY.PEEK[HEADER]", b"BODY[HEADER]").get(uid)

    def put_away(self, uids: Sequence[int], folder: str) -> None:
        """From the selected folder to that one, which is made when it is missing. Raises Trouble("not-moved")."""
        try:
            self._made(folder)
            if self._moves:
                self._client.move(uids, folder)
            else:
                self._copied_away(uids, folder)
        except IMAP4.abort:
            raise
        except IMAP4.error:
            raise Trouble("not-moved") from None

    def wait(self, seconds: float, waker: socket.socket, *, after: int, idle: bool) -> None:
        """Until there may be a mail above `after`, `waker` can be read, or the time is over. Raises IdleRefused."""
        if self.waiting(after):
            return
        _, told = self._client.noop()  # it may tell now what IDLE will not tell again
        if any(b"EXISTS" in each for each in told if isinstance(each, tuple)):
            return
        if not idle or not self._idles:
            _readable([waker], seconds)
            return
        try:
            self._client.idle()
        except IMAP4.abort:
            raise
        except IMAP4.error:
            raise IdleRefused("unreachable") from None
        if not _lies_here(self._client):
            _readable([self._client.socket(), waker], seconds)
        self._client.idle_done()

    def ids(self, folder: str, since: date) -> dict[int, bytes]:
        """The Message-ID headers of what came since that day; b"" of a mail without one. Marks nothing."""
        if not self._client.folder_exists(folder):
            return {}
        self._select(folder, True)
        uids = self._client.search(["SINCE", since, "UNDELETED"])
        part, key = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]", b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), HEADERS):
            found.update(self._fetched(uids[start : start + HEADERS], part, key))
        return found

    def count(self, folder: str) -> int | None:
        """How many mails lie there; None when there is no such folder."""
        if not self._client.folder_exists(folder):
            return None
        return int(self._client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"])

    def end(self) -> None:
        """A good-bye, if the server still hears it."""
        try:
            self._client.logout()
        except (OSError, IMAP4.error):
            _hung_up(self._client)

    def cut(self) -> None:
        """From any thread: whatever waits for the server raises at once."""
        with suppress(OSError):
            socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)  # an SSL socket's own changes it meanwhile

    def _select(self, folder: str, readonly: bool) -> int:
        try:
            return int(self._client.select_folder(folder, readonly=readonly)[b"UIDVALIDITY"])
        except IMAP4.abort:
            raise
        except (IMAP4.error, KeyError):
            raise Trouble("no-folder") from None

    def _fetched(self, uids: Sequence[int], part: str, key: bytes) -> dict[int, bytes]:
        told = self._client.fetch(uids, [part]) if uids else {}
        return {uid: told[uid][key] for uid in uids if uid in told and told[uid].get(key) is not None}

    def _made(self, folder: str) -> None:
        if not self._client.folder_exists(folder):
            self._client.create_folder(folder)

    def _copied_away(self, uids: Sequence[int], folder: str) -> None:
        """Without UIDPLUS what others marked as thrown away goes too: EXPUNGE knows no other way."""
        self._client.copy(uids, folder)
        self._client.add_flags(uids, [rb"\Deleted"], silent=True)
        if self._uidplus:
            self._client.uid_expunge(uids)
        else:
            self._client.expunge()


def _connected(entry: MailboxEntry) -> Any:
    context = ssl.create_default_context(cafile=entry.trust)
    timeout = SocketTimeout(connect=CONNECT, read=ANSWER)
    implicit = entry.tls == "implicit"
    client = IMAPClient(entry.host, entry.wire_port, ssl=implicit, ssl_context=context, timeout=timeout)
    client.normalise_times = False
    try:
        if entry.tls == "starttls":
            if not client.has_capability("STARTTLS"):
                raise Trouble("no-starttls")
            client.starttls(context)
    except BaseException:
        _hung_up(client)
        raise
    return client


def _hung_up(client: Any) -> None:
    with suppress(OSError, IMAP4.error):
        client.shutdown()


def _log_in(client: Any, user: str, password: str) -> None:
    """By PLAIN where it is offered: LOGIN knows no other characters than ASCII."""
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    elif client.has_capability("LOGINDISABLED"):
        raise Trouble("refused")
    else:
        client.login(user, password)


def _lies_here(client: IMAPClient) -> bool:
    """Whether the server's word came in one packet with its answer before: then no socket will tell of it."""
    wire, file = client.socket(), client._imap.file  # the library tells of neither
    before = wire.gettimeout()
    wire.settimeout(0)
    try:
        return bool(file.peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        wire.settimeout(before)


def _readable(wires: Sequence[socket.socket], seconds: float) -> None:
    poller = select.poll()
    for wire in wires:
        poller.register(wire, select.POLLIN)
    poller.poll(seconds * 1000)
