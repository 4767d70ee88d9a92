"""The languages that people can read here, as one table.

Babel knows none of Tày, Nùng and Iu Mien, so no code of theirs ever reaches it:
they read numbers and dates as Vietnamese does, and the pages say their own tag.
"""

from __future__ import annotations

from dataclasses import dataclass

BASE = "vi"


@dataclass(frozen=True, slots=True)
class Locale:
    """One language: how it is called, written in HTML, formatted and replaced.

    `fallback` is asked string by string, never page by page; the message id
    (English) is the last resort.
    """

    code: str
    own_name: str
    html_lang: str
    fallback: str | None
    state: str
    formats: str = BASE


LOCALES: dict[str, Locale] = {
    locale.code: locale
    for locale in (
        Locale("vi", "Tiếng Việt", "vi", None, "complete"),
        Locale("tyz", "Tày", "tyz", BASE, "drafts of single words; speakers of Lạng Sơn are to review them"),
        Locale("nut", "Nùng", "nut", BASE, "drafts of single words; speakers of Lạng Sơn are to review them"),
        Locale(
            "ium",
            "Dao (Iu Mien)",
            "ium",
            BASE,
            "drafts of single words; spelled as printed in Vietnam, else in the Unified Script",
        ),
    )
}

# Not offered: it has no catalogue yet. Dao is two languages; ask the village, not the ethnic code.
PREPARED: dict[str, Locale] = {
    "mji": Locale("mji", "Dao (Kim Mun)", "mji", BASE, "prepared; no words collected"),
}


def find_locale(code: str | None) -> Locale:
    """Return the locale *code*, or Vietnamese for whatever is not offered."""
    return LOCALES.get(code or BASE, LOCALES[BASE])


def chain(code: str | None) -> tuple[str, ...]:
    """Return the codes to ask for one string, best first; Vietnamese is always last."""
    codes = []
    locale: Locale | None = find_locale(code)
    while locale is not None:
        codes.append(locale.code)
        locale = LOCALES.get(locale.fallback) if locale.fallback else None
    return tuple(codes)
