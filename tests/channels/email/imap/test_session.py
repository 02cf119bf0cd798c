"""What IDLE tells in one packet with its beginning is heard, though the socket has nothing more to say."""

import socket
import ssl
from contextlib import closing
from types import SimpleNamespace

import pytest

from router.channels.email.imap.session import Session, _lies_here


class Server:
    """The two ends of a line; the client reads through a buffer, as imaplib does."""

    def __init__(self, said: bytes) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.settimeout(30)
        self._said, self._file = said, self._ours.makefile("rb")
        self._imap = SimpleNamespace(file=self._file)
        self.done = False

    def close(self) -> None:
        for each in (self._file, self._ours, self._theirs):
            each.close()

    def socket(self) -> socket.socket:
        return self._ours

    def noop(self):
        return b"OK", []

    def search(self, _):
        return []

    def idle(self) -> None:
        self._theirs.sendall(b"+ idling\r\n" + self._said)
        assert self._imap.file.readline() == b"+ idling\r\n"

    def idle_done(self) -> None:
        self.done = True


@pytest.fixture
def waker():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield SimpleNamespace(pull=lambda: theirs.sendall(b"x"), wire=ours)


def session_with(server: Server) -> Session:
    session = Session.__new__(Session)
    session._client, session._idles = server, True
    return session


@pytest.mark.timeout(20)
def test_a_word_in_the_same_packet_ends_the_wait(waker):
    with closing(Server(b"* 1 EXISTS\r\n")) as server:
        session_with(server).wait(3600, waker.wire, after=0, idle=True)
        assert server.done and server.socket().gettimeout() == 30
        assert server._imap.file.readline() == b"* 1 EXISTS\r\n"  # it was looked at, and nothing was taken


@pytest.mark.timeout(20)
def test_without_one_it_waits_for_the_waker(waker):
    waker.pull()
    with closing(Server(b"")) as server:
        session_with(server).wait(3600, waker.wire, after=0, idle=True)
        assert server.done


def test_an_encrypted_line_with_nothing_to_say():
    def silent(_):
        raise ssl.SSLWantReadError

    with closing(Server(b"")) as server:
        server._imap = SimpleNamespace(file=SimpleNamespace(peek=silent))
        assert not _lies_here(server) and server.socket().gettimeout() == 30
