"""The base of every domain value: frozen, keyword-only, cheap to build and to put on the wire.

msgspec structs rather than dataclasses: the same shape and immutability, a fifth of the cost to build (docs/adr/0002).
"""

from typing import Self

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen value. `with_` gives a copy with other fields; nothing changes in place."""

    def with_(self, **changes: object) -> Self:
        return msgspec.structs.replace(self, **changes)
