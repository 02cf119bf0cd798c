"""The page of faults names tests that there are, and leaves no fault out."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "reference" / "faults.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.MULTILINE)
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)((?:::\w+)+)`", PAGE)))


@cache
def found_in(path):
    """Names as pytest writes them behind the path."""
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    scopes = [("", tree.body), *((f"::{each.name}", each.body) for each in tree.body if isinstance(each, ast.ClassDef))]
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {f"{scope}::{each.name}" for scope, body in scopes for each in body if isinstance(each, functions)}


def test_every_fault_has_its_line_once_and_in_order():
    assert [int(number) for number, _ in ROWS] == list(range(1, 44))


def test_every_line_names_a_test_or_says_why_there_is_none():
    bare = [number for number, line in ROWS if "::test_" not in line and "not covered: " not in line]
    assert bare == []


@pytest.mark.parametrize("path", sorted({path for path, _ in NAMED}))
def test_the_tests_it_names_are_there(path):
    assert sorted({name for named, name in NAMED if named == path} - found_in(path)) == []
