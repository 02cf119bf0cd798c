"""Reading a body: the right media type, not too large, and every error of it at once."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import PayloadEncodingError
from pydantic import BaseModel, ValidationError

LARGEST = 1024 * 1024  #: bytes of one JSON body
Shape = TypeVar("Shape", bound=BaseModel)
UNSTORABLE = re.compile(  # an escaped backslash is stepped over: what follows it is no escape
    rb"((?:\\\\)+)|(?:\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|[dD](?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD])[c-fC-F][0-9a-fA-F]{2}))+"
)
SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_encode = msgspec.json.Encoder().encode


class Problem(Exception):
    """An answer in problem+json (RFC 9457)."""

    def __init__(
        self, status: int, title: str, detail: str, errors: Sequence[Mapping[str, object]] = (), **more: object
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.body: dict[str, object] = {"status": status, "title": title, "detail": detail, **more}
        if errors:
            self.body["errors"] = list(errors)

    def answer(self) -> web.Response:
        return web.Response(body=_encode(self.body), status=self.status, content_type="application/problem+json")


async def body_of(request: web.Request, shape: type[Shape]) -> Shape:
    """The JSON body in this shape. Raises Problem 400, 413, 415."""
    if request.content_type not in ("application/json", "application/octet-stream") and request.can_read_body:
        raise Problem(415, "Wrong media type", f"Send application/json, not {request.content_type}.")
    return parsed(await raw_of(request), shape)


async def raw_of(request: web.Request, largest: int = LARGEST) -> bytes:
    """The raw bytes, read no further than allowed. Raises Problem 400, 413."""
    content = bytearray()
    try:
        async for chunk in request.content.iter_any():
            content += chunk
            if len(content) > largest:
                raise Problem(413, "Too large", f"A body may have {largest} bytes.")
    except (web.RequestPayloadError, PayloadEncodingError):
        raise Problem(400, "Bad request", "The body is not in the Content-Encoding that it names.") from None
    return bytes(content)


def parsed(raw: bytes, shape: type[Shape]) -> Shape:
    """Raises Problem 400 with every error."""
    try:
        return shape.model_validate_json(_storable(raw) or b"{}")
    except ValidationError as error:
        raise Problem(400, "Bad request", "The body does not fit; see errors.", errors_of(error)) from None


def errors_of(error: ValidationError) -> list[dict[str, str]]:
    return [
        {"field": ".".join(str(part) for part in each["loc"]), "message": _message(each)}
        for each in error.errors(include_url=False, include_input=False, include_context=False)
    ]


def _message(each: Any) -> str:
    return (
        "this field is not known"
        if each["type"] == "extra_forbidden"
        else str(each["msg"]).removeprefix("Value error, ")
    )


def _storable(raw: bytes) -> bytes:
    """NUL and half a surrogate pair have no meaning for us and stop a database; escaped or not, they go."""
    return (UNSTORABLE.sub(rb"\1", raw) if SUSPECT.search(raw) else raw).replace(b"\x00", b"")


def answer(data: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(body=_encode(data), status=status, content_type="application/json", headers=headers)
