"""What a citizen writes or says, on one channel, in one language. No two are equal: each names its own house,
hour or number, so that a benchmark never meets a text it has seen."""

from random import Random
from typing import NamedTuple

from router.simulate.phrases import Subject, phrasebook, pick, products
from router.simulate.scene import Scene
from router.simulate.spelling import stumble

MENTION_LIMIT = 400
SHORTEST = 22  #: words of a mail or form; the least a citizen needs to say what is the matter
FLAVOURS = ("plain",) * 178 + ("complaint",) * 14 + ("suggestion",) * 7 + ("danger",)
KINDS = {"complaint": "complaint", "suggestion": "suggestion", "danger": "report"}


class Text(NamedTuple):
    """A subject and a body as sent. `product`, `flavour` and `language` are labels: what the writer had in
    mind."""

    subject: str
    body: str
    place: str | None = None
    product: str = ""
    kind: str = "question"
    flavour: str = "plain"  #: plain, complaint, suggestion, danger, reply, auto or again
    language: str = "nl"


def compose(rng: Random, product_id: str | None, channel: str, language: str, flavour: str | None = None) -> Text:
    """A new text. Without a product one is drawn as often as people ask for it; without a flavour
    likewise."""
    book = phrasebook(language)
    subject = book.subjects.get(product_id or "") or book.subjects[pick(rng, products())]
    chosen = flavour or pick(rng, FLAVOURS)
    scene = Scene(rng, book)
    body = _body(scene, subject, channel, chosen)
    return Text(
        subject=_subject_line(scene, subject, chosen),
        body=body,
        place=_place(scene, subject, chosen),
        product=subject.product,
        kind=KINDS.get(chosen, subject.kind),
        flavour=chosen,
        language=book.language,
    )


def answer_to(rng: Random, text: Text) -> Text:
    """The citizen's answer to our answer on `text`, with our words quoted under it, as mail programs do."""
    scene = Scene(rng, phrasebook(text.language))
    words = [scene.tell("reply"), scene.tell("anchor"), scene.tell("reply_more"), scene.tell("closer")]
    quote = f"{scene.tell('quote')}\n> {scene.tell('quoted')}"
    return text._replace(subject=f"Re: {text.subject}", body=f"{' '.join(words)}\n\n{quote}", flavour="reply")


def auto_reply(rng: Random, language: str) -> Text:
    """What a machine answers to our acknowledgement. Nothing may answer it back."""
    scene = Scene(rng, phrasebook(language))
    subject = scene.tell("vague_subject")
    scene["subject"] = subject
    line = scene.tell("auto_subject")
    return Text(
        line, f"{scene.tell('auto')} ({scene['ref']}/{scene.number(1000, 9999)})", flavour="auto", language=language
    )


def again(rng: Random, text: Text, channel: str) -> Text:
    """The same matter once more, by somebody who heard nothing: what makes a duplicate."""
    scene = Scene(rng, phrasebook(text.language))
    nag = scene.tell("note_again" if channel in ("phone", "desk") else "nag")
    body = f"{nag}{text.body}"
    return text._replace(body=body[:MENTION_LIMIT] if channel == "mention" else body, flavour="again")


def _body(scene: Scene, subject: Subject, channel: str, flavour: str) -> str:
    matter = _matter(scene, subject, flavour)
    if channel == "mention":
        return _mention(scene, matter)
    if channel in ("phone", "desk"):
        return _note(scene, matter, channel)
    return _letter(scene, subject, matter, flavour)


def _matter(scene: Scene, subject: Subject, flavour: str) -> str:
    if flavour == "danger":
        return scene.tell("danger")
    phrases = subject.vague if scene.rng.random() < 0.3 else subject.core
    return scene.fill(pick(scene.rng, phrases))


def _letter(scene: Scene, subject: Subject, matter: str, flavour: str) -> str:
    rng, middle = scene.rng, [scene.tell("bridge"), matter]
    if subject.detail and rng.random() < 0.7:
        middle.append(scene.fill(pick(rng, subject.detail)))
    if rng.random() < 0.5:
        middle.insert(rng.randrange(2) * len(middle), scene.tell("anecdote"))
    if flavour != "plain":
        middle.append(scene.tell("danger_ask" if flavour == "danger" else flavour))
    if subject.ask:
        middle.append(scene.fill(pick(rng, subject.ask)))
    middle.append(scene.tell("anchor"))
    return _laid_out(scene, scene.tell("opener"), middle)


def _laid_out(scene: Scene, opener: str, middle: list[str]) -> str:
    said = " ".join(part for part in middle if part)
    while said.count(" ") < SHORTEST:
        said = f"{scene.tell('anecdote')} {said}"
    gap = "\n\n" if scene.rng.random() < 0.6 else " "
    return stumble(scene.rng, f"{opener}{gap}{said}{gap}{scene.tell('closer')}".strip(), scene.book)


def _mention(scene: Scene, matter: str) -> str:
    tail = scene.tell("mention_close")
    where = f" ({scene['street']} {scene['number']}, {scene['time']})"
    said = stumble(scene.rng, matter, scene.book)
    opening = scene.tell("mention_open")
    return f"{opening}{said[: MENTION_LIMIT - len(opening) - len(where) - len(tail)]}{where}{tail}"


def _note(scene: Scene, matter: str, channel: str) -> str:
    scene["core"] = matter
    note = f"{scene.tell(f'note_{channel}')} {scene.tell('note_says')} {scene.tell('note_close')}"
    return f"{note} ({scene['weekday']} {scene['time']})"


def _subject_line(scene: Scene, subject: Subject, flavour: str) -> str:
    if flavour == "danger":
        return scene.tell("danger_subject")
    if scene.rng.random() < 0.25:
        return scene.tell("vague_subject")
    return scene.fill(pick(scene.rng, subject.subjects))


def _place(scene: Scene, subject: Subject, flavour: str) -> str | None:
    """Only what happens somewhere has a place; a reader would not believe a passport that has one."""
    return f"{scene['street']} {scene['number']}, Klaverdam" if subject.spatial or flavour == "danger" else None
