"""What `balie --help` says, without loading what a command needs."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from router.cli import COMMANDS, main

HEAVY = ("aiohttp", "sqlalchemy", "jinja2", "pydantic")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_found_and_says_what_the_list_says(name):
    command = main.get_command(click.Context(main), name)
    assert command is not None and command.name == name
    assert " ".join(str(command.help).split()).startswith(COMMANDS[name][1].rstrip(".").partition(",")[0])


def test_the_list_is_quick_to_say():
    asked = "import sys; from router.cli import main; main(['--help'], standalone_mode=False); "
    asked += f"print(set({HEAVY!r}) & sys.modules.keys())"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert all(name in said for name in COMMANDS) and said.endswith("set()\n")


def test_a_word_that_is_no_command_is_refused_in_a_sentence():
    done = CliRunner().invoke(main, ["srve"])
    assert done.exit_code == 2 and "srve" in done.output
