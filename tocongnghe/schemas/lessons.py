"""Lessons on the wire (`GET /api/v1/lessons/<language>`), and what the desk asks for."""

from __future__ import annotations

from marshmallow import EXCLUDE, Schema, fields

from tocongnghe.schemas.strict import Words


class LessonTextOut(Schema):
    """`lang` only where the text is in another language than the package."""

    text = fields.String(required=True)
    lang = fields.String()


class ShapeOut(Schema):
    """Strokes as SVG writes them on a grid of 24; `room`: where another shape stands (x, y, share)."""

    path = fields.String(required=True)
    room = fields.List(fields.Float())


class LessonStepOut(Schema):
    """`picture`: cells `shape`, `outer:inner`, `not shape`; `voice`: the key of a phrase to record."""

    say = fields.Nested(LessonTextOut, required=True)
    picture = fields.List(fields.String(), required=True)
    voice = fields.String(required=True)


class LessonChoiceOut(Schema):
    say = fields.Nested(LessonTextOut, required=True)
    right = fields.Boolean(required=True)


class LessonQuestionOut(Schema):
    ask = fields.Nested(LessonTextOut, required=True)
    choices = fields.List(fields.Nested(LessonChoiceOut), required=True)
    why = fields.Nested(LessonTextOut, required=True)


class LessonWordsOut(Schema):
    """Ready texts: for the loudspeaker, for Zalo, a short message with marks and one without."""

    spoken = fields.Nested(LessonTextOut, required=True)
    post = fields.Nested(LessonTextOut, required=True)
    sms = fields.Nested(LessonTextOut, required=True)
    plain = fields.Nested(LessonTextOut, required=True)


class LessonOut(Schema):
    code = fields.String(required=True)
    topic = fields.String(required=True, allow_none=True)
    minutes = fields.Integer(required=True, strict=True)
    title = fields.Nested(LessonTextOut, required=True)
    purpose = fields.Nested(LessonTextOut, required=True)
    framework = fields.String(required=True, allow_none=True)
    reviewed = fields.Boolean(required=True)
    cash_points = fields.Boolean(required=True)
    steps = fields.List(fields.Nested(LessonStepOut), required=True)
    check = fields.List(fields.Nested(LessonQuestionOut), required=True)
    bring = fields.List(fields.Nested(LessonTextOut), required=True)
    words = fields.Nested(LessonWordsOut, required=True)


class LessonsOut(Schema):
    """All lessons in one language; `version` is the hash of all of it."""

    version = fields.String(required=True)
    language = fields.String(required=True)
    shapes = fields.Dict(keys=fields.String(), values=fields.Nested(ShapeOut), required=True)
    lessons = fields.List(fields.Nested(LessonOut), required=True)


class LessonQueryIn(Schema):
    """The language in which a lesson is shown; empty: the reader's own."""

    class Meta:
        unknown = EXCLUDE

    language = Words(8, load_default="")
