"""A contact as a body for POST /api/v1/contacts (CONTRACT.md): only its fields, and only what the channel
knows."""

from datetime import datetime, timedelta

from router.simulate.day import Arrival

Body = dict[str, object]
FRIDAY = 4


def body(arrival: Arrival, now: datetime | None = None) -> Body:
    """The arrival for the API. `now` dates the hours a caller asks for; without it nobody names hours."""
    turn, text = arrival.turn, arrival.turn.text
    made: Body = {"channel": turn.channel, "sourceId": turn.key, "text": text.body, "sender": _sender(arrival)}
    if turn.channel in ("email", "webform"):
        made["subject"] = text.subject
    if turn.channel in ("webform", "desk"):
        made["product"] = text.product
    if turn.channel in ("phone", "desk"):
        made["kind"] = text.kind
    if turn.channel == "mention":
        made |= {"language": text.language, "url": status_url(arrival)}
    if text.place and turn.channel != "email":
        made["place"] = text.place
    if arrival.needs_assistance:
        made["needsAssistance"] = True
    if turn.channel == "phone" and not arrival.rings:
        made["callback"] = _wish(arrival, now)
    return made


def status_url(arrival: Arrival) -> str:
    """Where a mention stands in public."""
    name, host = arrival.turn.person.handle.split("@")
    return f"https://{host}/@{name}/{arrival.turn.key}"


def stamp(moment: datetime) -> str:
    """A moment as JSON has it: UTC with its offset, to the microsecond."""
    return moment.isoformat(timespec="microseconds")


def _sender(arrival: Arrival) -> dict[str, str]:
    person = arrival.turn.person
    match arrival.channel:
        case "email":
            return {"name": person.name, "email": person.email}
        case "phone":
            return {"name": person.name, "phone": person.phone}
        case "mention":
            return {"name": person.name, "handle": person.handle}
        case "desk":
            return {"name": person.name}
    return {"name": person.name, "email": person.email, "phone": person.phone}


def _wish(arrival: Arrival, now: datetime | None) -> dict[str, str]:
    if now is None or not arrival.window:
        return {}
    morning = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while morning.weekday() > FRIDAY:
        morning += timedelta(days=1)
    return {"notBefore": stamp(morning), "notAfter": stamp(morning + timedelta(hours=3))}
