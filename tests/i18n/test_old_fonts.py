"""Old fonts and damaged text read as what they say, one doubtful word by the company it keeps."""

from __future__ import annotations

import unicodedata

import pytest

from tests.console.list_files import as_tcvn3, as_vni
from tocongnghe.i18n.old_fonts import Typing, decode, to_unicode

NAMES = [
    "Hoàng Văn Páo",
    "Nông Thị Lê",
    "Lê Hoà",
    "Nguyễn Văn Thưởng",
    "Lý A Sùng",
    "Sơn Lộc",
    "Tẩn Mẩy",
    "Phùng Đức Quý",
]


def test_text_in_unicode_stays_and_is_composed() -> None:
    apart = [unicodedata.normalize("NFD", name) for name in NAMES]

    assert to_unicode(NAMES) == (NAMES, Typing.UNICODE)
    assert to_unicode(apart) == (NAMES, Typing.UNICODE)


def test_tcvn3_is_read() -> None:
    typed = [as_tcvn3(name) for name in NAMES]

    assert typed[0] == "Hoµng V¨n P¸o"
    assert to_unicode(typed) == (NAMES, Typing.TCVN3)


def test_vni_is_read_with_its_doubtful_names() -> None:
    typed = [as_vni(name) for name in NAMES]

    assert typed[5] == "Sôn Loäc"
    assert to_unicode(typed) == (NAMES, Typing.VNI)


def test_a_doubtful_word_alone_is_left_as_it_is() -> None:
    assert to_unicode(["Sôn"]) == (["Sôn"], Typing.UNICODE)


def test_utf_8_written_twice_is_read() -> None:
    typed = [name.encode().decode("latin-1") for name in NAMES]

    assert to_unicode(typed) == (NAMES, Typing.UTF8_TWICE)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_in_unicode_is_decoded(coding: str) -> None:
    assert decode("\n".join(NAMES).encode(coding)).splitlines() == NAMES


def test_a_file_in_windows_1258_is_decoded() -> None:
    text = "\n".join(NAMES)
    for letter in "ảãáàạẩẫấầậẳẵắằặẻẽéèẹểễếềệỉĩíìịỏõóòọổỗốồộởỡớờợủũúùụửữứừựỷỹýỳỵ":
        base, tone = _base_and_tone(letter)
        text = text.replace(letter, base + tone)

    assert decode(text.encode("cp1258")).splitlines() == NAMES


def _base_and_tone(letter: str) -> tuple[str, str]:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    apart = unicodedata.normalize("NFD", letter)
    tone = next(mark for mark in apart if mark in tones)
    return unicodedata.normalize("NFC", apart.replace(tone, "")), tone
