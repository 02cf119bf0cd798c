"""Sessions: who a cookie belongs to, where somebody is logged in, and the end of it."""

from collections.abc import Sequence
from datetime import timedelta

from router.domain.account import Account, Session
from router.domain.change import Change, History
from router.domain.errors import Stale, StoreDown
from router.domain.record import Record
from router.steps.sign_in import SignIn, digest

SEEN_EVERY = timedelta(minutes=5)  #: a session says no more exactly when it was used


class SignedIn(Record):
    """Whose session this is, and how."""

    session: Session
    account: Account | None  #: None for one of the demo that was never refused

    @property
    def must_change(self) -> bool:
        return self.account is not None and self.account.must_change


class Sessions:
    """What `SignIn.enter` begins."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in, self._store, self._clock = sign_in, sign_in.store, sign_in.clock

    async def of_token(self, token: str) -> SignedIn | None:
        """None when it is none of ours, was ended, is too old, or when its account is closed. Raises StoreDown."""
        now, found = self._clock.now(), await self._store.session(digest(token))
        if found is None or not found[0].holds(now):
            return None
        session, account = found
        if account is not None and account.shut_at is not None:
            return None
        if (account is None or account.hash is None) and await self._sign_in.demo() is None:
            return None
        if now - session.seen_at >= SEEN_EVERY:
            session = await self._seen(session)
        return SignedIn(session=session, account=account)

    async def of(self, account: str) -> Sequence[Session]:
        """Those that hold, the newest first."""
        now = self._clock.now()
        return [each for each in await self._store.sessions_of(account) if each.holds(now)]

    async def end(self, account: str, id: str, by: str) -> bool:
        """False when there is no such session of this account."""
        return await self._end(account, [each for each in await self._store.sessions_of(account) if each.id == id], by)

    async def end_all(self, account: str, by: str, but: str | None = None) -> bool:
        """Everywhere, or everywhere else."""
        return await self._end(account, [each for each in await self._store.sessions_of(account) if each.id != but], by)

    async def _end(self, account: str, sessions: Sequence[Session], by: str) -> bool:
        now, ended = self._clock.now(), 0
        for each in sessions:
            line = History(subject=account, type="signed-out", at=now, by=by, data={"browser": each.browser})
            try:
                await self._store.apply([Change(sessions=((each, each.with_(ended_at=now)),), history=(line,))])
            except Stale:  # ended or seen meanwhile by another; ended is all we want
                continue
            ended += 1
        return ended > 0

    async def _seen(self, session: Session) -> Session:
        seen = session.with_(seen_at=self._clock.now())
        try:
            await self._store.apply([Change(sessions=((session, seen),))])
        except (Stale, StoreDown):  # news of this minute: not worth refusing anybody a page
            return session
        return seen
