"""Fields that take exactly what the wire promises: no "yes" for true, no 4.0 for 4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields


class Words(fields.String):
    """Text of `least` to `most` characters that every database and page can hold."""

    def __init__(self, most: int, *, least: int = 0, **options: Any) -> None:
        super().__init__(metadata={"minLength": least, "maxLength": most}, **options)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("Not text.")
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise ValidationError("Holds characters that are not text.")
        if not self.least <= len(value.strip()) or len(value) > self.most:
            raise ValidationError(f"Must have {self.least} to {self.most} characters.")
        return value


class Whole(fields.Integer):
    """A whole number from `least` to `most`."""

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(metadata={"minimum": least, "maximum": most}, **options)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> int:
        if type(value) is not int or not self.least <= value <= self.most:
            raise ValidationError(f"Not a whole number from {self.least} to {self.most}.")
        return value


class YesNo(fields.Boolean):
    """true or false, nothing that resembles them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> bool:
        if value is not True and value is not False:
            raise ValidationError("Neither true nor false.")
        return value


class CalendarDay(fields.String):
    """A day as YYYY-MM-DD, from 2000 to 2100; kept as text."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"format": "date"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        try:
            day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            day = None
        if day is None or not 2000 <= day.year <= 2100:
            raise ValidationError("Not a day YYYY-MM-DD from 2000 to 2100.")
        return str(value)


class OneOf(fields.String):
    """A code from a closed list."""

    def __init__(self, words: Any, **options: Any) -> None:
        nothing = [None] if options.get("allow_none") else []
        super().__init__(metadata={"enum": [*(str(word) for word in words), *nothing]}, **options)
        self.words = frozenset(str(word) for word in words)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        if not isinstance(value, str) or value not in self.words:
            raise ValidationError("Not one of the known codes.")
        return value


class Id(fields.String):
    """128 bits as 22 characters base64url."""

    LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"pattern": "^[A-Za-z0-9_-]{22}$"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        if not isinstance(value, str) or len(value) != 22 or not self.LETTERS.issuperset(value):
            raise ValidationError("Not an id of 22 characters base64url.")
        return value


class UserId(fields.String):
    """A user's id as the wire has it: a whole number from 1, in digits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"pattern": "^[1-9][0-9]{0,8}$"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        is_number = isinstance(value, str) and value.isascii() and value.isdecimal()
        if not is_number or value.startswith("0") or len(value) > 9:
            raise ValidationError("Not the id of a user.")
        return str(value)


class BlobName(fields.String):
    """SHA-256 of a recording, 64 hexadecimal digits in lower case."""

    DIGITS = frozenset("0123456789abcdef")

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"pattern": "^[0-9a-f]{64}$"}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> str:
        if not isinstance(value, str) or len(value) != 64 or not self.DIGITS.issuperset(value):
            raise ValidationError("Not the SHA-256 of a recording.")
        return value


class Small(fields.Dict):
    """An object of at most ten plain values; what a topic's own small form holds."""

    def __init__(self, **options: Any) -> None:
        plain = {"type": ["string", "integer", "boolean", "null"]}
        wire = {"additionalProperties": plain, "maxProperties": 10}
        super().__init__(metadata={"wire": wire}, **options)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any
    ) -> dict[str, Any]:
        if not isinstance(value, dict) or len(value) > 10:
            raise ValidationError("Not an object of at most ten values.")
        for key, content in value.items():
            Words(40, least=1).deserialize(key)
            if isinstance(content, str):
                Words(200).deserialize(content)
            elif content is not None and type(content) not in (bool, int):
                raise ValidationError("Holds more than plain values.")
            elif type(content) is int and abs(content) > 1 << 53:
                raise ValidationError("Holds a number that is too large.")
        return value
