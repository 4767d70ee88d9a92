"""How a household's consent stands, purely: from the answers of its card and of those merged into it.

The latest answer counts, with one exception: what was withdrawn on one of two
cards stays withdrawn when they are merged, whatever the other says. Asking the
household again, after that, is how it becomes otherwise. Taking a merger back
takes back what it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import itemgetter

from tocongnghe.operations.facts import Row
from tocongnghe.vocabulary import ConsentStanding, ConsentState

RowsOf = Callable[[str], Iterable[Row]]


def standing(card: str, merged: RowsOf, consents: RowsOf) -> ConsentStanding:
    """Return how the consent of *card* stands.

    Args:
        merged: The cards merged into a card directly; their `seq` is that of the merger.
        consents: The consents of a card for the whole household; their `seq` is that of the last word.
    """
    return _heard(card, merged, consents)[0]


def _heard(card: str, merged: RowsOf, consents: RowsOf) -> tuple[ConsentStanding, int]:
    """Return how it stands, and since which line of the log."""
    words = [(row["seq"], _said(row), True) for row in consents(card)]
    for alias in merged(card):
        its, since = _heard(alias["id"], merged, consents)
        if its is not ConsentStanding.NOT_ASKED:
            is_withdrawn = its is ConsentStanding.WITHDRAWN
            words.append((max(alias["seq"], since) if is_withdrawn else alias["seq"], its, is_withdrawn))
    stands, since = ConsentStanding.NOT_ASKED, 0
    for seq, said, is_final in sorted(words, key=itemgetter(0)):
        if is_final or stands is ConsentStanding.NOT_ASKED:
            stands, since = said, seq
    return stands, since


def _said(consent: Row) -> ConsentStanding:
    is_given = consent["state"] == ConsentState.GIVEN
    return ConsentStanding.GIVEN if is_given else ConsentStanding.WITHDRAWN
