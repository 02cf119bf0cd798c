"""What in a text is a link or a name, told by its place in UTF-8 bytes: without it, neither can be clicked. Pure."""

import re
from collections.abc import Iterator, Mapping

_LINKS = re.compile(r"https?://[^\s<>\"]+")
_NAMES = re.compile(r"(?<![\w@/.-])@([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)")
AFTER = ".,;:!?'\")]}»"  #: ends a sentence and not an address

Facet = dict[str, object]


def names_in(text: str) -> list[str]:
    """Handles, without their @."""
    return list(dict.fromkeys(found[1] for found in _NAMES.finditer(text)))[:20]


def facets(text: str, dids: Mapping[str, str]) -> list[Facet]:
    """In the order of the text. A name that is not in `dids` stays plain."""
    return sorted(_found(text, dids), key=_begin)


def _found(text: str, dids: Mapping[str, str]) -> Iterator[Facet]:
    for link in _LINKS.finditer(text):
        address = link[0].rstrip(AFTER)
        yield _facet(text, link.start(), link.start() + len(address), {"$type": _type("link"), "uri": address})
    for name in _NAMES.finditer(text):
        if name[1] in dids:
            yield _facet(text, name.start(), name.end(), {"$type": _type("mention"), "did": dids[name[1]]})


def _facet(text: str, start: int, end: int, feature: dict[str, str]) -> Facet:
    begin = len(text[:start].encode())
    index = {"byteStart": begin, "byteEnd": begin + len(text[start:end].encode())}
    return {"index": index, "features": [feature]}


def _begin(facet: Facet) -> int:
    index = facet["index"]
    assert isinstance(index, dict)
    return int(index["byteStart"])


def _type(kind: str) -> str:
    return f"app.bsky.richtext.facet#{kind}"
