"""Originals: large bytes and attachments, each once, under their sha256, in a folder."""

import asyncio
import hashlib
import os
from pathlib import Path
from uuid import uuid4


class Originals:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, content: bytes) -> str:
        """Durable when it returns; the sha256 in hex. The same bytes twice are kept once."""
        return await asyncio.to_thread(self._keep, content)

    async def read(self, sha256: str) -> bytes:
        return await asyncio.to_thread(self._path(sha256).read_bytes)

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            # Written aside and renamed: a crash leaves a whole file or none.
            aside = path.with_name(f".{uuid4().hex}")
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
            _sync_folder(path.parent)
        return sha256

    def _path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
