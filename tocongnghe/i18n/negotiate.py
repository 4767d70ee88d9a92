"""Which language a reader gets: their own choice, what the browser asks for, Vietnamese."""

from __future__ import annotations

from tocongnghe.i18n.locales import BASE, LOCALES


def negotiate(choice: str | None = None, accept_language: str | None = None) -> str:
    """Return the code of the language to use.

    *choice* is what the person set; *accept_language* is the HTTP header
    (RFC 9110 §12.5.4), of which the first language that is offered counts.
    Anything unknown or malformed is passed over.
    """
    for tag in (choice or "", *_by_preference(accept_language or "")):
        code = tag.strip().replace("_", "-").split("-")[0].lower()
        if code in LOCALES:
            return code
    return BASE


def _by_preference(header: str) -> list[str]:
    weighted = [_weighted(part) for part in header.split(",")]
    ordered = sorted((item for item in weighted if item[0] > 0), key=lambda item: -item[0])
    return [tag for _, tag in ordered]


def _weighted(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0, tag
    try:
        return float(value), tag
    except ValueError:
        return 0.0, tag
