"""The `openforms` part of channels.yaml."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from router.channels.base import Misfit, Secret, Strict
from router.domain.municipality import Municipality
from router.domain.words import Kind

Key = Annotated[str, Field(min_length=1, max_length=200)]


class Fields(Strict):
    """Which components of the form hold what we know by name."""

    text: Key | None = None
    name: Key | None = None
    email: Key | None = None
    phone: Key | None = None
    place: Key | None = None


class Form(Strict):
    product: Key | None = None  #: None: recognised from the text
    kind: Kind | None = None
    fields: Fields = Fields()


class Setting(Strict):
    token: Secret
    forms: dict[Key, Form] = Field(default_factory=dict, max_length=1000)  #: by form_name or form_id


def misfits(setting: Setting, municipality: Municipality) -> Iterator[Misfit]:
    """Every product that a form is for must be in products.yaml."""
    for name, form in setting.forms.items():
        if form.product is not None and form.product not in municipality.products:
            said = f'unknown product "{form.product}"; add it to products.yaml, or take one that stands there'
            yield Misfit(("forms", name, "product"), said)
