"""Does channels.yaml say of each channel what that channel wants to know?"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from router.domain.municipality import Municipality
from router.rules.check import known
from router.rules.files import Files, parsed

Place = tuple[str | int, ...]  #: the keys that lead to something in a channel's part


class ChannelShape(NamedTuple):
    """What the loader must know of a channel folder."""

    setting: type[BaseModel] | None  #: of its part of channels.yaml; None: that part is read elsewhere
    sends: bool  #: it carries an answer to the citizen
    carries: Callable[[Any], Collection[str]] | None = None  #: of its setting: `sms`, `email`: to any address
    check: Callable[[Any, Municipality], Iterable[tuple[Place, str]]] | None = None  #: what does not go with the rest
    accounts: Callable[[Any], Collection[str]] | None = None  #: of its setting: one without any carries nothing


Shapes = Mapping[str, ChannelShape]


def check_channels(municipality: Municipality, files: Files, shapes: Shapes) -> None:
    """Every channel that is named is there, and its part fits. Without shapes nobody asked."""
    source = files.plain["channels"]
    if not shapes or not isinstance(source.data, dict):
        return
    for name, part in source.data.items():
        known(source, (str(name),), "channel", name, shapes)
        shape = shapes.get(name)
        if shape is None or shape.setting is None:
            continue
        setting = parsed(source, shape.setting, {} if part is None else part, (str(name),))
        if setting is not None and shape.check is not None:
            for where, said in shape.check(setting, municipality):
                source.problem((str(name), *where), said)
