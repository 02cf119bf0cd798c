"""The files of a municipality's folder, read and held together so that every problem is reported at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from router.domain.errors import BalieError
from router.rules.source import Problem, Source

Entry = TypeVar("Entry", bound=BaseModel)
STAGE_FILES = ("recognition", "steering", "routing", "promises", "escalation")
PLAIN_FILES = ("organisation", "hours", "desks", "teams", "agents", "products", "promises", "channels")


class Unsound(BalieError):
    """The folder has problems; the old rulebook stays live."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class Files:
    """One Source a file."""

    def __init__(self, plain: dict[str, Source], rules: dict[str, Source], replies: dict[str, str]) -> None:
        self.plain = plain
        self.rules = rules
        self.replies = replies  #: file name -> text
        self.problems: list[Problem] = []  #: of files that are no YAML

    @classmethod
    def read(cls, folder: Path) -> Self:
        if not folder.is_dir():
            raise Unsound(
                [Problem(file=str(folder), line=1, message="there is no such folder; name a municipality's folder")]
            )
        plain = {name: Source.read(folder, f"{name}.yaml") for name in PLAIN_FILES}
        rules = {name: Source.read(folder, f"rules/{name}.yaml") for name in STAGE_FILES}
        files = cls(plain, rules, {})
        for path in sorted((folder / "replies").glob("*.txt")):
            files.take_reply(path.name, path.read_bytes())
        return files

    def take_reply(self, name: str, text: bytes) -> None:
        try:
            self.replies[name] = text.decode()
        except UnicodeDecodeError as error:
            line = text[: error.start].count(b"\n") + 1
            message = "this is not UTF-8 text; save it as UTF-8"
            self.problems.append(Problem(file=f"replies/{name}", line=line, message=message))

    def stop_if_unsound(self) -> None:
        sources = (*self.plain.values(), *self.rules.values())
        problems = [*self.problems, *(problem for source in sources for problem in source.problems)]
        if problems:
            raise Unsound(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def parsed(source: Source, shape: type[Entry], data: object, where: tuple[str | int, ...] = ()) -> Entry | None:
    """`data` in this shape; None, with its problems noted, when it does not fit."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            said = _lacking(shape, data, each["loc"]) if each["type"] == "missing" else None
            source.problem((*where, *each["loc"]), said or _sentence(each["loc"], each["type"], each["msg"], shape))
        return None


def parsed_list(source: Source, shape: type[Entry]) -> Iterator[tuple[int, Entry]]:
    """Every entry of a file that is a list, with its place; a doubled id is a problem."""
    if source.problems:
        return
    if not isinstance(source.data, list):
        source.problem((), "this file is a list of entries that each begin with '- id:'")
        return
    seen: set[str] = set()
    for place, data in enumerate(source.data):
        entry = parsed(source, shape, data, (place,))
        if entry is None:
            continue
        name = str(getattr(entry, "id", None) or getattr(entry, "account", place))
        if name in seen:
            source.problem((place,), f'"{name}" stands here twice; give each its own id')
        seen.add(name)
        yield place, entry


def _lacking(shape: type[BaseModel], data: object, loc: tuple[str | int, ...]) -> str | None:
    """A sentence of its own for what is missing, where the shape has one."""
    told: str | None = getattr(shape, "lacking", {}).get(".".join(map(str, loc)))
    name = data.get("id") if isinstance(data, dict) else None
    return told.replace("{id}", str(name)) if told else None


def _sentence(loc: tuple[str | int, ...], code: str, message: str, shape: type[BaseModel]) -> str:
    field = ".".join(str(each) for each in loc)
    if code == "extra_forbidden":
        return f'unknown key "{field}"; known are {", ".join(_names(_shape_at(shape, loc)))}'
    if code == "missing":
        return f'"{field}" is missing'
    if code == "value_error":
        said = message.removeprefix("Value error, ")
        return f'"{field}": {said}' if field else said
    return f'"{field}": {message[0].lower()}{message[1:]}'


def _names(shape: type[BaseModel]) -> list[str]:
    """Its keys as they are written."""
    return [field.alias or name for name, field in shape.model_fields.items()]


def _shape_at(shape: type[BaseModel], loc: tuple[str | int, ...]) -> type[BaseModel]:
    """The shape that the last part of `loc` is a key of."""
    for part in loc[:-1]:
        field = shape.model_fields.get(str(part))
        shape = next(_shapes_in(field.annotation), shape) if field else shape
    return shape


def _shapes_in(annotation: object) -> Iterator[type[BaseModel]]:
    """As in list[Entry] and Entry | None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _shapes_in(each)
