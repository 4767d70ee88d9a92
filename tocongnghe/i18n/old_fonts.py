"""Vietnamese typed for the fonts of before Unicode (TCVN3, VNI), or damaged on its way, read as what it says.

Offices still keep lists in .VnTime or VNI-Times: the file holds Latin letters
that only those fonts draw as Vietnamese. Which reading is right is judged by
how many words are spelled as Vietnamese syllables are.
Source of both tables: TCVN 5712:1993 (VN3) and the VNI-Win character set.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum


class Typing(StrEnum):
    """How a text was typed."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"
    UTF8_TWICE = "utf8_twice"
    """UTF-8 that some program took for Western letters and wrote again."""


_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_VNI_MARKS = {
    "a": dict(zip("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ", strict=True)),
    "e": dict(zip("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ", strict=True)),
    "o": dict(zip("ùøûõïâáàåãä", "óòỏõọôốồổỗộ", strict=True)),
    "ô": dict(zip("ùøûõï", "ớờởỡợ", strict=True)),
    "u": dict(zip("ùøûõï", "úùủũụ", strict=True)),
    "ö": dict(zip("ùøûõï", "ứừửữự", strict=True)),
    "y": dict(zip("ùøûõ", "ýỳỷỹ", strict=True)),
}
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_RHYMES = (
    "uyê|uya|uyu|iêu|yêu|ươi|ươu|uôi|uây|oai|oay|oao|oeo|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|ya|yê|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_RHYMES})(?:ch|ng|nh|[cmnpt])?")
_WORD = re.compile(r"[^\W\d_]+|[^\x00-\x7f]+")
_LATIN_1 = 0xFF
JUDGED_LINES = 300


def to_unicode(texts: Sequence[str]) -> tuple[list[str], Typing]:
    """Return *texts* in Unicode (NFC), and how most of them were typed.

    A text that could be read in two ways is read as the others of its file.
    """
    votes: Counter[Typing] = Counter()
    readings = [_readings(text) for text in texts]
    for each in readings:
        if len(each) > 1:
            best = max(score for _, score in each.values())
            votes.update({typing: 1 for typing, (_, score) in each.items() if score == best})
    usual = max(Typing, key=lambda typing: votes[typing])
    return [_best(each, usual) for each in readings], usual


def plausible(text: str) -> int:
    """Return how many words of *text* are spelled as Vietnamese syllables, less those that are not."""
    words = _WORD.findall(text)
    good = sum(map(_is_syllable, words))
    return 2 * good - len(words)


Readings = dict[Typing, tuple[str, int]]


def _readings(text: str) -> Readings:
    found: Readings = {Typing.UNICODE: _read(text)}
    if text.isascii():
        return found
    for typing, read in _READERS.items():
        other = read(text)
        if other is not None and other != text:
            found[typing] = _read(other)
    return found


def _read(text: str) -> tuple[str, int]:
    composed = unicodedata.normalize("NFC", text)
    return composed, plausible(composed)


def _best(readings: Readings, usual: Typing) -> str:
    text, _ = max(readings.items(), key=lambda pair: (pair[1][1], pair[0] is usual))[1]
    return text


def _from_tcvn3(text: str) -> str | None:
    if any(ord(letter) > _LATIN_1 for letter in text):
        return None
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def _from_vni(text: str) -> str | None:
    if any(ord(letter) > _LATIN_1 for letter in text):
        return None
    letters: list[str] = []
    rest = iter(range(len(text)))
    for index in rest:
        letter, after = text[index], text[index + 1 : index + 2]
        marked = _VNI_MARKS.get(letter.lower(), {}).get(after.lower()) if after else None
        if marked is not None:
            letters.append(_in_case(letter, marked))
            next(rest)
        else:
            alone = _VNI_ALONE.get(letter.lower())
            letters.append(letter if alone is None else _in_case(letter, alone))
    return "".join(letters)


def _in_case(letter: str, other: str) -> str:
    return other.upper() if letter.isupper() else other


def _from_utf8_twice(text: str) -> str | None:
    for western in ("cp1252", "latin-1"):
        try:
            return text.encode(western).decode("utf-8")
        except UnicodeError:
            continue
    return None


_READERS: dict[Typing, Callable[[str], str | None]] = {
    Typing.TCVN3: _from_tcvn3,
    Typing.VNI: _from_vni,
    Typing.UTF8_TWICE: _from_utf8_twice,
}


def _is_syllable(word: str) -> bool:
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(mark in _TONES for mark in decomposed) > 1:
        return False
    toneless = "".join(letter for letter in decomposed if letter not in _TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", toneless)) is not None


def decode(content: bytes) -> str:
    """Return the text of a file that does not say how its letters are coded."""
    for mark, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(coding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _most_plausible([_decode_windows(content), content.decode("latin-1")])


def _decode_windows(content: bytes) -> str:
    """Windows-1258: Vietnamese letters whose tones follow as marks of their own."""
    return unicodedata.normalize("NFC", content.decode("cp1258", "replace"))


def _most_plausible(texts: Iterable[str]) -> str:
    """Return the reading whose first JUDGED_LINES are most like Vietnamese: long files take long to judge."""
    return max(texts, key=lambda text: sum(map(plausible, to_unicode(text.splitlines()[:JUDGED_LINES])[0])))
