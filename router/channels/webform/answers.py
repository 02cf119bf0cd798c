"""What a person filled in on a page, made fit to keep, and what is wrong with it, said all at once.

Sentences are message ids: the page says them in its own language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from router.channels.clean import many_lines, one_line
from router.domain.phone import can_be_called

TEXT, SUBJECT, NAME, ADDRESS, PHONE = 10_000, 200, 120, 254, 40
FILES, FILE_BYTES, ALL_BYTES = 5, 5 * 1024 * 1024, 20 * 1024 * 1024
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "heic": "image/heic",
    "txt": "text/plain",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
Wrong = list[tuple[str, str]]  #: field and message id


class Upload(NamedTuple):
    """A file that was chosen, before its bytes are read."""

    name: str
    size: int

    @property
    def media_type(self) -> str | None:
        """By its name; what the browser claims is not believed. None is a type we do not take."""
        return TYPES.get(self.name.rpartition(".")[2].casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    text: str = ""
    subject: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    place: str = ""
    needs_assistance: bool = False
    is_trap: bool = False  #: a field that no person sees was filled in

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "Answers":
        return cls(
            text=many_lines(fields.get("text", ""), TEXT + 1),
            subject=one_line(fields.get("subject", ""), SUBJECT),
            name=one_line(fields.get("name", ""), NAME),
            email=one_line(fields.get("email", ""), ADDRESS),
            phone=one_line(fields.get("phone", ""), PHONE),
            place=one_line(fields.get("place", ""), SUBJECT),
            needs_assistance=bool(fields.get("needs_assistance")),
            is_trap=bool(fields.get("website", "").strip()),
        )


def wrong_message(answers: Answers, files: Sequence[Upload] = ()) -> Wrong:
    """All that is wrong with a message, in the order of the form."""
    return [*wrong_text(answers), *wrong_email(answers), *wrong_files(files)]


def wrong_addition(answers: Answers, files: Sequence[Upload] = ()) -> Wrong:
    """A photo needs no words."""
    return [*(_too_long(answers) if files else wrong_text(answers)), *wrong_files(files)]


def wrong_callback(answers: Answers, region: str) -> Wrong:
    """A callback needs a number that can be called, and a name to ask for."""
    found: Wrong = [] if answers.name else [("name", "Fill in your name, so that we know who to ask for.")]
    if not can_be_called(answers.phone, region):
        found.append(("phone", "Fill in a full phone number, for example 06 12345678."))
    return [*found, *_too_long(answers)]


def wrong_text(answers: Answers) -> Wrong:
    return _too_long(answers) if answers.text else [("text", "Write down your question or report.")]


def wrong_email(answers: Answers) -> Wrong:
    name, at, host = answers.email.partition("@")
    fits = name and at and "." in host.strip(".") and "@" not in host and " " not in answers.email
    return (
        []
        if fits or not answers.email
        else [("email", "Fill in a full e-mail address, for example naam@voorbeeld.nl.")]
    )


def wrong_files(files: Sequence[Upload]) -> Wrong:
    found: Wrong = []
    if len(files) > FILES:
        found.append(("files", "Choose at most 5 files."))
    if any(file.media_type is None for file in files):
        found.append(
            (
                "files",
                "One of the files is of a type that we cannot open. Choose PDF, PNG, JPG, HEIC, TXT, DOC, DOCX or ODT.",
            )
        )
    if any(file.size > FILE_BYTES for file in files):
        found.append(("files", "One of the files is too large. Choose files of at most 5 MB each."))
    elif sum(file.size for file in files) > ALL_BYTES:
        found.append(("files", "The files are too large together. Choose at most 20 MB in total."))
    return found


def _too_long(answers: Answers) -> Wrong:
    return [("text", "Your text is too long. Keep it to 10,000 characters.")] if len(answers.text) > TEXT else []
