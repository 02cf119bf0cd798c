"""A folder of mails: a line for each, whatever lies in it."""

import json
from pathlib import Path

from click.testing import CliRunner

from router.cli import main

ROOT = Path(__file__).parents[2]
MAILS = ROOT / "tests" / "channels" / "email" / "mails"
KLAVERDAM = ROOT / "examples" / "klaverdam"


def balie(*words: object) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_mail_of_a_folder_has_a_line(tmp_path: Path) -> None:
    deeper = tmp_path / "deeper"
    deeper.mkdir()
    (deeper / "a.eml").write_bytes((MAILS / "invite.eml").read_bytes())
    (deeper / "notes.txt").write_text("no mail")
    (tmp_path / "b.eml").write_bytes(b"{\xff\0 nothing like a mail")
    (tmp_path / "c.eml").symlink_to(deeper / "nowhere")
    first, second = [json.loads(line) for line in balie("explain", tmp_path, "--dir", KLAVERDAM, "--json").splitlines()]
    assert (first["file"], first["contact"]["text"]) == ("b.eml", "{ÿ nothing like a mail")
    assert second["file"] == "deeper/a.eml"
    assert second["contact"]["to"] == "info@klaverdam.example"
    assert [file["name"] for file in second["contact"]["attachments"]] == ["invite.ics"]
    assert {"decision", "promises"} <= set(second)
    assert balie("explain", tmp_path, "--dir", KLAVERDAM).splitlines()[1].endswith("1 files")


def test_a_mail_to_another_address_says_so(tmp_path: Path) -> None:
    mail = tmp_path / "m.eml"
    mail.write_bytes(b"From: a@b.example\nTo: Balie <kcc@elders.example>, info@klaverdam.example\n\nhallo")
    assert json.loads(balie("explain", mail, "--dir", KLAVERDAM, "--json"))["contact"]["to"] == "info@klaverdam.example"
    mail.write_bytes(b"From: a@b.example\nTo: Balie <kcc@elders.example>\n\nhallo")
    assert json.loads(balie("explain", mail, "--dir", KLAVERDAM, "--json"))["contact"]["to"] == "kcc@elders.example"


def test_mails_are_measured_beside_the_bare_loop() -> None:
    (figure,) = json.loads(balie("bench", "mime", "--dir", MAILS, "--count", 130, "--json"))
    assert (figure["name"], figure["unit"]) == ("mime", "mails/s")
    assert figure["figure"] > 0 < figure["bare"]


def test_a_folder_without_mails_names_the_mend(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["bench", "mime", "--dir", str(tmp_path)])
    assert (result.exit_code, "--dir FOLDER" in result.stderr) == (1, True)
