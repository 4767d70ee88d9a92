"""What stands in a cell: names, phone numbers, days, counts; nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

from tocongnghe.i18n import N_

LONGEST_NAME = 120
_PHONE = re.compile(r"(?:\+?84|0)?(\d{9,10})")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_FORMULA = "=+-@|%"
"""What a spreadsheet takes for the beginning of a formula; no name and no number of ours begins so."""

NAME_TOO_LONG = N_("The name is longer than 120 letters")
NAME_HAS_DIGITS = N_("A name has no digits; is this another column?")
IS_FORMULA = N_("The cell begins with = + - or @ like a formula. Type what it should say.")
TEXT_TOO_LONG = N_("The text in one cell is too long")


def as_name(text: str) -> str:
    """Return names in capitals only, as fonts for capitals leave them, written as names are."""
    bare = [letter for letter in text if letter.isascii() and letter.isalpha()]
    if len(bare) > 1 and all(letter.isupper() for letter in bare):
        return " ".join(word.capitalize() for word in text.split())
    return text


def name_problem(name: str) -> str | None:
    """Return what is wrong with a person's name that is there, as a message id."""
    if len(name) > LONGEST_NAME:
        return NAME_TOO_LONG
    if name.startswith(tuple(_FORMULA)):
        return IS_FORMULA
    return NAME_HAS_DIGITS if any(letter.isdigit() for letter in name) else None


def text_problem(text: str, most: int) -> str | None:
    """Return what is wrong with a text of at most *most* letters, as a message id."""
    if text.startswith(tuple(_FORMULA)):
        return IS_FORMULA
    return TEXT_TOO_LONG if len(text) > most else None


def count_in(text: str, most: int) -> int | None:
    """Return the whole number from 0 to *most* that *text* is.

    Raises:
        ValueError: It is none; nothing at all is None.
    """
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise ValueError(text)
    return int(text)


def phone_in(text: str) -> str | None:
    """Return a number as people dial it: spreadsheets drop the leading zero. None when it is none."""
    found = _PHONE.fullmatch(re.sub(r"[\s.\-()]", "", text))
    return f"0{found.group(1)}" if found else None


def day_in(text: str) -> date | None:
    """Return the day that a cell says: 21/11/2026 as people here write it, or a spreadsheet's own day.

    Raises:
        ValueError: Something stands there, and it is no day of 2000 to 2100.
    """
    if not text:
        return None
    written = _DAY.fullmatch(text)
    day = (
        date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text[:10])
    )
    if not 2000 <= day.year <= 2100:
        raise ValueError(text)
    return day
