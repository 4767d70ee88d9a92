"""Lessons as readers get them: in their language, string by string, with ready texts to pass on."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from tocongnghe.catalogue.lesson_files import Lesson, Lessons, Question
from tocongnghe.catalogue.short_messages import plain
from tocongnghe.catalogue.spoken import load_phrases
from tocongnghe.errors import NotFound
from tocongnghe.i18n.catalogs import find_text
from tocongnghe.i18n.locales import BASE
from tocongnghe.services.access import Actor
from tocongnghe.vocabulary import Role

Package = dict[str, Any]
Said = dict[str, str]


def list_lessons(actor: Actor, lessons: Lessons) -> tuple[Lesson, ...]:
    """Return all lessons in the order in which phones show them.

    Raises:
        Forbidden: Nobody of a commune or the province.
    """
    actor.require(Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
    return lessons.lessons


def find_lesson(actor: Actor, lessons: Lessons, code: str) -> Lesson:
    """Return the lesson *code*.

    Raises:
        Forbidden: Nobody of a commune or the province.
        NotFound: There is none.
    """
    for lesson in list_lessons(actor, lessons):
        if lesson.code == code:
            return lesson
    raise NotFound


def make_package(lessons: Lessons, language: str) -> Package:
    """Return all lessons in *language* (a code of `LOCALES`); `version` is the hash of all of it.

    A text is `{"text"}`, with `lang` where it is in another language than the
    package: nobody has translated it yet. Shapes are those that the pictures use.
    """
    package: Package = {
        "language": language,
        "shapes": _shapes(lessons),
        "lessons": [_lesson(lesson, language) for lesson in lessons.lessons],
    }
    canonical = json.dumps(package, sort_keys=True, ensure_ascii=False).encode()
    return package | {"version": hashlib.sha256(canonical).hexdigest()[:16]}


def say(lesson: Lesson, msgid: str, language: str) -> Said:
    """Return *msgid* of *lesson* as it is said in *language*; what a province wrote itself is Vietnamese."""
    text, found = find_text(language, msgid)
    lang = found or (BASE if lesson.is_own else "en")
    return {"text": text} if lang == language else {"text": text, "lang": lang}


def _lesson(lesson: Lesson, language: str) -> Package:
    def said(msgid: str) -> Said:
        return say(lesson, msgid, language)

    # Recordings are known by their words; a sentence that nobody is asked to record keeps its short key.
    recorded = {phrase.msgid for phrase in load_phrases()}
    return {
        "code": lesson.code,
        "topic": lesson.topic,
        "minutes": lesson.minutes,
        "title": said(lesson.title),
        "purpose": said(lesson.purpose),
        "framework": lesson.framework,
        "reviewed": lesson.reviewed_by is not None,
        "cash_points": lesson.shows_cash_points,
        "steps": [
            {
                "say": said(step.say),
                "picture": [str(cell) for cell in step.picture],
                "voice": step.say if step.say in recorded else step.voice,
            }
            for step in lesson.steps
        ],
        "check": [_question(lesson, question, language) for question in lesson.check],
        "bring": [said(thing) for thing in lesson.bring],
        "words": ready_words(lesson, language),
    }


def _question(lesson: Lesson, question: Question, language: str) -> Package:
    return {
        "ask": say(lesson, question.ask, language),
        "choices": [
            {"say": say(lesson, choice.say, language), "right": choice.is_right}
            for choice in question.choices
        ],
        "why": say(lesson, question.why, language),
    }


def ready_words(lesson: Lesson, language: str) -> dict[str, Said]:
    """Return the texts to pass on; `plain` is the short message without marks, for 160 characters."""
    words = {
        "spoken": lesson.words.spoken,
        "post": lesson.words.post,
        "sms": lesson.words.sms,
    }
    found = {key: say(lesson, msgid, language) for key, msgid in words.items()}
    return found | {"plain": found["sms"] | {"text": plain(found["sms"]["text"])}}


def _shapes(lessons: Lessons) -> dict[str, Package]:
    used = {
        code
        for lesson in lessons.lessons
        for step in lesson.steps
        for cell in step.picture
        for code in cell.shapes
    }
    return {
        code: {"path": shape.path} | ({"room": list(shape.room)} if shape.room else {})
        for code, shape in sorted(lessons.shapes.items())
        if code in used
    }
