"""Files within the text, as mailers did before MIME (uuencode)."""

READ = 8 * 1024 * 1024  #: bytes of text looked at
FILES = 25

Found = tuple[str, int, int]
"""The file's name, and where in the text it begins and ends."""


def uuencoded(data: bytes) -> list[Found]:
    """Every `begin 644 name` with an `end`, in order."""
    found: list[Found] = []
    at = 0
    while len(found) < FILES and (start := next_begin(data, at)) >= 0:
        line_end = data.find(b"\n", start)
        words = data[start:line_end].split(None, 2)
        stop = data.find(b"\nend", line_end, READ)
        if line_end < 0 or stop < 0:
            break
        at = stop + 4
        if len(words) == 3 and len(words[1]) in (3, 4) and words[1].isdigit():
            found.append((words[2].decode("utf-8", "replace").strip(), start, at))
    return found


def next_begin(data: bytes, at: int) -> int:
    if at == 0 and data.startswith(b"begin "):
        return 0
    found = data.find(b"\nbegin ", at, READ)
    return found + 1 if found >= 0 else -1
