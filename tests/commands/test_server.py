"""Which server holds a data folder, as a command finds it."""

import fcntl

import pytest

from router.commands.server import running_server, server_of
from router.settings import BadSetting


@pytest.fixture
def held(tmp_path):
    with (tmp_path / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield tmp_path


def test_a_free_folder_has_none(tmp_path):
    (tmp_path / "lock").touch()
    (tmp_path / "server.json").write_text('{"url": "http://127.0.0.1:1", "smtpPort": 2}')  # of one that ended
    assert server_of(tmp_path) is None
    with pytest.raises(BadSetting, match="Start one first"):
        running_server(tmp_path)


def test_one_that_runs_is_found(held):
    (held / "server.json").write_text('{"url": "http://127.0.0.1:1", "smtpPort": 2}')
    assert running_server(held).smtp_port == 2


@pytest.mark.parametrize("told", [None, "", "{"])
def test_one_that_starts_is_waited_for(held, told):
    if told is not None:
        (held / "server.json").write_text(told)
    with pytest.raises(BadSetting, match="is starting"):
        running_server(held)
