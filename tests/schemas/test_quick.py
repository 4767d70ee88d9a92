"""The quick look at bodies against marshmallow: it may doubt what is sound, never pass what is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocongnghe.operations import new_id
from tocongnghe.schemas.operations import BODIES, LOOKS_SOUND, complaint_about

ID = "AbCdEfGhIjKlMnOpQrStUv"
TEMPTING = st.sampled_from(
    [
        *("", " ", "\n", "x", "x\x00", "\ud800", "Nông Văn Páo", "y" * 40, "y" * 41, "y" * 200, "y" * 2001),
        *(
            "2026-11-21",
            "2026-02-30",
            "1999-12-31",
            "20261121",
            "2026-W47-6",
            "2026-11-21T",
            ID,
            ID[:21] + "é",
        ),
        ID[:21] + "é",
        *("helped", "not_possible", "refused", "other", "vneid", "20-00001-001", "voice", "a" * 64, "A" * 64),
        *(0, 1, 50, 51, -1, 2026, 1 << 53, (1 << 53) + 1, 4.0, 1e400, True, False, None),
        *(
            [],
            [ID],
            ["x"],
            {},
            {"a": 1},
            {"a": "y" * 201},
            {"": 1},
            {"a": [1]},
            {"a": 1.5},
            {"a": -(1 << 60)},
        ),
        *({str(n): n for n in range(width)} for width in (10, 11)),
        *([{"slot": 1, "label": "vợ"}], [{"slot": 0}]),
    ]
)


@st.composite
def bodies(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    names = [field.data_key or name for name, field in BODIES[kind].fields.items()]
    body = draw(st.dictionaries(st.sampled_from(names), TEMPTING | st.text(max_size=5), max_size=len(names)))
    return body | draw(st.dictionaries(st.just("unheard_of"), TEMPTING, max_size=draw(st.integers(0, 1))))


@pytest.mark.parametrize("kind", sorted(BODIES))
@settings(max_examples=150, deadline=None, database=None)
@given(data=st.data())
def test_the_quick_look_lets_nothing_through_that_the_schema_refuses(kind: str, data: st.DataObject):
    body = data.draw(bodies(kind))

    if LOOKS_SOUND[kind](body):
        assert BODIES[kind].validate(body) == {}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "household.add",
            {"village": "20-00001-001", "head_name": "Hoàng Páo", "people": 4, "phone": None},
        ),
        ("assist.log", {"household": ID, "topic": "vneid", "outcome": "helped", "on": "2026-11-21"}),
        (
            "assist.log",
            {"household": None, "village": "20-00001-001", "topic": "vneid", "outcome": "not_possible"}
            | {"reason": "refused", "on": "2026-11-21", "note": "Đi vắng", "details": {"platform": "zalo"}},
        ),
        ("assist.return", {"reason": "other", "text": "Xem lại"}),
    ],
)
def test_what_phones_send_every_day_passes_the_quick_look(kind: str, body: dict[str, Any]):
    assert LOOKS_SOUND[kind](body)


@pytest.mark.parametrize(
    ("kind", "body", "at_fault"),
    [
        ("assist.log", {"topic": "vneid", "outcome": "helped", "on": "2026-11-21"}, "village"),
        ("assist.log", {"household": new_id(), "topic": "vneid", "outcome": "helped"}, "on"),
        ("assist.amend", {"outcome": "helped", "reason": "refused"}, "reason"),
        ("household.amend", {"head_name": "  "}, "head_name"),
    ],
)
def test_what_a_whole_body_must_say_is_still_asked(kind: str, body: dict[str, Any], at_fault: str):
    assert not LOOKS_SOUND[kind](body)
    assert at_fault in (complaint_about(kind, body) or "")
