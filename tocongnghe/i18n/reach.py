"""How far each language is, screen by screen: reviewed, draft, nothing; and which sentences have nothing.

What English and Vietnamese say alike (a name, a unit, a pattern of
placeholders) needs no words and is not counted. What the translation desk
approved since the release lies in the database and is not counted here either.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Message

from tocongnghe.i18n.catalogs import key_of, po_path, read_catalog, state_of, text_of
from tocongnghe.i18n.drafts import Draft, read_drafts
from tocongnghe.i18n.locales import BASE, LOCALES
from tocongnghe.i18n.screens import Screen, Side, screens, screens_of

_PLACEHOLDER = re.compile(r"\{\w+\}")
_LETTER = re.compile(r"[^\W\d_]")

_HEAD = """\
# Languages: how far each is

Written by `tocongnghe i18n coverage --write`; a test holds it current. Not to be edited by hand.

*Reviewed*: two speakers have agreed on it. *Draft*: composed of glossary words, each cited and graded (see
[decision 0108](decisions/0108-drafts-composed-of-cited-words.md)); no speaker has read it, and the
Vietnamese stands beside it wherever it is shown. *Nothing*: said in Vietnamese. Words that speakers
approved at `/province/translations` since this release come on top and are counted there. What English
and Vietnamese say alike (names, units, patterns) needs no words and is not counted.

"""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the texts of a screen stand in one language."""

    reviewed: int
    drafts: int
    total: int

    @property
    def nothing(self) -> int:
        return self.total - self.reviewed - self.drafts


class Reach:
    """What every language has of every text, read once from the catalogues in *folder*."""

    def __init__(self, folder: Path) -> None:
        base = read_catalog(po_path(BASE, folder))
        self.vietnamese = {
            key_of(message): text_of(message) for message in base if message.id and _needs_words(message)
        }
        self.screens_of = {
            key_of(message): screens_of(path for path, _ in message.locations)
            for message in base
            if message.id
        }
        self.states = {code: self._states(code, folder) for code in LOCALES}

    def standing(self, code: str, msgids: Iterable[str]) -> Standing:
        """Return how *msgids* stand in the language *code*."""
        counted = Counter(self.states[code].get(msgid, "") for msgid in msgids)
        return Standing(counted["reviewed"], counted["draft"] + counted["proposed"], counted.total())

    def said_on(self, codes: Iterable[str]) -> list[str]:
        """Return the message ids that the screens *codes* say, each once, sorted."""
        wanted = set(codes)
        return sorted(msgid for msgid in self.vietnamese if wanted & set(self.screens_of[msgid]))

    def lacking(self, codes: Iterable[str]) -> list[tuple[str, str, list[str]]]:
        """Return message id, the first of *codes* that says it and the languages without words for it."""
        order = {code: at for at, code in enumerate(codes)}
        found = []
        for msgid in self.said_on(order):
            missing = [code for code in LOCALES if msgid not in self.states[code]]
            if missing:
                first = min((each for each in self.screens_of[msgid] if each in order), key=order.__getitem__)
                found.append((msgid, first, missing))
        return sorted(found, key=lambda each: (order[each[1]], each[0]))

    def _states(self, code: str, folder: Path) -> dict[str, str]:
        return {
            key_of(message): "reviewed" if code == BASE else state_of(message)
            for message in read_catalog(po_path(code, folder))
            if message.id and text_of(message)
        }


def groups() -> Mapping[str, list[str]]:
    """Return name -> codes of screens: what residents hear, the way of a visit, the phone, the desk."""
    known = screens().values()
    return {
        "What residents hear and read": [each.code for each in known if each.side is Side.RESIDENTS],
        "The way of a visit": [each.code for each in known if each.on_the_way],
        "The whole phone": [each.code for each in known if each.side is Side.PHONE],
        "The desk": [each.code for each in known if each.side is Side.DESK],
    }


def table(reach: Reach, *, with_desk: bool = True) -> Iterator[tuple[str, Mapping[str, Standing]]]:
    """Yield name of a group or code of a screen, and how it stands in each language; no empty screens."""
    for name, codes in groups().items():
        if with_desk or name != "The desk":
            yield name, _row(reach, codes)
    for screen in screens().values():
        if (with_desk or screen.side is not Side.DESK) and reach.said_on([screen.code]):
            yield screen.code, _row(reach, [screen.code])


def page(folder: Path) -> str:
    """Return docs/languages.md: the phone and what residents hear, and every draft with its evidence."""
    reach = Reach(folder)
    others = [code for code in LOCALES if code != BASE]
    names = " | ".join(LOCALES[code].own_name for code in others)
    lines = [
        "Reviewed + drafts, of all texts. Vietnamese has them all. The desk: `tocongnghe i18n coverage`.",
        "",
        f"| | texts | {names} |",
        f"|---|---:|{'---:|' * len(others)}",
    ]
    for name, row in table(reach, with_desk=False):
        cells = " | ".join(f"{row[code].reviewed} + {row[code].drafts}" for code in others)
        lines.append(f"| {_name(name)} | {row[BASE].total} | {cells} |")
    lines += ["", "What of this has nothing yet, sentence by sentence: [no-evidence.csv](no-evidence.csv)."]
    for code in others:
        lines += [
            "",
            f"## Drafts in {LOCALES[code].own_name}",
            "",
            "| Vietnamese | draft | composed of |",
            "|---|---|---|",
        ]
        lines += [_drafted(draft, reach) for _, draft in sorted(read_drafts(code).items())]
    return _HEAD + "\n".join(lines) + "\n"


def no_evidence(folder: Path) -> str:
    """Return docs/no-evidence.csv: of what residents hear and the way of a visit says, what lacks words."""
    wanted = dict.fromkeys([*groups()["What residents hear and read"], *groups()["The way of a visit"]])
    reach, out = Reach(folder), StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["screen", "msgid", "vietnamese", "without words in"])
    for msgid, screen, missing in reach.lacking(wanted):
        rows.writerow([screen, msgid, reach.vietnamese[msgid], " ".join(missing)])
    return out.getvalue()


def documents(repository: Path) -> dict[Path, str]:
    """Return what the generated documents of *repository* say, by path."""
    folder, docs = repository / "translations", repository / "docs"
    return {docs / "languages.md": page(folder), docs / "no-evidence.csv": no_evidence(folder)}


def _needs_words(message: Message) -> bool:
    vietnamese = text_of(message)
    msgid = key_of(message)
    return vietnamese != msgid and bool(_LETTER.search(_PLACEHOLDER.sub("", msgid)))


def _row(reach: Reach, codes: Iterable[str]) -> dict[str, Standing]:
    msgids = reach.said_on(codes)
    return {code: reach.standing(code, msgids) for code in LOCALES}


def _name(code: str) -> str:
    screen: Screen | None = screens().get(code)
    return f"**{code}**" if screen is None else f"{screen.name} (`{code}`)"


def _drafted(draft: Draft, reach: Reach) -> str:
    cited = ", ".join(f"{word.key}: {word.sources}, {word.grade}" for word in draft.words)
    return f"| {reach.vietnamese.get(draft.msgid, draft.msgid)} | {draft.text} | {cited} |"
