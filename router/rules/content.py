"""The content of a municipality's folder: everything that decides, its version, and the form in which old versions are kept."""

import gzip
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec

SUFFIXES = (".yaml", ".txt", ".bin")  #: rules and words, replies, the learned model
DECIDES_NOTHING = "rules/examples/"


class Binary(msgspec.Struct):
    """A file that is no text."""

    base64: str


_kept = msgspec.json.Decoder(dict[str, str | Binary])


def content_of(folder: Path) -> dict[str, bytes]:
    """Name within the folder to bytes, by name. Empty when there is no such folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in SUFFIXES and DECIDES_NOTHING not in path.as_posix()
    }


def version_of(content: Mapping[str, bytes]) -> str:
    """A hash of everything that decides: two rulebooks with one version decide the same."""
    digest = hashlib.sha256()
    for name, data in content.items():
        digest.update(name.encode() + b"\0" + data + b"\0")
    return digest.hexdigest()[:16]


def packed(content: Mapping[str, bytes]) -> bytes:
    """JSON {name: text}, gzip; what is no UTF-8 stands as {"base64": ...}."""
    return gzip.compress(msgspec.json.encode({name: _packed(data) for name, data in content.items()}), mtime=0)


def _packed(data: bytes) -> str | Binary:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return Binary(b64encode(data).decode())


def unpacked(files: bytes) -> dict[str, bytes]:
    """What was packed, to the byte."""
    return {
        name: each.encode() if isinstance(each, str) else b64decode(each.base64)
        for name, each in _kept.decode(gzip.decompress(files)).items()
    }


def write_out(content: Mapping[str, bytes], folder: Path) -> None:
    """Kept files as a folder again, for `load`. Raises ValueError for a name that leads out of it."""
    for name, data in content.items():
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise ValueError(f'"{name}" leads out of the folder')
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
