"""Lessons at the desk: which there are, what waits for review, and each one to read, print and pass on."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from tocongnghe.catalogue.short_messages import size_of
from tocongnghe.i18n import current_locale
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.lessons import LessonQueryIn
from tocongnghe.services.lessons import find_lesson, list_lessons, ready_words, say

blueprint = Blueprint("lessons_desk", __name__, url_prefix="/province/lessons")


@blueprint.get("")
def show() -> Response:
    """Show all lessons: their topic, where their content comes from, whether somebody vouches for it."""
    actor = current_actor()
    lessons = list_lessons(actor, current_app.extensions["lessons"])
    return page("console/lessons.html", actor=actor, lessons=lessons, topics=topic_names())


@blueprint.get("/<code>")
def show_one(code: str) -> Response:
    """Show one lesson whole, in the language asked for: steps, check, what to bring, texts to pass on."""
    actor = current_actor()
    known = current_app.extensions["lessons"]
    lesson = find_lesson(actor, known, code)
    asked = read(LessonQueryIn(), request.args)["language"]
    language = asked if asked in LOCALES else current_locale()
    words = ready_words(lesson, language)
    return page(
        "console/lesson.html",
        actor=actor,
        lesson=lesson,
        shapes=known.shapes,
        said=partial(say, lesson, language=language),
        words=words,
        sizes={key: size_of(words[key]["text"]) for key in ("sms", "plain")},
        language=language,
        languages=[{"value": one.code, "name": one.own_name} for one in LOCALES.values()],
        topics=topic_names(),
    )
