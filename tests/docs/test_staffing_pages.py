"""What the pages on staff and hours tell people to type."""

import re
from pathlib import Path

import yaml
from click.testing import CliRunner

from router.cli import main
from router.domain.closing import Closing, closed_days

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


def snippets(page, language):
    return re.findall(rf"```{language}\n(.*?)```", (PAGES / page).read_text("utf-8"), re.DOTALL)


def typed(line, given=None, **environment):
    result = CliRunner().invoke(main, line.split()[1:], input=given, env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_table_of_your_own(tmp_path):
    table, command = re.fullmatch(r"echo '(.*)' \| (.*)\n", snippets("plan-staff.md", "sh")[1], re.DOTALL).groups()
    told = typed(command, table, BALIE_DATA_DIR=str(tmp_path))
    assert told.startswith("kcc: 2 half hours of a table.")


def test_seeding_hours():
    for line in snippets("set-hours.md", "sh")[0].splitlines():
        assert typed(line).startswith("closed:\n")


def test_the_closed_days_shown():
    shown, _ = snippets("set-hours.md", "yaml")
    days = closed_days([Closing(**line) for line in yaml.safe_load(shown)["closed"]], [2026])
    assert [f"{day:%m-%d}" for day in sorted(days)] == ["04-27", "05-14", "12-24", "12-25"]
