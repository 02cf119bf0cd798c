"""Imports point one way, files stay small, and one place reads the time."""

import ast
from pathlib import Path

import pytest
from importlinter.api import read_configuration
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "router").rglob("*.py"))
TIME = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.monotonic",
}


def test_the_contracts_of_pyproject_hold(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert len(read_configuration("pyproject.toml")["contracts_options"]) >= 5
    assert lint_imports("pyproject.toml", cache_dir=None), capsys.readouterr().out


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_stops_at_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_only_the_clock_reads_the_time():
    found = []
    for path in FILES:
        if path == ROOT / "router" / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).removeprefix("datetime.") in TIME:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}")
    assert found == []
