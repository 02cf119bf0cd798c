"""Words for moments and codes on pages: time left first, a date second, never a bare timestamp."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_time

LEFT = {
    "nl": ("nog {}", "{} te laat", "{} dag", "{} dagen", "{} u {:02d}", "{} min", "{} s"),
    "en": ("{} left", "{} late", "{} day", "{} days", "{} h {:02d}", "{} min", "{} s"),
    "fr": ("encore {}", "{} de retard", "{} jour", "{} jours", "{} h {:02d}", "{} min", "{} s"),
    "de": ("noch {}", "{} zu spät", "{} Tag", "{} Tage", "{} Std. {:02d}", "{} Min.", "{} s"),
}
SOON = timedelta(hours=1)


def time_words(language: str, zone: ZoneInfo) -> dict[str, Callable[..., str]]:
    """Jinja filters: moment, day, clock, second, left(now), risk(now), span, millis; iso_moment is of a moment as history keeps it."""

    def moment(at: datetime) -> str:
        return format_datetime(at.astimezone(zone), "EEE d MMM HH:mm", locale=language)

    return {
        "iso_moment": lambda text: moment(datetime.fromisoformat(text)),
        "moment": moment,
        "day": lambda at: format_datetime(at.astimezone(zone), "EEEE d MMMM", locale=language),
        "clock": lambda at: format_time(at.astimezone(zone), "HH:mm", locale=language),
        "second": lambda at: format_time(at.astimezone(zone), "HH:mm:ss", locale=language),
        "left": lambda due, now: left_words(due - now, language),
        "risk": risk,
        "span": lambda span: span_words(span, language),
        "millis": lambda at: str(int(at.timestamp() * 1000)),
    }


def risk(due: datetime, now: datetime) -> str:
    """late, soon or fine: the three colours there are."""
    if due <= now:
        return "late"
    return "soon" if due - now <= SOON else "fine"


def left_words(left: timedelta, language: str) -> str:
    """ "nog 41 min" or "14 min te laat"."""
    ahead, late = LEFT[language][:2]
    return (late if left <= timedelta(0) else ahead).format(span_words(abs(left), language))


def span_words(span: timedelta, language: str) -> str:
    one, many, hours, minutes, seconds = LEFT[language][2:]
    total = int(span.total_seconds())
    if total >= 172_800:
        return many.format(total // 86_400)
    if total >= 86_400:
        return one.format(1)
    if total >= 3600:
        return hours.format(total // 3600, total % 3600 // 60)
    return minutes.format(total // 60) if total >= 60 else seconds.format(total)


def agent_words(_: Callable[[str], str]) -> dict[str, Callable[..., str]]:
    """Jinja filters `word`: a code with a fixed set of values, in words; `role`: what somebody is at work."""
    names = {
        "webform": _("Web form"),
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "mention": _("Mention"),
        "desk": _("Desk"),
        "question": _("Question"),
        "report": _("Report"),
        "complaint": _("Complaint"),
        "suggestion": _("Suggestion"),
        "appointment": _("Appointment"),
        "normal": _("Normal"),
        "high": _("Urgent"),
        "danger": _("Danger"),
        "queued": _("In the queue"),
        "offered": _("Offered"),
        "active": _("In progress"),
        "waiting": _("Waiting"),
        "closed": _("Closed"),
        "quarantined": _("Set apart"),
        "pickup": _("Pick-up"),
        "acknowledge": _("Receipt"),
        "callback": _("Callback"),
        "answer": _("Answer"),
        "resolve": _("Decision"),
        "transfer": _("Hand-over"),
        "partner": _("Partner's answer"),
        "open": _("open"),
        "kept": _("kept"),
        "broken": _("broken"),
        "cancelled": _("cancelled"),
        "reached": _("Reached"),
        "voicemail": _("Voicemail"),
        "no-answer": _("No answer"),
        "wrong-number": _("Wrong number"),
        "busy": _("Busy"),
        "answered": _("Answered"),
        "done": _("Done"),
        "referred": _("Referred"),
        "duplicate": _("Duplicate"),
        "not-ours": _("Not ours"),
        "unreachable": _("Unreachable"),
        "withdrawn": _("Withdrawn"),
        "click": _("Click"),
        "call": _("Call"),
        "face": _("Visit"),
        "none": _("No advice"),
        "taken": _("Taken"),
        "refused": _("Refused"),
        "ignored": _("Not answered"),
        "prefers-person": _("Would rather speak to somebody"),
        "no-computer": _("Has no computer or phone for it"),
        "did-not-work": _("Tried, but it did not work"),
        "too-complex": _("Too hard"),
        "no-time": _("No time for it"),
        "other": _("Something else"),
        "simple": _("simple"),
        "complex": _("complex"),
    }
    roles = {
        "agent": _("Agent"),
        "webcare": _("Web care"),
        "lead": _("Team lead"),
        "operations": _("Supervision"),
        "admin": _("Administrator"),
    }
    return {"word": lambda code: names.get(str(code), str(code)), "role": lambda code: roles[str(code)]}
