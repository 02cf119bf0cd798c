"""channels.yaml's `phone`: every mistake with its line and the mend, and the secret never repeated."""

import shutil

import pytest

from router.domain.switch import Standby
from router.rules.load import load, problems_of
from router.testing import KLAVERDAM

SOUND = """
phone:
  queues: {sales: kcc}
  asterisk:
    - name: main
      host: pbx.klaverdam.example
      user: balie
      secret: env:BALIE_AMI_SECRET
      queues: {kcc: kcc, burgerzaken: civil-affairs}
      devices: {agent: PJSIP/101}
      standby: {host: 10.0.0.3}
    - name: second
      host: 10.0.0.2
      port: 5039
      tls: true
      user: balie
      secret: env:BALIE_AMI_SECOND
      queues: {vergunningen: permits}
"""


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(KLAVERDAM, tmp_path / "copy")


def written(folder, text):
    path = folder / "channels.yaml"
    path.write_text(path.read_text("utf-8").replace("phone: {}", text.strip()), "utf-8")
    return folder


def problems(folder, text):
    return [str(each) for each in problems_of(written(folder, text)) if each.file == "channels.yaml"]


def test_several_switches(folder):
    telephony = load(written(folder, SOUND)).municipality.telephony
    first, second = telephony.switches
    assert (first.port, first.tls, first.secret, second.port, second.tls) == (
        5038,
        False,
        "BALIE_AMI_SECRET",
        5039,
        True,
    )
    assert (first.standby, second.standby) == (Standby(host="10.0.0.3", port=5038), None)
    assert telephony.queues == {
        "sales": "kcc", "kcc": "kcc", "burgerzaken": "civil-affairs", "vergunningen": "permits",
    }  # fmt: skip


BROKEN = [
    ("secret: env:BALIE_AMI_SECRET", "secret: hunter2", 'channels.yaml:9: "phone.asterisk.0.secret": write env:NAME, the environment variable that holds the secret, and not the secret itself'),
    ("standby: {host: 10.0.0.3}", "standby: {port: 5038}", 'channels.yaml:12: "phone.asterisk.0.standby.host" is missing'),
    ("port: 5039", "port: 99999", 'channels.yaml:15: "phone.asterisk.1.port": input should be less than or equal to 65535'),
    ("tls: true", "colour: red", 'channels.yaml:16: unknown key "phone.asterisk.1.colour"; known are name, host, port, tls'),
    ("burgerzaken: civil-affairs", "burgerzaken: civil-affair", 'channels.yaml:10: unknown team "civil-affair"; did you mean "civil-affairs"?'),
    ("name: second", "name: main", 'channels.yaml:13: "main" stands here twice; give each switch its own name'),
    ("devices: {agent:", "devices: {agnt:", 'channels.yaml:11: unknown agent "agnt"; did you mean "agent"?'),
    ("PJSIP/101", '"PJSIP/101, x"', 'channels.yaml:11: "phone.asterisk.0.devices.agent": string should match'),
    ("vergunningen: permits", "kcc: permits", 'channels.yaml:19: queue "kcc" is of "kcc" elsewhere in this file; give it one team, or another name'),
    ("host: 10.0.0.2", 'host: "10.0.0.2\\nAction: x"', 'channels.yaml:14: "phone.asterisk.1.host": write it on one line'),
]  # fmt: skip


@pytest.mark.parametrize(("find", "replace", "expected"), BROKEN, ids=[row[1] for row in BROKEN])
def test_a_mistake_earns_its_line_and_the_mend(folder, find, replace, expected):
    assert find in SOUND
    (problem,) = problems(folder, SOUND.replace(find, replace))
    assert problem.startswith(expected)
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    ("span", "expected"),
    [("soon", "is not a term"), ("2 working days", 'write "4 opening hours" or "30 opening minutes"')],
)
def test_one_callback_within_is_opening_time(folder, span, expected):
    path = folder / "organisation.yaml"
    path.write_text(path.read_text("utf-8") + f"one_callback_within: {span}\n", "utf-8")
    (problem,) = problems_of(folder)
    assert problem.file == "organisation.yaml"
    assert expected in problem.message
