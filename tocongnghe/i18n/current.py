"""The language of whoever is being answered, and `_` that speaks it.

The edge (a request, a command) sets it with `use_locale` or `set_locale`; it
is a context variable, so threads and nested calls do not disturb one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tocongnghe.i18n.catalogs import find_text
from tocongnghe.i18n.locales import BASE, find_locale
from tocongnghe.i18n.said import say

_current: ContextVar[str] = ContextVar("locale", default=BASE)


def current_locale() -> str:
    """Return the code of the language in use; always one that is offered."""
    return _current.get()


def set_locale(code: str | None) -> None:
    """Speak *code* from here on; a server sets it anew for every request."""
    _current.set(find_locale(code).code)


@contextmanager
def use_locale(code: str | None) -> Iterator[None]:
    """Speak *code* inside the block."""
    token = _current.set(find_locale(code).code)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(msgid: str, /, **values: object) -> str:
    """Return *msgid* in the reader's language, its `{name}` placeholders filled from *values*."""
    return say(current_locale(), msgid, values)


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """Return the text for *count* things; `{count}` is filled.

    Our languages have one form; the English pair matters only as a last resort.
    """
    msgid = form_for(current_locale(), singular, plural, count)
    return say(current_locale(), msgid, {"count": count, **values})


def form_for(code: str, singular: str, plural: str, count: int) -> str:
    """Return the message id to say: the plural only where no catalogue of *code* has the text."""
    is_translated = find_text(code, singular)[1] is not None
    return singular if is_translated or count == 1 else plural


def mark(msgid: str) -> str:
    """Return *msgid* untouched: marks it for extraction, to be translated when shown."""
    return msgid


N_ = mark
