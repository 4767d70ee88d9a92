"""What a phone of an older schema sent, read as if it came from one of today's (protocol §13).

One step a schema and kind: a body of schema n in, the same statement as a body
of n + 1 out. What was sent is kept as it was sent, hash and all; it is read
anew each time, when it arrives, when it is decided again and when the records
are folded from the log. So a step never changes once it is released, and it
must bear any body: one that it cannot read is malformed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from tocongnghe.operations.kinds import SCHEMA

Step: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: dict[tuple[int, str], Step] = {}
"""(schema n, kind) -> the step to n + 1; a kind whose bodies did not change has none."""


def in_todays_words(kind: str, body: Mapping[str, Any], schema: int) -> tuple[Mapping[str, Any], str | None]:
    """Return *body*, sent under *schema*, as one of the newest, and what kept it from becoming one.

    One that cannot be read, or is newer than this program, is returned as it is.
    """
    sent = body
    for number in range(schema, SCHEMA):
        step = STEPS.get((number, kind))
        if step is None:
            continue
        try:
            body = step(dict(body))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return sent, f"not a body of schema {number}"
    return body, None
