"""The content of a folder: its version, and keeping it."""

import pytest

from router.rules.content import content_of, packed, unpacked, version_of, write_out
from router.rules.load import load
from router.testing import KLAVERDAM


def test_a_kept_rulebook_is_the_same_rulebook(book, tmp_path):
    content = content_of(KLAVERDAM)
    write_out(unpacked(packed(content)), tmp_path)
    assert load(tmp_path).version == version_of(content) == book.version


def test_what_is_no_text_is_kept_to_the_byte():
    content = {"model.bin": b"\xff\x00\x80", "rules/routing.yaml": "é".encode()}
    assert unpacked(packed(content)) == content


@pytest.mark.parametrize("name", ["../outside.yaml", "/etc/outside.yaml", "rules/../../outside.yaml"])
def test_nothing_is_written_outside(tmp_path, name):
    with pytest.raises(ValueError, match="leads out"):
        write_out({name: b""}, tmp_path / "folder")
