"""One of many values: one statement whatever their number, so that it is prepared once."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from router.store.codec import to_json

ASKED = "asked"


class _Values(TypeDecorator[list[str]]):
    """An array where there are arrays, else JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(String()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else to_json(value)


class _Among(FunctionElement[bool]):
    type = Boolean()
    name = "among"
    inherit_cache = True
    _is_implicitly_boolean = True  # else SQLite is asked whether this equals 1, and finds no index for that


def among(column: ColumnElement[Any], values: Collection[str]) -> ColumnElement[bool]:
    """Whether the column holds one of these."""
    return _Among(column, bindparam(None, list(values), type_=_Values()))


def among_asked(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same in a statement that is made once: the values are given when it runs, as ASKED."""
    return _Among(column, bindparam(ASKED, type_=_Values()))


@compiles(_Among)
def _sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return (
        f"{compiler.process(column, **options)} IN (SELECT value FROM json_each({compiler.process(values, **options)}))"
    )


@compiles(_Among, "postgresql")
def _postgres(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(values, **options)})"
