"""Generated input: whatever hypothesis thinks of gets an answer that the protocol knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.caller import FIELDS, Caller
from tests.fuzz.conftest import SECRET_WORDS
from tocongnghe.operations import KINDS, new_id
from tocongnghe.schemas.api import SyncIn
from tocongnghe.schemas.operations import BODIES
from tocongnghe.vocabulary import OperationOutcome, OutcomeReason

pytestmark = pytest.mark.postgres

EXAMPLES = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
text = st.text(st.characters(codec=None), max_size=30)
plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4), max_leaves=12
)
ids = st.sampled_from([new_id() for _ in range(6)])
days = st.sampled_from(["2026-11-20", "2026-02-30", "0000-00-00", "2026-11-2", "99999-01-01", "2000-01-01"])
NAMES = [
    *BODIES["household.add"].fields,
    *BODIES["assist.log"].fields,
    *BODIES["consent.give"].fields,
    "into",
]
ENVELOPE = [field.data_key or name for name, field in SyncIn().fields.items()]
bodies = st.dictionaries(
    st.sampled_from(NAMES) | text,
    values
    | ids
    | days
    | st.sampled_from(
        ["20-00001-001", "20-00002-001", "vneid", "helped", "not_possible", "refused", "voice", "vi"]
    ),
    max_size=8,
)


@st.composite
def operations(draw: st.DrawFn) -> list[Any]:
    """Return a row that is nearly right: each of its fields may be anything."""
    right = [
        draw(ids),
        draw(st.sampled_from(sorted(KINDS)) | st.just("dream.tell")),
        draw(st.none() | ids),
        draw(st.none() | ids),
        0,
        draw(st.integers(0, 1 << 53)),
        draw(st.integers(0, 1 << 53)),
        draw(bodies),
    ]
    for at in draw(st.sets(st.integers(0, 7), max_size=2)):
        right[at] = draw(values)
    return right


def assert_documented(answer: Any, sent: int) -> None:
    """Fail unless *answer* is one of those that protocol §5 lists, and says nothing more."""
    if answer.status != 200:
        assert not [word for word in SECRET_WORDS if word in answer.body.decode("utf-8")]
        assert (answer.status, answer.json["slug"]) in {
            (400, "envelope"),
            (401, "grant"),
            (413, "too-large"),
            (415, "encoding"),
        }
        return
    document = answer.json
    assert document.get("processed", 0) == sent
    for at, outcome, reason, *_ in document.get("exceptions", []):
        assert 0 <= at < sent
        assert outcome in set(OperationOutcome) - {OperationOutcome.APPLIED}
        assert reason in set(OutcomeReason)


@EXAMPLES
@given(rows=st.lists(operations(), max_size=6))
def test_any_rows_in_a_right_envelope_get_an_outcome_each(lan: Caller, rows: list[list[Any]]):
    first = lan.send(json.dumps(lan.document(*rows)).encode())
    again = lan.send(json.dumps(lan.document(*rows)).encode())

    assert first.status == 200, first.body
    assert_documented(first, len(rows))
    assert_documented(again, len(rows))


@EXAMPLES
@given(changes=st.dictionaries(st.sampled_from(ENVELOPE) | text, values, max_size=3))
def test_any_envelope_gets_a_documented_answer(lan: Caller, changes: dict[str, Any]):
    document = lan.document(lan.household()) | changes
    answer = lan.send(json.dumps(document).encode())

    assert_documented(answer, len(document["ops"]) if isinstance(document["ops"], list) else 0)


@EXAMPLES
@given(body=st.binary(max_size=400), packed=st.sampled_from(["", "gzip", "br"]))
def test_any_bytes_get_a_documented_answer(lan: Caller, body: bytes, packed: str):
    answer = lan.send(body, **({"Content_Encoding": packed} if packed else {}))

    assert_documented(answer, 0)
    assert answer.status != 200


@EXAMPLES
@given(names=st.permutations([*FIELDS, "later", "more"]), value=values)
def test_fields_in_any_order_with_new_ones_among_them_mean_the_same(
    lan: Caller, names: list[str], value: Any
):
    op = dict(zip(FIELDS, lan.household(), strict=True)) | {"later": value, "more": None}
    answer = lan.send(json.dumps(lan.document([op[name] for name in names], fields=names)).encode())

    assert answer.status in (200, 400)
    if answer.status == 200:
        assert "exceptions" not in answer.json
