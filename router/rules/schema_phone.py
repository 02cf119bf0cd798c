"""The shape of channels.yaml's `phone`: the switches we listen to, and the teams behind their queues."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("write it on one line, in characters that can be seen")
    return text


def _named(text: str) -> str:
    """Never says what stood there: somebody may have written the secret itself."""
    name = text.removeprefix("env:")
    if text == name or not name.isascii() or not name.isidentifier():
        raise ValueError("write env:NAME, the environment variable that holds the secret, and not the secret itself")
    return name


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Device = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+/[A-Za-z0-9_.@/+-]+$", max_length=80)]


class StandbyEntry(_Strict):
    host: Line
    port: Annotated[int, Field(ge=1, le=65535)] = 5038


class SwitchEntry(_Strict):
    name: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    host: Line
    port: Annotated[int, Field(ge=1, le=65535)] = 5038
    tls: bool = False
    user: Line
    secret: Annotated[str, AfterValidator(_named)]
    queues: dict[Line, str] = Field(min_length=1)
    devices: dict[str, Device] = {}
    context: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=79)] = "from-internal"
    standby: StandbyEntry | None = None


class PhoneEntry(_Strict):
    asterisk: list[SwitchEntry] = []
    queues: dict[Line, str] = {}
