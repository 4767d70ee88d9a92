"""What is wrong with a text for a message id, in sentences; the same for one string and for a whole file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from tocongnghe.errors import InvalidInput
from tocongnghe.i18n import N_
from tocongnghe.i18n.catalogs import placeholders

MAX_TEXT = 2000  # characters
MISSING = N_("“{name}” is missing: a number or a name is put there. Write it exactly so.")
UNKNOWN = N_("“{name}” is not in the message: nothing would be put there. Take it out, or mend its letters.")
BRACE = N_("A brace {sign} stands alone or holds more than a name. Write only the placeholders.")
MARKUP = N_("“{sign}” looks like HTML. Write plain words; pages bring their own form.")
CONTROL = N_("It holds a sign that cannot be seen. Type the words anew instead of pasting them.")
LINES = N_("It has several lines, the message has one. Write it on one line.")
TOO_LONG = N_("It is longer than {most} characters.")

_NAME = re.compile(r"\{\w+\}")
_MARKUP = re.compile(r"</?[A-Za-z!][^>\s]*>?|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]\w*);")


@dataclass(frozen=True, slots=True)
class TextFault:
    """One thing that is wrong: a message id and its values."""

    why: str
    values: Mapping[str, object] = field(default_factory=dict)


class BadText(InvalidInput):
    """A text that cannot be shown in place of its message id; nothing was kept."""

    def __init__(self, faults: list[TextFault]) -> None:
        super().__init__("a text that cannot be shown in place of its message id")
        self.faults = faults


def tidy(text: str) -> str:
    """Return *text* as it is kept: composed letters (NFC), no space around it, one kind of line end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())


def faults_of(text: str, ids: tuple[str, ...]) -> list[TextFault]:
    """Return all that is wrong with *text* in place of *ids* (a message id, or singular and plural).

    A tidy text without faults can be filled and shown anywhere: its
    placeholders are those of the message, and it is no markup.
    """
    wanted = frozenset().union(*map(placeholders, ids))
    found = placeholders(text)
    faults = [TextFault(MISSING, {"name": f"{{{name}}}"}) for name in sorted(wanted - found)]
    faults += [TextFault(UNKNOWN, {"name": f"{{{name}}}"}) for name in sorted(found - wanted)]
    left = _NAME.sub("", text)
    faults += [TextFault(BRACE, {"sign": sign}) for sign in "{}" if sign in left]
    faults += [TextFault(MARKUP, {"sign": each}) for each in dict.fromkeys(_MARKUP.findall(text))]
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Co", "Cs", "Cn") and sign != "\n" for sign in text):
        faults.append(TextFault(CONTROL))
    if "\n" in text and not any("\n" in id for id in ids):
        faults.append(TextFault(LINES))
    if len(text) > MAX_TEXT:
        faults.append(TextFault(TOO_LONG, {"most": MAX_TEXT}))
    return faults
