"""Twilio: signed forms."""

from tests.channels.described import Asked, Neighbour, Served
from tests.channels.twilio.bodies import FORM, SETTING, asked, call, task

GOOD = asked("taskrouter", task("task-queue.entered", 0))
NEIGHBOUR = Neighbour(
    setting=lambda _: SETTING,
    served=Served(
        good=GOOD,
        unsigned=[
            Asked(tail="taskrouter", body=GOOD.body, headers=FORM),
            asked("taskrouter", task("task-queue.entered", 0), token="another"),
            Asked(tail="voice", body=GOOD.body, headers=GOOD.headers),
            Asked(tail="taskrouter", body=GOOD.body + b"&x=1", headers=GOOD.headers),
        ],
        unreadable=asked("taskrouter", {"EventType": "\x00", "TaskAttributes": "[" * 5000}),
        oversized=asked("taskrouter", {"TaskAttributes": "x" * (256 * 1024 + 1)}),
        stranger=asked("voice?queue=KCC", call(QueueTime="3", QueuePosition="1", From="anonymous")),
    ),
)
