"""The files of a municipality's folder, read and held together so that every problem is reported at once."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, ValidationError

from router.rules.source import Problem, Source

Entry = TypeVar("Entry", bound=BaseModel)
STAGE_FILES = ("recognition", "steering", "routing", "promises", "escalation")
PLAIN_FILES = ("organisation", "hours", "desks", "teams", "agents", "products", "promises", "channels")


class Unsound(Exception):
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

    @classmethod
    def read(cls, folder: Path) -> Self:
        if not folder.is_dir():
            raise Unsound(
                [Problem(file=str(folder), line=1, message="there is no such folder; name a municipality's folder")]
            )
        plain = {name: Source.read(folder, f"{name}.yaml") for name in PLAIN_FILES}
        rules = {name: Source.read(folder, f"rules/{name}.yaml") for name in STAGE_FILES}
        replies = {path.name: path.read_text("utf-8") for path in sorted((folder / "replies").glob("*.txt"))}
        return cls(plain, rules, replies)

    def stop_if_unsound(self) -> None:
        problems = [problem for source in (*self.plain.values(), *self.rules.values()) for problem in source.problems]
        if problems:
            raise Unsound(sorted(problems, key=lambda problem: (problem.file, problem.line)))


def parsed(source: Source, shape: type[Entry], data: object, where: tuple[str | int, ...] = ()) -> Entry | None:
    """`data` in this shape; None, with its problems noted, when it does not fit."""
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        for each in error.errors():
            source.problem((*where, *each["loc"]), _sentence(each["loc"], each["type"], each["msg"], shape))
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


def _sentence(loc: tuple[str | int, ...], code: str, message: str, shape: type[BaseModel]) -> str:
    field = ".".join(str(each) for each in loc)
    if code == "extra_forbidden":
        return f'unknown key "{field}"; known are {", ".join(shape.model_fields)}'
    if code == "missing":
        return f'"{field}" is missing'
    return f'"{field}": {message[0].lower()}{message[1:]}'
