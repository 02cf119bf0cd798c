"""Requests in Twilio's shape, signed as it signs."""

import json
from collections.abc import Mapping
from urllib.parse import urlencode

from router.channels.twilio.signature import signature
from tests.channels.described import Asked

OURS = "https://balie.example/channels/twilio/"
CALL, TASK, QUEUE = "CA" + "1" * 32, "WT" + "2" * 32, "QU" + "3" * 32
START = 1_795_424_400  #: Monday 23 November 2026, 10:00 in Amsterdam
SETTING = {
    "token": "env:TOKEN",
    "old_token": "env:OLD",
    "queues": {"KCC": "kcc", QUEUE: "permits", "Vergunningen": "permits"},
}


def task(kind: str, at: float, queue: str = "KCC", **fields: str) -> dict[str, str]:
    """A task event, `at` seconds after START."""
    attributes = {"call_sid": CALL, "from": "+31612345678", "direction": "inbound", "called": "+31475000000"}
    return {
        "EventType": kind, "AccountSid": "AC" + "0" * 32, "WorkspaceSid": "WS" + "0" * 32, "ResourceType": "task",
        "Timestamp": str(START + int(at)), "TimestampMs": str(int((START + at) * 1000)), "TaskSid": TASK,
        "TaskAttributes": json.dumps(attributes), "TaskChannelUniqueName": "voice", "TaskQueueName": queue, **fields,
    }  # fmt: skip


def call(**fields: str) -> dict[str, str]:
    return {
        "CallSid": CALL, "AccountSid": "AC" + "0" * 32, "From": "+31612345678", "To": "+31475000000",
        "CallStatus": "in-progress", "Direction": "inbound", "ApiVersion": "2010-04-01", **fields,
    }  # fmt: skip


def asked(tail: str, fields: Mapping[str, str], token: str = "token", **headers: str) -> Asked:
    names = {"X-Twilio-Signature": signature(OURS + tail, list(fields.items()), token)}
    return Asked(tail=tail, body=urlencode(fields).encode(), headers={**FORM, **names, **headers})


FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
