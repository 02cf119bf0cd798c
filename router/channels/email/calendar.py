"""An invitation (iCalendar) as a few lines to read: what, when and where."""

from datetime import datetime

READ = 64 * 1024  #: characters; an invitation is far shorter
EVENTS = 3
VALUE = 500
ASIDE = {"cancel": "✗ ", "reply": "↩ ", "counter": "↔ "}  #: signs, not words: we do not know the reader's language


def read_invitation(text: str) -> str:
    """ "" when there is no event in it."""
    lines = unfolded(text[:READ])
    method = next((value.strip().lower() for name, _, value in lines if name == "METHOD"), "")
    events = [event_text(event, ASIDE.get(method, "")) for event in events_in(lines)]
    return "\n\n".join(filter(None, events))


Line = tuple[str, str, str]
"""Name, parameters, value."""


def unfolded(text: str) -> list[Line]:
    whole = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")
    return [split_line(line) for line in whole.split("\n") if ":" in line]


def split_line(line: str) -> Line:
    """At the first colon outside quotes."""
    at = line.find(":")
    while line[:at].count('"') % 2 and at - line.find(":") < VALUE and line.find(":", at + 1) > 0:
        at = line.find(":", at + 1)
    name, _, parameters = line[:at].partition(";")
    return name.strip().upper(), parameters, line[at + 1 :]


def events_in(lines: list[Line]) -> list[dict[str, tuple[str, str]]]:
    """The properties of each event, the first of every name; alarms inside are passed over."""
    found: list[dict[str, tuple[str, str]]] = []
    inside: list[str] = []
    for name, parameters, value in lines:
        if name == "BEGIN":
            inside.append(value.strip().upper())
            if inside[-1] == "VEVENT" and len(found) < EVENTS:
                found.append({})
        elif name == "END":
            inside = inside[:-1]
        elif found and inside and inside[-1] == "VEVENT":
            found[-1].setdefault(name, (parameters, value))
    return found


def event_text(event: dict[str, tuple[str, str]], sign: str) -> str:
    what = plain(event.get("SUMMARY", ("", ""))[1])
    return "\n".join(
        filter(None, (sign + what if what else "", when(event), plain(event.get("LOCATION", ("", ""))[1])))
    )


def when(event: dict[str, tuple[str, str]]) -> str:
    parameters, start = event.get("DTSTART", ("", ""))
    if not start:
        return ""
    first, last = moment(start), moment(event.get("DTEND", ("", ""))[1])
    if last[:10] == first[:10]:
        last = last[11:]
    zone = next((each[5:].strip('"') for each in parameters.split(";") if each.upper().startswith("TZID=")), "")
    zone = zone or ("UTC" if start.strip().endswith("Z") else "")
    return first + (f" – {last}" if last else "") + (f" ({zone[:60]})" if zone else "")


def moment(value: str) -> str:
    """`20260303T100000` to `2026-03-03 10:00`; what is none stays, shortened."""
    value = value.strip().removesuffix("Z")
    for pattern, shown in (("%Y%m%dT%H%M%S", "%Y-%m-%d %H:%M"), ("%Y%m%d", "%Y-%m-%d")):
        try:
            return datetime.strptime(value[:30], pattern).strftime(shown)  # noqa: DTZ007 (shown as it was written)
        except ValueError:
            continue
    return value[:30]


def plain(value: str) -> str:
    return value[:VALUE].replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").strip()
