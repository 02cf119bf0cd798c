"""The channel of docs/how-to/add-a-channel.md, made as the page says, keeps the contract of every channel."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "add-a-channel.md").read_text("utf-8")
FILES = dict(re.findall(r"^`([\w/]+\.(?:py|md))`:.*?```\w+\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
MOST = 120


def test_it_is_short():
    assert len(FILES) == 6
    assert sum(len(text.splitlines()) for text in FILES.values()) <= MOST


@pytest.mark.timeout(120)
def test_it_keeps_the_contract(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    found = f"import router.channels\nrouter.channels.__path__.append({str(tmp_path / 'router' / 'channels')!r})\n"
    (tmp_path / "with_pager.py").write_text(found, "utf-8")
    command = "-m pytest -p with_pager -p no:cacheprovider tests/channels/test_contract.py -k pager"
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, *command.split()], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100
    )
    assert done.returncode == 0, done.stdout
    assert ".venv/bin/pytest tests/channels/test_contract.py -k pager" in PAGE
    said = re.search(r"(\d+) passed", done.stdout)
    assert said is not None
    assert int(said.group(1)) >= 15, done.stdout
