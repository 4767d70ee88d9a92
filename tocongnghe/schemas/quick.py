"""A first look at bodies, compiled from their schemas: sound beyond doubt, or worth marshmallow's own look.

marshmallow takes fifty microseconds for a body, and nearly all bodies are sound.
What is let through here marshmallow lets through as well, and a test holds the
two together; whatever is doubted goes to marshmallow, which has the last word
and the words for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from marshmallow import Schema, fields

from tocongnghe.schemas.strict import BlobName, CalendarDay, Id, OneOf, Small, Whole, Words, YesNo

Test: TypeAlias = Callable[[Any], bool]
_ID = re.compile("[A-Za-z0-9_-]{22}")


def compile_test(schema: Schema, whole: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> Test:
    """Return a test that is true only of what *schema* takes; `whole` stands for its `@validates_schema`."""
    required = frozenset(name for name, field in schema.fields.items() if field.required)
    tests = {name: _test_of(field) for name, field in schema.fields.items()}

    def is_sound(body: Any) -> bool:
        if type(body) is not dict or not required <= body.keys():
            return False
        for name, value in body.items():
            test = tests.get(name)
            if test is None or not test(value):
                return False
        return whole(body)

    return is_sound


def _test_of(field: fields.Field[Any]) -> Test:
    """Return the test of one field; what has none here is always doubted."""
    make = _TESTS.get(type(field))
    test = make(field) if make is not None and not field.validators else _never
    return _or_none(test) if field.allow_none else test


def _or_none(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _never(_value: Any) -> bool:
    return False


def _words(least: int, most: int) -> Test:
    def test(value: Any) -> bool:
        if type(value) is not str or not least <= len(value) <= most:
            return False
        # Text beyond ASCII may hold half characters, and blanks may be all there is.
        is_plain = value.isascii() or value.isprintable()
        return is_plain and "\x00" not in value and (not least or len(value.strip()) >= least)

    return test


def _whole(field: Whole) -> Test:
    least, most = field.least, field.most
    return lambda value: type(value) is int and least <= value <= most


def _one_of(field: OneOf) -> Test:
    words = field.words
    return lambda value: type(value) is str and value in words


def _is_day(value: Any) -> bool:
    if type(value) is not str or len(value) != 10:
        return False
    try:
        return 2000 <= date.fromisoformat(value).year <= 2100
    except ValueError:
        return False


def is_id(value: Any) -> bool:
    """Tell whether *value* is 128 bits as 22 characters base64url."""
    return type(value) is str and _ID.fullmatch(value) is not None


def _is_small(value: Any) -> bool:
    return (
        type(value) is dict
        and len(value) <= 10
        and all(_is_key(key) and _is_plain(content) for key, content in value.items())
    )


_is_key = _words(1, 40)
_is_short = _words(0, 200)


def _is_plain(value: Any) -> bool:
    if type(value) is int:
        return -(1 << 53) <= value <= 1 << 53
    return value is None or value is True or value is False or _is_short(value)


def _is_blob_name(value: Any) -> bool:
    return type(value) is str and len(value) == 64 and BlobName.DIGITS.issuperset(value)


_TESTS: dict[type, Callable[[Any], Test]] = {
    Words: lambda field: _words(field.least, field.most),
    Small: lambda _: _is_small,
    Whole: _whole,
    OneOf: _one_of,
    YesNo: lambda _: lambda value: value is True or value is False,
    CalendarDay: lambda _: _is_day,
    Id: lambda _: is_id,
    BlobName: lambda _: _is_blob_name,
}
