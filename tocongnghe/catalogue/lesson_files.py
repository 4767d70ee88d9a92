"""Lessons (học liệu) as data: steps with pictures, a short check, what to bring, and words to pass on.

Texts are message ids, as in all of the catalogue. What a province writes in its
own files stands in no translation and is shown as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.drawings import Cell, Shape, read_picture, read_shapes
from tocongnghe.catalogue.entries import CatalogueError, Entry, read_file
from tocongnghe.catalogue.short_messages import MAX_PLAIN, plain, unsendable

FOLDER = Path(__file__).resolve().parent
LESSONS = "lessons"
"""The folder of lessons, here and in a province's instance."""
STATES = ("pending", "reviewed")
STEPS, QUESTIONS, CHOICES, THINGS = (4, 7), (3, 3), (2, 3), (0, 8)
MAX_STEP, MAX_POST, MAX_MINUTES = 160, 600, 60
_MAX_CODE, _MAX_VOICE, _MAX_TITLE, _MAX_PURPOSE = 32, 64, 60, 200  # characters


@dataclass(frozen=True, slots=True)
class Step:
    """One thing said and shown; `voice` is the key of a phrase that may have been recorded."""

    say: str
    picture: tuple[Cell, ...]
    voice: str


@dataclass(frozen=True, slots=True)
class Choice:
    say: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """`why` is said after any answer, right or wrong."""

    ask: str
    choices: tuple[Choice, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Words:
    """Ready texts to pass on: read aloud over the loudspeaker, posted in Zalo, sent as a short message."""

    spoken: str
    post: str
    sms: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A short lesson; `framework` names a skill of the national framework once somebody has matched it."""

    code: str
    topic: str | None
    order: int
    title: str
    purpose: str
    minutes: int
    source: str
    steps: tuple[Step, ...]
    check: tuple[Question, ...]
    bring: tuple[str, ...]
    words: Words
    framework: str | None = None
    shows_cash_points: bool = False
    reviewed_by: str | None = None
    """The role of who vouches for the content; None: it waits for review."""
    reviewed_on: date | None = None
    is_own: bool = False
    """From the province's own files."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """All lessons in the order in which they are shown, and the shapes that their pictures are drawn from."""

    lessons: tuple[Lesson, ...]
    shapes: Mapping[str, Shape]


def read_lessons(topics: frozenset[str], own: Path | None = None) -> Lessons:
    """Return the shipped lessons with those in the folder *own* in the place of those of their code.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    shapes, found = _shipped(topics)
    if own is not None and own.is_dir():
        found = found | _read_folder(own, topics, shapes, is_own=True)
    ordered = sorted(found.values(), key=lambda lesson: (lesson.order, lesson.code))
    return Lessons(tuple(ordered), shapes)


@cache
def _shipped(topics: frozenset[str]) -> tuple[dict[str, Shape], dict[str, Lesson]]:
    """Return what came with the program, read once: nobody changes it."""
    shapes = read_shapes(FOLDER / "shapes.yaml")
    return shapes, _read_folder(FOLDER / LESSONS, topics, shapes, is_own=False)


def _read_folder(
    folder: Path, topics: frozenset[str], shapes: Mapping[str, Shape], *, is_own: bool
) -> dict[str, Lesson]:
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        lesson = read_lesson(read_file(path), topics, shapes, is_own=is_own)
        if lesson.code != path.stem:
            raise CatalogueError(f"{path.name}, line 1: code: must be as the file is called: {path.stem}")
        found[lesson.code] = lesson
    return found


def read_lesson(
    entry: Entry, topics: frozenset[str], shapes: Mapping[str, Shape], *, is_own: bool = False
) -> Lesson:
    """Return the lesson that *entry* writes.

    Raises:
        CatalogueError: One that cannot be; says where and why.
    """
    code = read_code(entry, _MAX_CODE)
    is_reviewed = entry.word("state", STATES) == "reviewed"
    lesson = Lesson(
        code=code,
        topic=entry.word("topic", topics) if entry.has("topic") else None,
        order=entry.integer("order"),
        title=_text(entry, "title", _MAX_TITLE),
        purpose=_text(entry, "purpose", _MAX_PURPOSE),
        minutes=entry.integer("minutes"),
        source=entry.text("source"),
        steps=_read_steps(entry, code, shapes),
        check=tuple(_read_question(one) for one in _some(entry, "check", QUESTIONS)),
        bring=tuple(_read_thing(one) for one in _some(entry, "bring", THINGS)) if entry.has("bring") else (),
        words=_read_words(entry),
        framework=entry.text("framework") if entry.has("framework") else None,
        shows_cash_points=entry.flag("cash_points"),
        reviewed_by=entry.text("reviewed_by") if is_reviewed else None,
        reviewed_on=entry.day("reviewed_on") if is_reviewed else None,
        is_own=is_own,
    )
    if not 1 <= lesson.minutes <= MAX_MINUTES:
        entry.fail(f"must be from 1 to {MAX_MINUTES}", "minutes")
    entry.finish()
    return lesson


def _read_steps(entry: Entry, code: str, shapes: Mapping[str, Shape]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for number, one in enumerate(_some(entry, "steps", STEPS), start=1):
        step = Step(
            say=_text(one, "say", MAX_STEP),
            picture=read_picture(one, shapes),
            voice=_text(one, "voice", _MAX_VOICE) if one.has("voice") else f"lesson.{code}.{number}",
        )
        if step.picture in [known.picture for known in steps]:
            one.fail("is the picture of an earlier step: each step needs its own", "picture")
        one.finish()
        steps.append(step)
    return tuple(steps)


def _read_question(entry: Entry) -> Question:
    choices = []
    for one in _some(entry, "choices", CHOICES):
        choices.append(Choice(_text(one, "say", MAX_STEP), one.flag("right")))
        one.finish()
    question = Question(_text(entry, "ask", MAX_STEP), tuple(choices), _text(entry, "why", MAX_STEP))
    if sum(choice.is_right for choice in choices) != 1:
        entry.fail("must have exactly one that says right: true", "choices")
    entry.finish()
    return question


def _read_thing(entry: Entry) -> str:
    said = _text(entry, "say", MAX_STEP)
    entry.finish()
    return said


def _read_words(lesson: Entry) -> Words:
    entry = lesson.entry("words")
    words = Words(
        spoken=_text(entry, "spoken", MAX_POST), post=_text(entry, "post", MAX_POST), sms=entry.text("sms")
    )
    sent = plain(words.sms)
    if len(sent) > MAX_PLAIN:
        entry.fail(f"has {len(sent)} characters; a short message holds {MAX_PLAIN}", "sms")
    if odd := unsendable(sent):
        entry.fail(f"holds {odd!r}, which no plain short message can", "sms")
    entry.finish()
    return words


def _some(entry: Entry, key: str, count: tuple[int, int]) -> list[Entry]:
    found = entry.entries(key)
    least, most = count
    if not least <= len(found) <= most:
        entry.fail(f"must be {least if least == most else f'{least} to {most}'}, not {len(found)}", key)
    return found


def _text(entry: Entry, key: str, most: int) -> str:
    text = entry.text(key).strip()
    if len(text) > most:
        entry.fail(f"must be at most {most} characters, not {len(text)}", key)
    return text
