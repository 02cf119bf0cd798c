"""Does channels.yaml say of each channel what that channel wants to know?"""

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel

from router.rules.check import known
from router.rules.files import Files, parsed


class ChannelShape(NamedTuple):
    """What the loader must know of a channel folder."""

    setting: type[BaseModel] | None  #: of its part of channels.yaml; None: that part is read elsewhere
    sends: bool  #: it carries an answer to the citizen


Shapes = Mapping[str, ChannelShape]


def check_channels(municipality: Municipality, files: Files, shapes: Shapes) -> None:
    """Every channel that is named is there, and its part fits. Without shapes nobody asked."""
    source = files.plain["channels"]
    if not shapes or not isinstance(source.data, dict):
        return
    for name, part in source.data.items():
        known(source, (str(name),), "channel", name, shapes)
        shape = shapes[name].setting if name in shapes else None
        if shape is not None:
            parsed(source, shape, {} if part is None else part, (str(name),))
