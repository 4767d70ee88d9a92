"""A pilot as a file, for another installation: what is tried, where, for how long, and the question."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tocongnghe.catalogue import load_catalogue
from tocongnghe.errors import InvalidInput
from tocongnghe.i18n import gettext as _
from tocongnghe.services.catalogue_editing.drafts import LISTS, LONG_TEXTS, TEXTS, find_definition
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.pilots import PilotPlan

FORMAT, VERSION = "tocongnghe-pilot", 1
MAX_BYTES = 256 << 10
MAX_CODES = 500

Definition = dict[str, str | list[str]]


class NoPilotFile(InvalidInput):
    """The file is none that describes a pilot, or one of a later version."""


def as_file(plan: PilotPlan) -> bytes:
    """Return *plan* as JSON; topics and indicators with their names, for whoever does not have them."""
    catalogue = load_catalogue()
    document = {
        "format": FORMAT,
        "version": VERSION,
        "code": plan.code,
        "name": plan.name,
        "question": plan.question,
        "way": "off" if plan.switches_off else "only",
        "topics": list(plan.topics),
        "indicators": list(plan.indicators),
        "communes": list(plan.communes),
        "from": plan.from_on.isoformat(),
        "to": plan.to_on.isoformat(),
        "catalogue": catalogue.version,
        "definitions": [found for code in plan.indicators if (found := find_definition(code)) is not None],
        "names": {
            **{each.code: _(each.name) for each in catalogue.topics if each.code in plan.topics},
            **{
                each.code: indicator_label(each)
                for each in catalogue.indicators
                if each.code in plan.indicators
            },
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def from_file(content: bytes) -> PilotPlan:
    """Return the pilot that a file describes; whether it can be tried here is for `find_faults` to say.

    Raises:
        NoPilotFile: It describes none; `detail` says what was found.
    """
    document = _read(content)
    try:
        days = [date.fromisoformat(_text(document, name)) for name in ("from", "to")]
    except ValueError as error:
        raise NoPilotFile("a day is none") from error
    return PilotPlan(
        _text(document, "code"),
        _text(document, "name"),
        _text(document, "question"),
        _text(document, "way") == "off",
        _codes(document, "topics"),
        _codes(document, "indicators"),
        _codes(document, "communes"),
        *days,
    )


def list_unknown(content: bytes) -> list[Definition]:
    """Return how a pilot's file defines indicators that are not known here, as their editor takes it.

    Raises:
        NoPilotFile: The file describes no pilot.
    """
    known = {each.code for each in load_catalogue().indicators}
    listed = _read(content).get("definitions", [])
    if not isinstance(listed, list) or len(listed) > MAX_CODES:
        raise NoPilotFile("definitions are no list")
    found = [_definition(each) for each in listed if isinstance(each, dict)]
    return [each for each in found if each.get("code") and each["code"] not in known]


def _definition(said: dict[str, Any]) -> Definition:
    """Return what the editor of indicators asks for; it judges the rest."""
    texts = {key: value for key in (*TEXTS, *LONG_TEXTS) if isinstance(value := said.get(key), str)}
    lists = {
        key: [each for each in value if isinstance(each, str)]
        for key in LISTS
        if isinstance(value := said.get(key), list)
    }
    return texts | lists


def _read(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig")) if len(content) <= MAX_BYTES else None
    except (ValueError, RecursionError) as error:
        raise NoPilotFile("no JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NoPilotFile("not a pilot")
    if document.get("version") != VERSION:
        raise NoPilotFile("another version")
    return document


def _text(document: dict[str, Any], name: str) -> str:
    found = document.get(name)
    if not isinstance(found, str):
        raise NoPilotFile(f"{name} is missing")
    return found.strip()


def _codes(document: dict[str, Any], name: str) -> tuple[str, ...]:
    found = document.get(name)
    if (
        not isinstance(found, list)
        or len(found) > MAX_CODES
        or not all(isinstance(each, str) for each in found)
    ):
        raise NoPilotFile(f"{name} is no list of codes")
    return tuple(dict.fromkeys(found))
