"""Every channel folder explains itself."""

from importlib import import_module
from pathlib import Path

import pytest

import router.channels
from router.channels.base import Adapter
from router.domain.words import Channel

FOLDERS = sorted(path.parent for path in Path(router.channels.__file__).parent.glob("*/__init__.py"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_folder_has_an_adapter_by_its_name_and_a_readme(folder):
    adapter = import_module(f"router.channels.{folder.name}").adapter
    assert isinstance(adapter, Adapter)
    assert adapter.name == folder.name
    assert (folder / "README.md").read_text().startswith("# ")


def test_every_channel_has_a_folder():
    channels = {import_module(f"router.channels.{folder.name}").adapter.channel for folder in FOLDERS}
    assert channels - {None} == set(Channel)
