"""Paragraphs that a mailer broke into lines with a space at their end (format=flowed, RFC 3676)."""


def unflowed(text: str, delete_space: bool) -> str:
    """Lines that flow on are joined, as long as they are quoted as deep. `delete_space` is the parameter DelSp."""
    found: list[str] = []
    open_depth: int | None = None
    parts: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        depth, inside = unstuffed(line)
        if open_depth is not None and (depth != open_depth or inside == "-- "):
            found.append("".join(parts))
            parts = []
        elif open_depth is None:
            parts = []
        flows = inside.endswith(" ") and inside != "-- "
        if not parts:
            parts.append("> " * min(depth, 5) if depth else "")
        parts.append(inside[:-1] if flows and delete_space else inside)
        open_depth = depth if flows else None
        if not flows:
            found.append("".join(parts))
    return "\n".join([*found, "".join(parts)] if open_depth is not None else found)


def unstuffed(line: str) -> tuple[int, str]:
    """How deep it is quoted, and its words without the space that was put before them."""
    bare = line.lstrip(">")
    return len(line) - len(bare), bare.removeprefix(" ")
