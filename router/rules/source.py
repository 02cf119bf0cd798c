"""Reading YAML so that an error can say which line. Anchors and custom tags are refused: they hide what a file says."""

from pathlib import Path

import yaml

from router.domain.record import Record

LARGEST = 4 * 1024 * 1024
DEEPEST = 100  #: libyaml's loader calls itself at every level and would take the process along
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  #: libyaml's, ten times as fast, where PyYAML came with it
OPENS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class Problem(Record):
    """What is wrong in a file, where, and the mend."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class Source:
    """A parsed file that remembers on which line everything stands."""

    def __init__(self, name: str, text: bytes) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.data: object = None
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._parse(text)

    @classmethod
    def read(cls, folder: Path, name: str) -> "Source":
        path = folder / name
        if not path.is_file():
            source = cls(name, b"")
            source.problem((), "the file is missing")
            return source
        return cls(name, path.read_bytes())

    def problem(self, where: tuple[str | int, ...], message: str) -> None:
        self.problems.append(Problem(file=self.name, line=self.line(where), message=message))

    def line(self, where: tuple[str | int, ...]) -> int:
        """The line of the nearest thing that has one."""
        while where and where not in self._lines:
            where = where[:-1]
        return self._lines.get(where, 1)

    def _parse(self, text: bytes) -> None:
        if len(text) > LARGEST:
            self.problem((), f"the file is larger than {LARGEST // 1024 // 1024} MB")
            return
        try:
            if (refused := _refused(text)) is not None:
                line, message = refused
                self.problems.append(Problem(file=self.name, line=line, message=message))
                return
            loader = LOADER(text)
            node = loader.get_single_node()
            if node is not None:
                self._walk(node, ())
                self.data = loader.construct_document(node)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            reason = getattr(error, "problem", None) or "not readable as YAML"
            self.problems.append(
                Problem(file=self.name, line=mark.line + 1 if mark else 1, message=f"not YAML: {reason}")
            )
        except (ValueError, RecursionError) as error:
            self.problem((), f"not YAML: {error}")

    def _walk(self, node: yaml.Node, where: tuple[str | int, ...]) -> None:
        self._lines[where] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*where, str(key.value))
                if inner in self._lines:
                    self.problems.append(
                        Problem(
                            file=self.name, line=key.start_mark.line + 1, message=f'"{key.value}" stands here twice'
                        )
                    )
                self._walk(value, inner)
                self._lines[inner] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for place, value in enumerate(node.value):
                self._walk(value, (*where, place))


def _refused(text: bytes) -> tuple[int, str] | None:
    """What stands in the way of reading it at all, and on which line, found without going down into it. Raises YAMLError."""
    depth = 0
    for token in yaml.scan(text, Loader=LOADER):
        if isinstance(token, yaml.AliasToken):
            return token.start_mark.line + 1, "aliases (*name) are not used here; write it out"
        depth += isinstance(token, OPENS) - isinstance(token, CLOSES)
        if depth > DEEPEST:
            return token.start_mark.line + 1, f"this is nested more than {DEEPEST} levels deep"
    return None
