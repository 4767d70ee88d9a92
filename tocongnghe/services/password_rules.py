"""What makes a password good enough: long, not the login, not one key pressed often.

No composition theatre: a sentence of plain words is welcome.
Source: NIST SP 800-63B §5.1.1.2: length and known-bad words, no rules about kinds of characters.
"""

from __future__ import annotations

from itertools import pairwise

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import User
from tocongnghe.services.passwords import hash_password, verify_password
from tocongnghe.services.refused import Refused

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5
KNOWN = ("matkhau", "password", "tocongngheso", "qwertyuiop", "vietnam", "admin", "quantri")
"""Words with which guessing begins; a password that adds little to one is one of them."""

TOO_SHORT = N_("The password needs at least 10 characters. A short sentence is easy to remember.")
TOO_LONG = N_("The password is longer than 200 characters. Make it shorter.")
IS_LOGIN = N_("The password is too near to the login or the name. Choose something else.")
IS_KNOWN = N_("Everybody guesses this password first. Choose something else, for example a short sentence.")
TOO_SIMPLE = N_("The password repeats or counts the same few characters. Choose something else.")
IS_THE_OLD_ONE = N_("This is the password you have now. Choose another one.")
NOT_THE_SAME = N_("The two new passwords are not the same. Type the new password twice.")


def complaint_about(password: str, user: User) -> str | None:
    """Return why *password* is not good enough for *user*, as a message id."""
    bare = fold(password).replace(" ", "")
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if _adds_little(bare, fold(user.login or "").replace(" ", ""), fold(user.name).replace(" ", "")):
        return IS_LOGIN
    if len(set(password)) < FEWEST_DIFFERENT or _counts(password):
        return TOO_SIMPLE
    return IS_KNOWN if _adds_little(bare, *KNOWN) else None


def choose_password(user: User, password: str, again: str) -> None:
    """Give *user* the new password that was typed twice.

    Raises:
        Refused: Not the same twice, the present one, or not good enough.
    """
    if password != again:
        raise Refused(NOT_THE_SAME)
    why = complaint_about(password, user)
    if why is not None:
        raise Refused(why)
    if verify_password(user.password_hash, password):
        raise Refused(IS_THE_OLD_ONE)
    user.password_hash = hash_password(password)


def _adds_little(bare: str, *words: str) -> bool:
    """Tell whether *bare* is one of *words* with hardly anything beside it."""
    return any(len(word) > 2 and word in bare and len(bare) - len(word) < FEWEST_DIFFERENT for word in words)


def _counts(password: str) -> bool:
    """Tell whether each character follows the one before: 1234567890, abcdefghij, 9876543210."""
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return steps <= {1, -9} or steps <= {-1, 9}
