"""Searching without diacritics: how names are folded before they are compared.

The phone folds by the same rules (static/pwa/src/domain/text.ts); both are held
together by tests/messages/search_vectors.json.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"(?:[^\w]|_)+")


def fold(text: str) -> str:
    """Return *text* in lower case, without diacritics, its words parted by one space.

    `đ` becomes `d`; both tone-mark styles (Hoà, Hòa) and both Unicode forms
    fold alike; every sign that is no letter or digit parts words.
    """
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_A_WORD.sub(" ", bare.lower().replace("đ", "d")).strip()


def matches(text: str, query: str) -> bool:
    """Tell whether every word of *query* begins a word of *text*, in any order.

    An empty query matches everything.
    """
    words = fold(text).split()
    return all(any(word.startswith(wanted) for word in words) for wanted in fold(query).split())
