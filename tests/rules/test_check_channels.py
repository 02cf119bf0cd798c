"""Channels: settings are checked with their line, and one without an account carries no answer."""

import shutil

import pytest

from router.rules.load import load, problems_of
from router.shapes import shapes
from router.testing import KLAVERDAM, klaverdam

ACCOUNT = "{name: gemeente, server: 'https://social.klaverdam.example', token: 'env:MASTODON_TOKEN'}"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(KLAVERDAM, tmp_path / "copy")


def written(folder, part):
    path = folder / "channels.yaml"
    path.write_text(path.read_text("utf-8").replace("mastodon: {}\n", part), "utf-8")
    return folder


def test_without_an_account_nothing_goes_out():
    assert "mastodon" in klaverdam().municipality.channels
    assert "mastodon" not in klaverdam().municipality.senders


def test_with_one_it_does(folder):
    written(folder, f"mastodon:\n  accounts:\n    - {ACCOUNT}\n")
    assert "mastodon" in load(folder, shapes()).municipality.senders


@pytest.mark.parametrize(
    ("instead", "says"),
    [
        (ACCOUNT.replace("env:MASTODON_TOKEN", "s3cr3t"), "env:NAME"),
        (ACCOUNT.replace("https:", "http:"), "https address"),
        (ACCOUNT.replace("name: gemeente", "name: '@Gemeente'"), "pattern"),
        (ACCOUNT.replace("}", ", silent_after: 5}"), "as in: 15 minutes"),
    ],
)
def test_what_does_not_fit_says_where_and_the_mend(folder, instead, says):
    written(folder, f"mastodon:\n  accounts:\n    - {instead}\n")
    (problem,) = problems_of(folder, shapes())
    assert str(problem).startswith("channels.yaml:")
    assert says in str(problem)
    assert "s3cr3t" not in str(problem)
