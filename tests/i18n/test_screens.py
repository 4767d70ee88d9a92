"""Every message is said on screens that have a name, and what lies over a catalogue is shown first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.i18n.test_catalogs import make_folder
from tocongnghe.config import REPOSITORY
from tocongnghe.i18n import catalogs, overlay, overlay_version, screens, set_overlay
from tocongnghe.i18n.catalogs import key_of, po_path, read_catalog
from tocongnghe.i18n.extract import is_for_phone


@pytest.fixture
def laid() -> Iterator[None]:
    yield
    overlay.forget_overlays()


def test_every_message_is_said_somewhere_and_every_screen_has_a_name_in_vietnamese():
    said = screens.where_said()
    messages = [message for message in read_catalog(po_path("vi")) if message.id]

    assert {key_of(message) for message in messages} == said.keys()
    assert all(said.values())
    for screen in screens.screens().values():
        assert catalogs.translate("vi", screen.name) != screen.name, screen


def test_what_the_phone_says_is_known_by_its_screens():
    for message in read_catalog(po_path("vi")):
        paths = [path for path, _ in message.locations]
        if message.id and is_for_phone(paths):
            sides = {screens.screens()[code].side for code in screens.screens_of(paths)}
            assert sides & {screens.Side.PHONE, screens.Side.RESIDENTS}, key_of(message)


def test_no_page_of_the_phone_is_called_everywhere_for_want_of_a_line_in_the_table():
    """A new file of the app belongs to a screen; only what every page shows is `everywhere`."""
    everywhere = {
        "App.tsx",
        "screens/NotStocked.tsx",
        "labels.ts",
        "SaveProblemNotice.tsx",
        "VillageChoice.tsx",
    }
    app = REPOSITORY / "static/pwa/src/app"

    said = {
        path.removeprefix("static/pwa/src/app/")
        for message in read_catalog(po_path("vi"))
        for path, _ in message.locations
        if path.startswith("static/pwa/src/app/")
        and "phone/everywhere" in screens.screens_of_file(path)
        and (app.parents[3] / path).exists()
    }

    assert said <= everywhere


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("static/pwa/src/app/screens/Today.tsx", ("phone/today",)),
        ("static/pwa/src/app/ConsentAsk.tsx", ("residents/consent", "phone/consent", "phone/household-new")),
        ("tocongnghe/catalogue/spoken.yaml", ("residents/spoken",)),
        ("tocongnghe/vocabulary.py", ("desk/everywhere",)),
        ("static/pwa/src/domain/words.ts", ("phone/choices",)),
        ("tocongnghe/templates/console/coverage.html", ("desk/coverage",)),
        ("tocongnghe/templates/parts/rail.html", ("desk/everywhere",)),
        ("tocongnghe/routes/console/history.py", ("desk/assist",)),
        ("tocongnghe/cli/anything.py", ("desk/files",)),
    ],
)
def test_a_file_belongs_to_screens(path: str, codes: tuple[str, ...]):
    assert set(codes) <= set(screens.screens_of_file(path))


def test_the_way_of_a_visit_is_told_apart():
    way = {screen.code for screen in screens.screens().values() if screen.on_the_way}

    assert {"phone/today", "phone/log", "residents/consent"} <= way
    assert not any(code.startswith("desk/") for code in way)
    assert len(screens.messages_by_screen()["phone/log"]) > 50


def test_what_was_approved_lies_over_the_catalogue_string_by_string(tmp_path, laid):
    folder = make_folder(
        tmp_path,
        vi='\nmsgid "Village"\nmsgstr "Thôn"\n\nmsgid "Today"\nmsgstr "Hôm nay"\n',
        tyz='\n# draft; glossary: village (tyz B1, grade A)\nmsgid "Village"\nmsgstr "[tyz] v"\n',
    )

    set_overlay("tyz", {"Village": "[tyz] village", "Today": ""}, "7")

    assert catalogs.find_text("tyz", "Village", folder) == ("[tyz] village", "tyz")
    assert catalogs.find_text("tyz", "Today", folder) == ("Hôm nay", "vi")
    assert catalogs.find_text("tyz", "Unknown", folder) == ("Unknown", None)
    assert (overlay_version("tyz"), overlay_version("nut")) == ("7", None)

    set_overlay("tyz", {}, "8")

    assert catalogs.translate("tyz", "Village", folder) == "[tyz] v · Thôn"
