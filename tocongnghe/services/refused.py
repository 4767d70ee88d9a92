"""A step that a person asked for and that is not taken, with the sentence that says why and what to do."""

from __future__ import annotations

from tocongnghe.errors import InvalidInput


class Refused(InvalidInput):
    """`why` is a message id: what is wrong and what to do. It never repeats what was typed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
