"""What a posted form holds: its fields as text, its files as bytes that are kept."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from aiohttp import web
from aiohttp.web_request import FileField

from router.channels.clean import one_line
from router.channels.webform.answers import Upload
from router.domain.contact import Attachment
from router.web.site import Site


class Posted(NamedTuple):
    fields: dict[str, str]
    files: tuple[FileField, ...]

    @property
    def token(self) -> str:
        """Made when the form was opened, so that a double click is one contact; a new one when it is none of ours."""
        try:
            given = UUID(self.fields.get("token", ""))
        except ValueError:
            return new_token()
        return str(given) if given.version == 4 else new_token()

    @property
    def uploads(self) -> list[Upload]:
        return [Upload(file.filename, file.file.seek(0, 2)) for file in self.files]


def new_token() -> str:
    return str(uuid4())


async def posted(request: web.Request) -> Posted:
    form = await request.post()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    return Posted(fields, tuple(value for value in form.values() if isinstance(value, FileField) and value.filename))


async def keep(site: Site, files: Sequence[FileField]) -> list[Attachment]:
    """Their bytes, durable, each under its sha256."""
    return [await _kept(site, file) for file in files]


async def _kept(site: Site, file: FileField) -> Attachment:
    content = await asyncio.to_thread(_bytes, file)
    upload = Upload(file.filename, len(content))
    name = one_line(file.filename.replace("\\", "/").rpartition("/")[2], 120)
    return Attachment(
        name=name,
        media_type=upload.media_type or "application/octet-stream",
        size=len(content),
        sha256=await site.keep_original(content),
    )


def _bytes(file: FileField) -> bytes:
    file.file.seek(0)
    return bytes(file.file.read())
