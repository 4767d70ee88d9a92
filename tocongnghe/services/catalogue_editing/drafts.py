"""One indicator as a form has it: read, and judged with the catalogue's own checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tocongnghe.catalogue import (
    Catalogue,
    CatalogueError,
    Indicator,
    load_catalogue,
    overlaid,
    shipped_catalogue,
)
from tocongnghe.catalogue.overlay import definition_of, write_overlay
from tocongnghe.errors import InvalidInput
from tocongnghe.i18n import N_

LISTS = ("topics", "outcomes", "stages", "poverty")
TEXTS = ("code", "name", "counts", "records", "denominator", "plan_of", "figures_of", "valid_from")
LONG_TEXTS = ("rule", "source", "unit", "dti")
MAX_TEXT = 500  # characters
REQUIRED = ("code", "name", "rule", "source")

MISSING = N_("Please fill this in.")
TOO_LONG = N_("At most {most} characters.")
COMPLAINTS = {
    "code": N_("Small letters a–z, digits and _ only, at most 60; it begins with a letter."),
    "name": N_("The name must hold no braces."),
    "counts": N_("Choose what is counted."),
    "records": N_("Choose which records are read."),
    "topics": N_("Choose at least one topic; shops are counted for topics about selling only."),
    "outcomes": N_("Choose at least one outcome."),
    "stages": N_("How far it went is asked of assists only."),
    "poverty": N_("Poverty is asked of households, people and shops only."),
    "denominator": N_("Choose a denominator; one that shares a count needs another than it."),
    "plan_of": N_("Choose whose plan it is."),
    "figures_of": N_("Choose an indicator that has a count of its own."),
    "valid_from": N_("A day, as 2026-01-31."),
}
"""What to do, by the key that the catalogue's checks find wrong."""


@dataclass(frozen=True)
class Draft:
    """An indicator as somebody wants it.

    `errors` are message ids by key, `values` fill them. Without errors, `catalogue`
    is the whole as it would be, and `overlay` the text of it.
    """

    definition: Mapping[str, Any]
    errors: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    catalogue: Catalogue | None = None
    overlay: str = ""

    @property
    def code(self) -> str:
        return str(self.definition.get("code", ""))

    @property
    def found(self) -> tuple[Catalogue, Indicator]:
        """The catalogue and the indicator as they would be; only without errors."""
        if self.catalogue is None:
            raise InvalidInput
        return self.catalogue, next(one for one in self.catalogue.indicators if one.code == self.code)


def read_form(form: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> dict[str, Any]:
    """Return the definition in *form*; a text that is shown for one of *names* stays that message id."""
    ids = {shown: msgid for msgid, shown in names.items()}
    said: dict[str, Any] = {key: "".join(form.get(key, ())).strip() for key in (*TEXTS, *LONG_TEXTS)}
    for key in ("name", "rule", "unit"):
        said[key] = ids.get(said[key], said[key])
    said |= {key: list(form.get(key, ())) for key in LISTS}
    if said["figures_of"]:  # what is counted, the other one says
        for key in ("counts", "records", "valid_from", *LISTS):
            said.pop(key)
    elif said["counts"] != "villages":
        said.pop("records")
    return {key: value for key, value in said.items() if value}


def judge(definition: Mapping[str, Any], own: Sequence[Mapping[str, Any]]) -> Draft:
    """Return *definition* judged: on top of the province's *own* ones, in the place of that of its code."""
    errors: dict[str, str] = {key: MISSING for key in REQUIRED if not definition.get(key)}
    errors |= {
        key: TOO_LONG for key, value in definition.items() if isinstance(value, str) and len(value) > MAX_TEXT
    }
    if errors:
        return Draft(definition, errors, {"most": str(MAX_TEXT)})
    others = [one for one in own if one["code"] != definition["code"]]
    overlay = write_overlay([*others, definition])
    try:
        catalogue = overlaid(overlay)
    except CatalogueError as error:
        return Draft(definition, {error.key or "code": COMPLAINTS.get(error.key, MISSING)})
    return Draft(definition, catalogue=catalogue, overlay=overlay)


def find_definition(code: str) -> dict[str, Any] | None:
    """Return the definition in use of the indicator *code*; None where there is none."""
    known = next((one for one in load_catalogue().indicators if one.code == code), None)
    return None if known is None else definition_of(known)


def is_shipped(indicator: Indicator) -> bool:
    """Tell whether *indicator* is as it came with the program."""
    return indicator in shipped_catalogue().indicators
