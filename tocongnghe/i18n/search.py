"""Searching without diacritics: how names are folded before they are compared.

The phone folds by the same rules (static/pwa/src/domain/text.ts); both are held
together by tests/messages/search_vectors.json.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_A_WORD = re.compile(r"(?:[^\w]|_)+")
_RHYME = re.compile(r"(qu|[bcdghklmnprstvx]+|)([iy])")
_BEGINNING = re.compile(r"([ck])([aou].*)")
_GLIDE = re.compile(r"([bcdghklmnprstv]+)([ij])([aeou].*)")
_OTHER = {"i": "y", "y": "i", "c": "k", "k": "c"}


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

    An empty query matches everything. What is spelled in two ways is found in
    either: Lý and Lí, Quý and Quí, Bắc Kạn and Bắc Cạn, Phja and Phia.
    """
    words = fold(text).split()
    return all(_begins(words, wanted) for wanted in fold(query).split())


def _begins(words: list[str], wanted: str) -> bool:
    if any(word.startswith(wanted) for word in words):
        return True
    if rhyme := _RHYME.fullmatch(wanted):  # whole words only: who looks for Lý does not mean Liên
        return rhyme[1] + _OTHER[rhyme[2]] in words
    if first := _BEGINNING.fullmatch(wanted):
        wanted = _OTHER[first[1]] + first[2]
    elif glide := _GLIDE.fullmatch(wanted):
        wanted = glide[1] + ("i" if glide[2] == "j" else "j") + glide[3]
    else:
        return False
    return any(word.startswith(wanted) for word in words)
