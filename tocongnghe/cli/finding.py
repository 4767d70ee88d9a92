"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `todo` says what to do when it is not well."""

    name: str
    is_well: bool
    says: str
    todo: str = ""
