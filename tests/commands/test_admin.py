"""balie admin: on a folder that is free, and on one that a server holds."""

import json

import pytest
from click.testing import CliRunner

from router.cli import main
from router.testing import KLAVERDAM
from tests.browser.served import served

WORDS = "paard batterij nietje"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A command on a folder of this test; its exit code and all that it said."""

    def run(*command, typed="", **environment):
        settings = {"BALIE_DATA_DIR": str(tmp_path / "data"), "BALIE_MUNICIPALITY": str(KLAVERDAM), **environment}
        done = CliRunner().invoke(main, ["admin", *command], input=typed, env=settings)
        return done.exit_code, done.output

    return run


def states(said):
    return {each["account"]: each["state"] for each in json.loads(said)}


def test_the_first_administrator(run, tmp_path):
    code, said = run("create", "admin", typed=f"{WORDS}\n{WORDS}\n")
    assert code == 0 and "/admin/accounts" in said and WORDS not in said
    assert states(run("list", "--json")[1]) == {
        "agent": "none", "webcare": "none", "lead": "none", "operations": "none", "admin": "open",
    }  # fmt: skip
    assert "already" in run("create", "admin", typed=f"{WORDS}\n{WORDS}\n")[1]
    file = tmp_path / "password"
    file.write_text("een heel ander wachtwoord\n", "utf-8")
    assert run("password", "admin", "--password-file", str(file))[0] == 0
    assert run("lock", "admin")[0] == 0
    assert "shut" in run("list")[1]
    assert run("unlock", "admin")[0] == 0


@pytest.mark.parametrize(("account", "mend"), [("nobody", "role: admin"), ("agent", "/admin/accounts")])
def test_who_is_no_administrator_hears_the_mend(run, account, mend):
    code, said = run("create", account, typed=f"{WORDS}\n{WORDS}\n")
    assert code == 1 and mend in said and "agents.yaml" in said


def test_a_weak_or_missing_password_is_told(run, tmp_path):
    code, said = run("create", "admin", typed="kort\nkort\n")
    assert code == 1 and "at least 12" in said
    empty = tmp_path / "empty"
    empty.touch()
    assert "is empty" in run("create", "admin", "--password-file", str(empty))[1]


@pytest.mark.timeout(120)
def test_while_a_server_runs_it_goes_through_the_server(tmp_path):
    with served(tmp_path) as town:
        file = tmp_path / "words"
        file.write_text(WORDS, "utf-8")
        assert "can log in" in town.run("admin", "create", "admin", "--password-file", str(file))
        assert "admin" in town.run("admin", "list") and "demo" in town.run("admin", "list")
        town.run("admin", "lock", "agent")
        assert states(town.run("admin", "list", "--json"))["agent"] == "shut"
