"""The base of every domain value: frozen, keyword-only, cheap to build and to put on the wire.

msgspec structs rather than dataclasses: the same shape and immutability, a fifth of the cost to build (docs/adr/0002).
"""

from typing import Any, Self, dataclass_transform

import msgspec


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class RecordMeta(msgspec.StructMeta):
    """Frozen and keyword-only without saying so at every record. Values hold no cycles, so the collector need not look at them."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        return super().__new__(
            mcls, name, bases, namespace, **{"frozen": True, "kw_only": True, "gc": False, **options}
        )


class Record(msgspec.Struct, metaclass=RecordMeta):
    """A frozen value. `with_` gives a copy with other fields; nothing changes in place."""

    def with_(self, **changes: object) -> Self:
        return msgspec.structs.replace(self, **changes)
