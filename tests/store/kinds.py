"""A store of each kind."""

from router.store.reads import Register
from router.store.sqlite import SqliteStore
from router.testing import register

KINDS = ("sqlite", "postgres")


class Sqlite:
    """One file, and stores over it, each time anew."""

    def __init__(self, folder):
        self._folder = folder
        self.register = Register(f"sqlite:///{folder}/store.db")

    async def made(self):
        """Not opened yet; its tables are there."""
        return SqliteStore(await register(self._folder))

    async def open(self):
        store = await self.made()
        await store.open()
        return store


class Postgres(Sqlite):
    """One schema, which is empty at first, and stores over it."""

    def __init__(self, url):
        from router.testing_postgres import SCHEMA

        self._url, self._emptied = url, False
        self.register = Register(url, SCHEMA)

    async def made(self):
        from router.store.postgres import PostgresStore
        from router.testing_postgres import emptied

        if not self._emptied:
            await emptied(self._url)
            self._emptied = True
        return PostgresStore(*self.register)


def opens_of(kind, folder, request):
    return Sqlite(folder) if kind == "sqlite" else Postgres(request.getfixturevalue("postgres_url"))
