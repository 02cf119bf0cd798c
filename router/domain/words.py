"""The words with a fixed set of values (CONTRACT.md). Others script against them: nothing here changes in silence."""

from enum import StrEnum


class Word(StrEnum):
    """Hashed as the text it is: an enum's own hash is a call into Python, and every index looks words up."""

    __hash__ = str.__hash__


class Channel(Word):
    WEBFORM = "webform"
    EMAIL = "email"
    PHONE = "phone"
    MENTION = "mention"
    DESK = "desk"


class ContactStatus(Word):
    ACCEPTED = "accepted"
    DECIDED = "decided"
    QUARANTINED = "quarantined"


class CaseStatus(Word):
    """A case is in exactly one of these (I2)."""

    QUEUED = "queued"
    OFFERED = "offered"
    ACTIVE = "active"
    WAITING = "waiting"
    CLOSED = "closed"
    QUARANTINED = "quarantined"


class Kind(Word):
    QUESTION = "question"
    REPORT = "report"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    APPOINTMENT = "appointment"


class Urgency(Word):
    NORMAL = "normal"
    HIGH = "high"
    DANGER = "danger"


class Tone(Word):
    """How it is said, from quiet to furious."""

    CALM = "calm"
    UPSET = "upset"
    ANGRY = "angry"


class Audience(Word):
    """In which capacity somebody writes."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    PRESS = "press"
    COUNCILLOR = "councillor"


class PromiseKind(Word):
    PICKUP = "pickup"
    ACKNOWLEDGE = "acknowledge"
    CALLBACK = "callback"
    ANSWER = "answer"
    RESOLVE = "resolve"
    TRANSFER = "transfer"
    PARTNER = "partner"


class PromiseState(Word):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class CallbackOutcome(Word):
    """Only `reached` keeps the promise."""

    REACHED = "reached"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    WRONG_NUMBER = "wrong-number"
    BUSY = "busy"


class Result(Word):
    """Why a case was closed."""

    ANSWERED = "answered"
    DONE = "done"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    NOT_OURS = "not-ours"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


class Steer(Word):
    CLICK = "click"
    CALL = "call"
    FACE = "face"
    NONE = "none"


class SteerOutcome(Word):
    OFFERED = "offered"
    TAKEN = "taken"
    REFUSED = "refused"
    IGNORED = "ignored"


class SteerReason(Word):
    """Why an offer was refused."""

    PREFERS_PERSON = "prefers-person"
    NO_COMPUTER = "no-computer"
    DID_NOT_WORK = "did-not-work"
    TOO_COMPLEX = "too-complex"
    NO_TIME = "no-time"
    OTHER = "other"


class CallEventKind(Word):
    """What a telephone switch tells of a call."""

    QUEUED = "queued"
    OFFERED = "offered"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    TIMED_OUT = "timed-out"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    LOST = "lost"  #: the switch was away; how the wait ended nobody knows


class Delivery(Word):
    """What a neighbour says became of a message."""

    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    DELAYED = "delayed"  #: the neighbour goes on trying


class Role(Word):
    AGENT = "agent"
    WEBCARE = "webcare"
    LEAD = "lead"
    OPERATIONS = "operations"
    ADMIN = "admin"


class Direction(Word):
    IN = "in"
    OUT = "out"
