"""channels.yaml's `email`: every mistake with its line and the mend, and the password never repeated."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.channels.email.imap.mark import Mark
from router.rules.load import load, problems_of
from router.shapes import shapes
from router.testing import KLAVERDAM

SOUND = """email:
  mailboxes:
    - name: info
      host: imap.klaverdam.example
      user: info
      password: env:MAILBOX_INFO
      entrance: Info@klaverdam.example
      poll: 2 min
    - name: permits
      host: imap.klaverdam.example
      tls: starttls
      user: permits
      password: env:MAILBOX_PERMITS
      entrance: vergunningen@klaverdam.example
  smtp: {largest: 10 MB, per_minute: 60, certificate: /etc/balie/mail.pem, starttls: required,
    doors: [{protocol: lmtp, port: 2424}]}
"""

BROKEN = [
    ("env:MAILBOX_INFO", "hunter2", 'channels.yaml:7: "mailboxes.0.password": write env:NAME'),
    ("vergunningen@", "vergunning@", 'channels.yaml:15: "vergunning@klaverdam.example" is none of our entrances; add it'),
    ("name: permits", "name: info", 'channels.yaml:10: "info" stands here twice'),
    ("tls: starttls", "tls: maybe", 'channels.yaml:12: "mailboxes.1.tls": input should be'),
    ("poll: 2 min", "poll: often", 'channels.yaml:9: "mailboxes.0.poll": write a whole number and its unit (s, min'),
    ("poll: 2 min", "done: INBOX", "folder, done and quarantine are three folders"),
    ("10 MB", "10 GB", "write a whole number and its unit (KB, MB), as in 25 MB"),
    ("certificate: /etc/balie/mail.pem, ", "", "STARTTLS needs a certificate; add certificate:"),
    ("protocol: lmtp", "protocol: uucp", '"smtp.doors.0.protocol": input should be'),
]  # fmt: skip


@pytest.fixture
def problems(tmp_path):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    path = folder / "channels.yaml"
    plain = path.read_text("utf-8")

    def of(text):
        path.write_text(plain.replace("email: {}\n", text), "utf-8")
        return [str(each) for each in problems_of(folder, shapes())]

    of.folder = folder
    return of


def test_a_sound_setting(problems):
    assert problems(SOUND) == []
    assert load(problems.folder, shapes()).municipality.settings["email"]["mailboxes"]


@pytest.mark.parametrize(("right", "wrong", "said"), BROKEN)
def test_a_mistake_has_its_line_and_its_mend(problems, right, wrong, said):
    (found,) = problems(SOUND.replace(right, wrong, 1))
    assert said in found
    assert "hunter2" not in found


def test_no_setting_is_as_it_was(problems):
    assert problems("email: {}\n") == []


@given(st.text())
def test_any_cursor_can_be_read(text):
    assert Mark.read(text) >= Mark()


@given(st.integers(0), st.integers(0))
def test_a_mark_is_read_as_it_was_written(validity, last):
    assert Mark.read(str(Mark(validity, last))) == Mark(validity, last)
    assert Mark(validity, last).within(validity + 1) == Mark(validity + 1, 0)
