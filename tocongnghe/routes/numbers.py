"""Numbers in addresses: one too large for any id leads nowhere, instead of into the database."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1  # of an INTEGER column


class IdConverter(IntegerConverter):
    """A number that an id can be; any other is an address that is not there."""

    def __init__(self, rules: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(rules, *args, **{"max": LARGEST} | kwargs)


def register(app: Flask) -> None:
    """Let every `<int:…>` of *app* be such a number; before any rule is added."""
    app.url_map.converters["int"] = IdConverter
