"""The words with a fixed set of values (CONTRACT.md). Others script against them: nothing here changes in silence."""

from enum import StrEnum


class Channel(StrEnum):
    WEBFORM = "webform"
    EMAIL = "email"
    PHONE = "phone"
    MENTION = "mention"
    DESK = "desk"


class ContactStatus(StrEnum):
    ACCEPTED = "accepted"
    DECIDED = "decided"
    QUARANTINED = "quarantined"


class CaseStatus(StrEnum):
    """A case is in exactly one of these (I2)."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WAITING = "waiting"
    CLOSED = "closed"
    QUARANTINED = "quarantined"


class Kind(StrEnum):
    QUESTION = "question"
    REPORT = "report"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    APPOINTMENT = "appointment"


class Urgency(StrEnum):
    NORMAL = "normal"
    HIGH = "high"
    DANGER = "danger"


class Tone(StrEnum):
    """How it is said, from quiet to furious."""

    CALM = "calm"
    UPSET = "upset"
    ANGRY = "angry"


class Audience(StrEnum):
    """In which capacity somebody writes."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    PRESS = "press"
    COUNCILLOR = "councillor"


class PromiseKind(StrEnum):
    PICKUP = "pickup"
    ACKNOWLEDGE = "acknowledge"
    CALLBACK = "callback"
    ANSWER = "answer"
    RESOLVE = "resolve"
    TRANSFER = "transfer"
    PARTNER = "partner"


class PromiseState(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class CallbackOutcome(StrEnum):
    """Only `reached` keeps the promise."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"
    BUSY = "busy"


class Result(StrEnum):
    """Why a case was closed."""

    ANSWERED = "answered"
    DONE = "done"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    NOT_OURS = "not-ours"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


class Steer(StrEnum):
    CLICK = "click"
    CALL = "call"
    FACE = "face"
    NONE = "none"


class SteerOutcome(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    REFUSED = "refused"
    IGNORED = "ignored"


class CallEventKind(StrEnum):
    """What a telephone switch tells of a call."""

    QUEUED = "queued"
    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed-out"
    TRANSFERRED = "transferred"
    ENDED = "ended"


class Role(StrEnum):
    AGENT = "agent"
    WEBCARE = "webcare"
    LEAD = "lead"
    OPERATIONS = "operations"
    ADMIN = "admin"


class Direction(StrEnum):
    IN = "in"
    OUT = "out"
