"""The `open311` part of channels.yaml."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from router.channels.base import Misfit, Secret, Strict
from router.domain.municipality import Municipality

Line = Annotated[str, Field(min_length=1, max_length=200)]


class Setting(Strict):
    keys: list[Secret] = Field(default_factory=list, max_length=100)  #: of apps that may report
    jurisdiction: Line | None = None
    public: list[Line] = Field(
        default_factory=list, max_length=1000
    )  #: products whose text and place everybody may read


def misfits(setting: Setting, municipality: Municipality) -> Iterator[Misfit]:
    for place, product in enumerate(setting.public):
        if product not in municipality.products:
            said = f'unknown product "{product}"; add it to products.yaml, or take one that stands there'
            yield Misfit(("public", place), said)
