"""Names of villages as people write them: with their kind and without, in any case, with any diacritics."""

from __future__ import annotations

import re

from tocongnghe.i18n.search import fold

KINDS = {
    "to dan pho": "Tổ dân phố",
    "tdp": "Tổ dân phố",
    "khu dan cu": "Khu dân cư",
    "khu pho": "Khu phố",
    "khoi pho": "Khối phố",
    "khoi": "Khối",
    "thon": "Thôn",
    "ban": "Bản",
    "xom": "Xóm",
    "lang": "Làng",
    "khu": "Khu",
}
_KIND = re.compile(rf"^({'|'.join(KINDS)}) (?=.)")


def bare_name(village: str) -> str:
    """Return the name folded and without its kind."""
    return _KIND.sub("", fold(village))


def kind_in(text: str) -> str | None:
    """Return the kind of village that *text* is or begins with, as it is written; None for none."""
    folded = fold(text)
    if folded in KINDS:
        return KINDS[folded]
    found = _KIND.match(folded)
    return KINDS[found.group(1)] if found else None


def own_name(village: str) -> str:
    """Return the name as written, without its kind: "Thôn Nà Lầu" is "Nà Lầu"."""
    found = _KIND.match(fold(village))
    if found is None:
        return village
    words = len(found.group(1).split())
    return " ".join(village.split()[words:])
