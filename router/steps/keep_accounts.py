"""Keep accounts: give somebody a log-in, change a password, close and open, and the second step."""

from collections.abc import Callable

from router.domain.account import Account, first_of
from router.domain.change import Change, History
from router.domain.errors import BadRow, NotFound, Refused, Stale
from router.domain.standing import Standing, standings
from router.domain.totp import step_of
from router.steps.sessions import Sessions
from router.steps.sign_in import SignIn, Wrong

TRIES = 3


class AccountKeeper:
    """Each of these is one change with its line of history. `wrong_with` says what a password lacks."""

    def __init__(
        self,
        sign_in: SignIn,
        sessions: Sessions,
        wrong_with: Callable[[str, str], str | None],
        one_time: Callable[[], str],
    ) -> None:
        self._sign_in, self._sessions = sign_in, sessions
        self._store, self._clock, self._passwords = sign_in.store, sign_in.clock, sign_in.passwords
        self._wrong_with, self._one_time = wrong_with, one_time

    async def all(self) -> list[Standing]:
        demo = await self._sign_in.demo() is not None
        return standings(self._sign_in.agents(), await self._store.accounts(), self._clock.now(), demo=demo)

    async def make(self, name: str, by: str, password: str | None = None) -> str:
        """A log-in for somebody of agents.yaml; the password, which must be changed at once when it is of our making."""
        self._known(name)
        if (row := await self._store.account(name)) is not None and row.hash is not None:
            raise Refused("This account has a log-in already. Give it a new password instead.")
        return await self._set(name, by, "account-made", password)

    async def reset(self, name: str, by: str, password: str | None = None) -> str:
        """Another password for who has one, and the end of every session."""
        if (row := await self._store.account(name)) is None or row.hash is None:
            raise NotFound("This account has no log-in yet. Give it a password first.")
        chosen = await self._set(name, by, "password-reset", password)
        await self._sessions.end_all(name, by)
        return chosen

    async def choose(self, name: str, old: str, new: str, address: str, session: str) -> None:
        """One's own new password, which ends every other session. Raises Wrong, Paused, Refused."""
        await self._sign_in.password(name, old, address)
        if old == new:
            raise Refused("The new password is the same as the old one. Choose another.")
        hash = await self._hashed(name, new)
        await self._change(
            name, name, "password-changed", lambda row: {"hash": hash, "must_change": False, **_nothing_counts()}
        )
        await self._sessions.end_all(name, name, but=session)

    async def shut(self, name: str, by: str) -> None:
        """No way in until it is opened again; every session ends."""
        if name == by:
            raise Refused("You cannot close your own account. Ask another administrator.")
        now = self._clock.now()
        await self._change(name, by, "account-shut", lambda row: {"shut_at": row.shut_at or now})
        await self._sessions.end_all(name, by)

    async def open(self, name: str, by: str) -> None:
        """In again, and no pause any more."""
        await self._change(name, by, "account-opened", lambda row: {"shut_at": None, **_nothing_counts()})

    async def set_second_step(self, name: str, secret: str, code: str) -> None:
        """From now on a code is asked for. Raises Wrong when this is none of the secret's."""
        step = step_of(secret, code, 0, self._clock.now())
        if step is None:
            raise Wrong("That code is not right. Type the six digits that your phone shows now.")
        await self._change(name, name, "second-step-set", lambda row: {"totp": secret, "totp_step": step})

    async def drop_second_step(self, name: str, by: str) -> None:
        await self._change(name, by, "second-step-dropped", lambda row: {"totp": None, "totp_step": 0})

    async def _set(self, name: str, by: str, what: str, password: str | None) -> str:
        chosen = password if password is not None else self._one_time()
        hash = await self._hashed(name, chosen)
        fields = {"hash": hash, "must_change": password is None, **_nothing_counts()}
        await self._change(name, by, what, lambda row: fields)
        return chosen

    async def _hashed(self, name: str, password: str) -> str:
        if (wrong := self._wrong_with(password, name)) is not None:
            raise Refused(wrong)
        return await self._passwords.hash(password)

    async def _change(self, name: str, by: str, what: str, fields: Callable[[Account], dict[str, object]]) -> None:
        """On the row as it is now, made when there is none."""
        for _ in range(TRIES):
            now, row = self._clock.now(), await self._store.account(name)
            if row is None:
                self._known(name)
            first = first_of(name, now)
            after = row.changed(now, **fields(row)) if row else first.with_(**fields(first))
            line = History(subject=name, type=what, at=now, by=by)
            try:
                await self._store.apply([Change(accounts=((row, after),), history=(line,))])
            except (Stale, BadRow):  # another process was first
                continue
            return
        raise Refused("This account is being changed at this moment. Try again.")

    def _known(self, name: str) -> None:
        if name not in self._sign_in.agents():
            raise NotFound(
                "This account is not in agents.yaml. Add it there with a role and teams, load the files, then try again."
            )


def _nothing_counts() -> dict[str, object]:
    return {"failed": 0, "paused_until": None}
