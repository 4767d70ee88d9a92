"""Which screens say a message: pages of the phone, pages of the desk, what is read to residents.

A message knows the files that it was found in (`#:` in the catalogues). A file
of the phone belongs to screens by the table below; a template of the desk is a
screen, and what it includes, the route that shows it and the word list that
the route imports belong to it. So what is missing can be told by screen, and a
new page of the desk is known without being told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from tocongnghe.i18n.catalogs import FOLDER, key_of, read_catalog
from tocongnghe.i18n.current import N_

PACKAGE = Path(__file__).resolve().parent.parent


class Side(StrEnum):
    """Who meets a screen."""

    RESIDENTS = "residents"
    PHONE = "phone"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: *code* is `side/name`, *name* the message id of what people call it.

    `on_the_way` is true for what a team member meets between taking the phone
    out and the visit being counted: these are translated first.
    """

    code: str
    side: Side
    name: str
    on_the_way: bool = False


def _phone(code: str, name: str, *, way: bool = False) -> Screen:
    return Screen(f"phone/{code}", Side.PHONE, name, way)


_FIXED = (
    Screen("residents/consent", Side.RESIDENTS, N_("Consent of the household"), on_the_way=True),
    Screen("residents/spoken", Side.RESIDENTS, N_("What is read to residents"), on_the_way=True),
    Screen("residents/texts", Side.RESIDENTS, N_("Texts for loudspeaker, Zalo and SMS")),
    _phone("everywhere", N_("On every page"), way=True),
    _phone("choices", N_("What one chooses from"), way=True),
    _phone("enrol", N_("The first minutes"), way=True),
    _phone("today", N_("Today"), way=True),
    _phone("log", N_("Log an assist"), way=True),
    _phone("log-many", N_("Log for many at once")),
    _phone("households", N_("Our households"), way=True),
    _phone("household", N_("Household"), way=True),
    _phone("household-new", N_("New household"), way=True),
    _phone("household-edit", N_("Edit the household")),
    _phone("consent", N_("Consent"), way=True),
    _phone("assist", N_("Assist"), way=True),
    _phone("attention", N_("Needs you"), way=True),
    _phone("case", N_("Two versions")),
    _phone("classes", N_("Classes")),
    _phone("feedback", N_("Feedback")),
    _phone("surveys", N_("Village survey")),
    _phone("follow-ups", N_("Next visits"), way=True),
    _phone("figures", N_("My figures")),
    _phone("links", N_("Apps and sites of others")),
    _phone("lessons", N_("Lessons")),
    _phone("team", N_("My team")),
    _phone("sync", N_("Send and keep"), way=True),
    _phone("more", N_("Other things"), way=True),
    _phone("language", N_("Language of the app"), way=True),
    _phone("text-size", N_("Text size")),
    _phone("help", N_("How to")),
    _phone("practice", N_("Practice")),
    _phone("people", N_("People on this phone")),
    _phone("lock", N_("Who is using the phone now?")),
    _phone("voice", N_("Recordings")),
    Screen("desk/everywhere", Side.DESK, N_("On every page")),
    Screen("desk/files", Side.DESK, N_("Files, reports and messages")),
)

_APP = "static/pwa/src/app/"
_OF_FILES: tuple[tuple[str, str], ...] = (
    # The first that a path begins with holds; several screens are parted by spaces.
    ("tocongnghe/catalogue/spoken.yaml", "residents/spoken"),
    ("tocongnghe/catalogue/ready_texts", "residents/texts"),
    ("tocongnghe/catalogue/lessons/", "phone/lessons"),
    ("tocongnghe/catalogue/topics.yaml", "phone/choices"),
    ("tocongnghe/vocabulary.py", "desk/everywhere"),
    ("static/pwa/src/domain/words.ts", "phone/choices"),
    (f"{_APP}ConsentAsk.tsx", "residents/consent phone/consent phone/household-new"),
    (f"{_APP}screens/Consent.tsx", "phone/consent"),
    (f"{_APP}screens/AssistChange.tsx", "phone/assist"),
    (f"{_APP}screens/Assist.tsx", "phone/assist"),
    (f"{_APP}screens/Attention.tsx", "phone/attention"),
    (f"{_APP}screens/Case.tsx", "phone/case"),
    (f"{_APP}screens/Help.tsx", "phone/help"),
    (f"{_APP}screens/HouseholdEdit.tsx", "phone/household-edit"),
    (f"{_APP}screens/HouseholdNew.tsx", "phone/household-new"),
    (f"{_APP}screens/Households.tsx", "phone/households"),
    (f"{_APP}screens/Household.tsx", "phone/household"),
    (f"{_APP}screens/Language.tsx", "phone/language"),
    (f"{_APP}screens/More.tsx", "phone/more"),
    (f"{_APP}screens/NotStocked.tsx", "phone/everywhere"),
    (f"{_APP}screens/Sync.tsx", "phone/sync"),
    (f"{_APP}screens/TextSize.tsx", "phone/text-size"),
    (f"{_APP}screens/Today.tsx", "phone/today"),
    (f"{_APP}log/", "phone/log"),
    (f"{_APP}enrol/", "phone/enrol"),
    (f"{_APP}cases/", "phone/case"),
    (f"{_APP}later/classes/", "phone/classes"),
    (f"{_APP}later/enrol/", "phone/enrol"),
    (f"{_APP}later/extra/", "phone/log phone/assist"),
    (f"{_APP}later/feedback/", "phone/feedback"),
    (f"{_APP}later/figures/", "phone/figures"),
    (f"{_APP}later/first/", "phone/enrol"),
    (f"{_APP}later/follow-ups/", "phone/follow-ups"),
    (f"{_APP}later/help/", "phone/help"),
    (f"{_APP}later/lessons/", "phone/lessons"),
    (f"{_APP}later/links/", "phone/links"),
    (f"{_APP}later/lock/", "phone/lock"),
    (f"{_APP}later/many/", "phone/log-many"),
    (f"{_APP}later/people/", "phone/people"),
    (f"{_APP}later/practice/", "phone/practice"),
    (f"{_APP}later/sheet/", "phone/classes phone/feedback phone/surveys"),
    (f"{_APP}later/spoken/", "phone/voice"),
    (f"{_APP}later/surveys/", "phone/surveys"),
    (f"{_APP}later/team/", "phone/team"),
    (f"{_APP}later/village-words.ts", "phone/classes phone/feedback phone/surveys"),
    (f"{_APP}later/voice/", "phone/voice"),
    (f"{_APP}AssistItem.tsx", "phone/household phone/today"),
    (f"{_APP}Courier.tsx", "phone/sync"),
    (f"{_APP}FollowUpField.tsx", "phone/log"),
    (f"{_APP}HouseholdPicker.tsx", "phone/log phone/log-many"),
    (f"{_APP}NeedsYou.tsx", "phone/attention phone/today"),
    (f"{_APP}NewHouseholdFields.tsx", "phone/log phone/household-new"),
    (f"{_APP}NextVisits.tsx", "phone/today"),
    (f"{_APP}OpeningVisits.tsx", "phone/today"),
    (f"{_APP}PhoneTasks.tsx", "phone/attention phone/today"),
    (f"{_APP}Reached.tsx", "phone/household"),
    (f"{_APP}StorageNotices.tsx", "phone/sync phone/today"),
    (f"{_APP}SureDay.tsx", "phone/log"),
    (f"{_APP}SyncLine.tsx", "phone/today"),
    (f"{_APP}TeamNeeds.tsx", "phone/attention phone/today"),
    (f"{_APP}Withdraw.tsx", "phone/assist"),
    (f"{_APP}sync-problem.ts", "phone/sync"),
    ("static/pwa/src/", "phone/everywhere"),
    ("tocongnghe/i18n/formats.py", "desk/everywhere"),
    ("tocongnghe/templates/base.html", "desk/everywhere"),
    ("tocongnghe/templates/errors/", "desk/everywhere"),
    ("static/console/", "desk/everywhere"),
)

_NAMELESS: Mapping[str, str] = {
    "assist": N_("Assist"),
    "bulk_group": N_("Review by village and day"),
    "enrol_code": N_("Enrolment code"),
    "code_sheet": N_("Enrolment codes"),
    "indicator": N_("Indicators"),
    "list_preview": N_("Look at the list"),
    "member": N_("Member"),
    "paper_forms": N_("Paper forms"),
    "pilot": N_("Pilots"),
    "pilot_change": N_("Pilots"),
    "place_change": N_("Places"),
    "place_form": N_("Places"),
    "place_preview": N_("Places"),
    "province": N_("The province"),
    "review_decided": N_("Review"),
    "statistic": N_("Figures of others"),
    "statistic_place": N_("Figures of others"),
    "statistics": N_("Figures of others"),
    "target_lists": N_("Targets"),
    "team": N_("Team"),
    "translation": N_("Words of a language"),
    "translation_list": N_("Words of a language"),
    "user": N_("Users"),
    "voices_sheet": N_("Phrases to record"),
}
"""Pages of the desk whose title is the name of something."""

_TITLE = re.compile(r"{% block title %}\s*{{ _\(\"([^\"]+)\"\) }}")
_SHOWN = re.compile(r"\b((?:parts|console|auth|errors)/\w+|public)\.html")
_PARTS = re.compile(r"\bparts/\w+(?=\.html)")
_IMPORTED = re.compile(r"^from tocongnghe\.((?:routes|services)[\w.]*) import", re.MULTILINE)


@cache
def screens() -> Mapping[str, Screen]:
    """Return every screen by its code: residents, phone, desk, each in a fixed order."""
    found = {screen.code: screen for screen in _FIXED}
    for path in [*sorted((PACKAGE / "templates").glob("*/*.html")), PACKAGE / "templates" / "public.html"]:
        if path.parent.name not in {"parts", "errors"}:
            code = f"desk/{path.stem}"
            found[code] = Screen(code, Side.DESK, _title_of(path))
    return found


@cache
def screens_of_file(path: str) -> tuple[str, ...]:
    """Return the codes of the screens that show what is written in *path* (from the project's folder)."""
    for beginning, codes in _OF_FILES:
        if path.startswith(beginning):
            return tuple(codes.split())
    return _of_the_desk().get(path) or ("desk/files",)


def screens_of(paths: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of the screens that say a message found in *paths*, in the order of `screens()`."""
    found = {code for path in paths for code in screens_of_file(path)}
    return tuple(code for code in screens() if code in found)


@cache
def where_said(folder: Path = FOLDER) -> Mapping[str, tuple[str, ...]]:
    """Return message id -> codes of the screens that say it, for every message there is."""
    template = read_catalog(folder / "messages.pot")
    return {
        key_of(message): screens_of(path for path, _ in message.locations)
        for message in template
        if message.id
    }


def messages_by_screen(folder: Path = FOLDER) -> Mapping[str, tuple[str, ...]]:
    """Return screen code -> the message ids it says, sorted; screens that say nothing are left out."""
    said: dict[str, list[str]] = {code: [] for code in screens()}
    for msgid, codes in sorted(where_said(folder).items()):
        for code in codes:
            said[code].append(msgid)
    return {code: tuple(msgids) for code, msgids in said.items() if msgids}


def _title_of(template: Path) -> str:
    if template.stem in _NAMELESS:
        return _NAMELESS[template.stem]
    title = _TITLE.search(template.read_text(encoding="utf-8"))
    return title[1] if title else template.stem


@cache
def _of_the_desk() -> Mapping[str, tuple[str, ...]]:
    """Return path of a template, route or service -> the pages of the desk that it is for."""
    found: dict[str, set[str]] = {}
    for template in (PACKAGE / "templates").rglob("*.html"):
        if template.parent.name not in {"parts", "errors"} and template.name != "base.html":
            for path in _with_parts(template):
                found.setdefault(path, set()).add(f"desk/{template.stem}")
    for route in (PACKAGE / "routes").rglob("*.py"):
        text = route.read_text(encoding="utf-8")
        shown = {f"desk/{name.rpartition('/')[2]}" for name in _SHOWN.findall(text)} & screens().keys()
        if not shown:
            continue
        found.setdefault(_name(route), set()).update(shown)
        for module in _IMPORTED.findall(text):
            found.setdefault(f"tocongnghe/{module.replace('.', '/')}.py", set()).update(shown)
    for rail in _with_parts(PACKAGE / "templates" / "base.html"):
        found[rail] = {"desk/everywhere"}
    return {path: tuple(sorted(codes)) for path, codes in found.items()}


def _with_parts(template: Path) -> set[str]:
    """Return the paths of *template* and of all that it includes or imports, however deep."""
    seen: set[str] = set()
    waiting = [template]
    while waiting:
        here = waiting.pop()
        if _name(here) in seen or not here.is_file():
            continue
        seen.add(_name(here))
        parts = _PARTS.findall(here.read_text(encoding="utf-8"))
        waiting += [PACKAGE / "templates" / f"{name}.html" for name in parts]
    return seen


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE.parent).as_posix()
