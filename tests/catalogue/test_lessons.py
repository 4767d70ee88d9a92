"""Lessons as data: whole, told apart in black and white, and clear about what is wrong with a file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tocongnghe.catalogue import CatalogueError, load_catalogue, topic_codes
from tocongnghe.catalogue.lesson_files import FOLDER, LESSONS, read_lessons
from tocongnghe.catalogue.short_messages import MAX_PLAIN, plain, size_of, unsendable
from tocongnghe.config import REPOSITORY
from tocongnghe.services.lessons import make_package, ready_words

VECTORS = json.loads((REPOSITORY / "tests" / "messages" / "sms_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder of a province's own lessons with one in it."""
    shutil.copy(FOLDER / LESSONS / "scams.yaml", tmp_path)
    return tmp_path


def spoil(own: Path, old: str, new: str) -> str:
    """Replace *old* in the province's lesson and return what reading says then."""
    path = own / "scams.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_lessons(topic_codes(), own)
    return str(caught.value)


def test_every_topic_has_its_lesson_and_so_have_scams_phones_and_ai() -> None:
    codes = [lesson.code for lesson in read_lessons(topic_codes()).lessons]

    assert set(codes) == topic_codes() | {"scams", "digital_basics", "ai_basics"}
    for lesson in read_lessons(topic_codes()).lessons:
        assert lesson.topic == lesson.code or lesson.code in ("scams", "digital_basics", "ai_basics")


def test_nothing_is_called_reviewed_or_matched_that_nobody_has_reviewed_or_matched() -> None:
    for lesson in read_lessons(topic_codes()).lessons:
        assert lesson.reviewed_by is None, lesson.code
        assert lesson.framework is None, lesson.code


def test_pictures_are_told_apart_without_colour() -> None:
    lessons = read_lessons(topic_codes())
    strokes = [shape.path for shape in lessons.shapes.values()]
    assert len(set(strokes)) == len(strokes)

    used = {code for one in lessons.lessons for s in one.steps for c in s.picture for code in c.shapes}
    assert used <= set(lessons.shapes)
    voices = [step.voice for lesson in lessons.lessons for step in lesson.steps]
    assert len(set(voices)) == len(voices)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["says"])
def test_short_messages_are_counted_as_networks_count_them(vector: dict[str, object]) -> None:
    text = str(vector["text"])
    size = size_of(text)

    assert (size.units, size.parts, size.is_plain) == (vector["units"], vector["parts"], vector["plain"])
    assert plain(text) == vector.get("folded", plain(text))


def test_every_short_message_in_vietnamese_fits_one_part_without_marks() -> None:
    for lesson in read_lessons(topic_codes()).lessons:
        words = ready_words(lesson, "vi")
        assert words["sms"]["text"] != lesson.words.sms, "not translated"
        assert size_of(words["plain"]["text"]).parts == 1, lesson.code
        assert len(words["plain"]["text"]) <= MAX_PLAIN
        assert unsendable(words["plain"]["text"]) == ""
        assert not size_of(words["sms"]["text"]).is_plain


def test_a_package_holds_only_its_own_language_unmarked() -> None:
    lessons = read_lessons(topic_codes())
    vietnamese, tay = make_package(lessons, "vi"), make_package(lessons, "tyz")

    assert "lang" not in vietnamese["lessons"][0]["title"]
    assert tay["lessons"][0]["title"] == vietnamese["lessons"][0]["title"] | {"lang": "vi"}
    assert vietnamese["version"] != tay["version"]
    assert vietnamese["version"] == make_package(lessons, "vi")["version"]


def test_a_province_puts_its_own_lesson_in_the_place_of_ours_and_adds_others(own: Path) -> None:
    text = (own / "scams.yaml").read_text(encoding="utf-8")
    changed = text.replace('"Recognising scams"', '"Nhận ra lừa đảo ở chợ"')
    (own / "scams.yaml").write_text(changed, encoding="utf-8")
    reviewed = "state: reviewed\nreviewed_by: Sở KH&CN\nreviewed_on: 2026-11-01\nframework: Năng lực 4"
    added = changed.replace("code: scams", "code: market").replace("state: pending", reviewed)
    (own / "market.yaml").write_text(added, encoding="utf-8")

    lessons = {lesson.code: lesson for lesson in read_lessons(topic_codes(), own).lessons}
    packed = {one["code"]: one for one in make_package(read_lessons(topic_codes(), own), "vi")["lessons"]}

    assert len(lessons) == len(topic_codes()) + 4
    assert lessons["scams"].is_own
    assert not lessons["vneid"].is_own
    assert packed["scams"]["title"] == {"text": "Nhận ra lừa đảo ở chợ"}
    assert (packed["market"]["reviewed"], packed["market"]["framework"]) == (True, "Năng lực 4")
    assert "scams" in {lesson.code for lesson in read_lessons(topic_codes()).lessons}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("code: scams", "code: scam", "scams.yaml, line 1: code: must be as the file is called: scams"),
        ("topic: online_safety", "topic: safety", "scams.yaml, line 2: topic: 'safety' is not known"),
        ("minutes: 20", "minutes: 90", "minutes: must be from 1 to 60"),
        ("state: pending", "state: reviewed", "scams.yaml, line 1: reviewed_by: is missing"),
        ("state: pending", "state: good", "line 8: state: 'good' is not known"),
        ("purpose:", "porpose:", "purpose: is missing"),
        ("[hand, clock]", "[hand, clog]", "line 16: picture: 'clog' is no shape"),
        ("[hand, clock]", "[hand:clock]", "line 16: picture: 'hand' has no room for another shape"),
        ("[hand, clock]", "[phone:call, warning]", "picture: is the picture of an earlier step"),
        ("[hand, clock]", "[hand, hand, hand, hand, hand]", "picture: must have at most 4 cells"),
        (", right: true", "", "line 23: choices: must have exactly one that says right: true"),
        ("Scam warning:", "Scam warning:" + " go on" * 20, "sms: has "),
        ("Scam warning:", "Scam warning ☎:", "sms: holds '☎'"),
        ("words:\n", "words: none\nworse:\n", "must be a mapping of keys"),
    ],
)
def test_a_lesson_that_cannot_be_says_where_and_why(own: Path, old: str, new: str, complaint: str) -> None:
    assert complaint in spoil(own, old, new)


def test_too_few_steps_are_refused(own: Path) -> None:
    path = own / "scams.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(lines[:9] + lines[15:]), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"steps: must be 4 to 7, not 3"):
        read_lessons(topic_codes(), own)


def test_the_catalogue_of_indicators_does_not_change_with_a_lesson() -> None:
    assert "lessons" not in vars(load_catalogue())
