"""What all pages share that take a list in from a file: reading it, saying why not, carrying its rows.

Between looking and taking in, the rows travel in the page itself, signed for
their reader and their purpose: the server keeps no half-read list.
"""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from tocongnghe.i18n import N_
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import MAX_FILE_BYTES

MAX_FORM_BYTES = 4 << 20
LOOK_FOR_SECONDS = 24 * 3600

UNREADABLE = {
    "empty": N_("The file is empty, or holds no row. Choose the right file and try again."),
    "too_long": N_("The list has more than 5,000 rows. Part it, for example one file for each village."),
    "locked": N_("The file is locked with a password. Save a copy without one and try again."),
    "damaged": N_("The file is damaged. Open it on this computer, save it again as .xlsx and try again."),
    "kind": N_("This kind of file cannot be read. Save the list as .xlsx, .xls, .ods or .csv."),
    "columns": N_("A needed column was not found. Compare the headings with those that the page names."),
    "village": N_("The list does not say which village. Choose the village, or add a column “Thôn”."),
    "too_large": N_("The file is larger than 4 MB. Remove pictures and other sheets from it."),
}
"""Why a file cannot be read, and what to do, by `UnreadableFile.code`."""
TOO_OLD = N_("This preview is too old. Choose the file again.")


def uploaded() -> bytes:
    """Return the file of the form; empty when none came. To be called before the form is read."""
    request.max_content_length = MAX_FILE_BYTES + (64 << 10)
    file = request.files.get("file")
    if file is None:
        return b""
    with closing(file.stream) as stream:
        content: bytes = stream.read()
    return content


def wrap(actor: Actor, purpose: str, package: dict[str, Any]) -> str:
    """Return *package* as text that only *actor* can bring back, and only for *purpose*."""
    return _signer(purpose).dumps({**package, "actor": actor.user_id})


def unwrap(actor: Actor, purpose: str, text: str) -> dict[str, Any] | None:
    """Return what was wrapped; None when it is too old, somebody else's or not ours."""
    try:
        package: dict[str, Any] = _signer(purpose).loads(text, max_age=LOOK_FOR_SECONDS)
    except BadData:
        return None
    return package if package["actor"] == actor.user_id else None


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=purpose)
