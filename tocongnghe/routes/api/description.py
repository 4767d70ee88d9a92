"""What the OpenAPI page says beyond the doors: bodies by kind, rows by record, closed words, problems.

The phone's types are made from this page (decision 13), so what it leaves out
the phone cannot name.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from flask_smorest import Api
from marshmallow import Schema
from marshmallow.fields import Field

from tocongnghe import vocabulary
from tocongnghe.errors import Problem
from tocongnghe.schemas.api import LISTS
from tocongnghe.schemas.operations import BODIES
from tocongnghe.schemas.records import ROWS

WORDS = sorted(
    (
        words
        for words in vars(vocabulary).values()
        if isinstance(words, type) and issubclass(words, StrEnum) and words is not StrEnum
    ),
    key=lambda words: words.__name__,
)

TOLD_IN = {"tocongnghe.errors", "tocongnghe.routes.problems"}
"""Other rooms' problems never leave by the API."""


def teach(api: Api) -> None:
    """Let *api* describe fields that marshmallow has no words for; before any door is opened."""
    api.ma_plugin.converter.add_attribute_function(_told_of)


def describe(api: Api) -> None:
    """Add to the page what no single door says; after the doors."""
    components = api.spec.components
    for words in WORDS:
        components.schema(words.__name__, {"type": "string", "enum": [str(word) for word in words]})
    for name, shape in LISTS.items():
        components.schema(name, shape)
    slugs = sorted({problem.slug for problem in _problems(Problem) if problem.__module__ in TOLD_IN})
    components.schemas["ProblemOut"]["properties"]["slug"]["enum"] = slugs
    components.schema("OperationBodies", _by_name(api, BODIES))
    components.schema("RecordRows", _by_name(api, {str(record): schema for record, schema in ROWS.items()}))


def _by_name(api: Api, schemas: dict[str, Schema]) -> dict[str, Any]:
    """Return an object with each of *schemas* under its name; one that several share is described once."""
    for name in {type(schema).__name__: schema for schema in schemas.values()}:
        if name not in api.spec.components.schemas:
            schema = next(one for one in schemas.values() if type(one).__name__ == name)
            api.spec.components.schema(name, schema=type(schema))
    return {
        "type": "object",
        "properties": {
            name: {"$ref": f"#/components/schemas/{type(schema).__name__}"}
            for name, schema in schemas.items()
        },
        "required": list(schemas),
        "additionalProperties": False,
    }


def _told_of(_converter: Any, field: Field[Any], **_: Any) -> dict[str, Any]:
    """Return what a field says of its own shape on the wire."""
    told: dict[str, Any] = field.metadata.get("wire", {})
    return dict(told)


def _problems(problem: type[Problem]) -> Iterator[type[Problem]]:
    for one in problem.__subclasses__():
        yield one
        yield from _problems(one)
