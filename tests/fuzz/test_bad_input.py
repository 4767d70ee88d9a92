"""Bad input by hand: each gets its documented answer, alone, and nothing is lost (protocol §5, §6)."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from typing import Any

import pytest
from sqlalchemy import select

from benchmarks.caller import Answer, Caller
from tests.fuzz.conftest import SECRET_WORDS, Fort
from tocongnghe.models import Assist, Household, Operation, Quarantined
from tocongnghe.operations import new_id

pytestmark = pytest.mark.postgres

DEEP = [1, 20, 40, 200, *range(860, 1000, 4), 1500, 5000]


def problem(answer: Answer) -> tuple[int, str]:
    """Return status and slug of a refusal that says nothing it should not."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert not [word for word in SECRET_WORDS if word in answer.body.decode()]
    assert answer.status < 500, answer.body
    return answer.status, answer.json["slug"]


def raw(document: dict[str, Any], **texts: str) -> bytes:
    """Return *document* as JSON where each string of `texts`' names is replaced by that text, unquoted."""
    text = json.dumps(document)
    for name, replacement in texts.items():
        text = text.replace(f'"@{name}"', replacement)
    return text.encode("utf-8")


@pytest.mark.parametrize("number", ["123456789012345678901234567890", "0.1", "1e5", "-1", "9" * 4000])
def test_a_number_that_no_field_takes_rejects_its_operation_alone(lan: Caller, fort: Fort, number: str):
    bad, good = lan.household(people="@number"), lan.household()

    answer = lan.send(raw(lan.document(bad, good), number=number))

    assert answer.status == 200, answer.body
    assert [row[:3] for row in answer.json["exceptions"]] == [[0, "rejected", "malformed"]]
    assert len(fort.all(select(Operation.id).where(Operation.device_id == lan.device))) == 2


@pytest.mark.parametrize("place", ["kind", "record", "prev", "n", "at"])
@pytest.mark.parametrize("value", ["[1]", '{"a":1}', '"\\u0000"', '"\\ud800"', "1e30", "true", '""'])
def test_a_header_field_of_the_wrong_type_rejects_its_operation_alone(lan: Caller, place: str, value: str):
    bad, good = lan.household(), lan.household()
    bad[["id", "kind", "record", "prev", "grant", "n", "at"].index(place)] = "@value"

    answer = lan.send(raw(lan.document(bad, good), value=value))

    assert answer.status == 200, answer.body
    assert answer.json["processed"] == 2
    assert [row[:3] for row in answer.json["exceptions"]] == [[0, "rejected", "malformed"]]


@pytest.mark.parametrize("value", ["1e10", "-1", "1", "99", "true", "null", '"0"', "[]"])
def test_a_grant_that_is_no_place_in_the_list_rejects_its_operation_alone(lan: Caller, value: str):
    bad, good = lan.household(), lan.household()
    bad[4] = "@value"

    answer = lan.send(raw(lan.document(bad, good), value=value))

    assert answer.status == 200, answer.body
    assert [row[0] for row in answer.json["exceptions"]] == [0]


@pytest.mark.parametrize("id", [None, 7, "", "x" * 22 + "y", "é" * 22, "\x00" * 22, ["a"], {"a": 1}, 1e300])
def test_an_operation_without_an_id_is_told_and_kept_by_nobody(lan: Caller, id: Any):
    bad, good = lan.household(), lan.household()
    bad[0] = id

    answer = lan.send(json.dumps(lan.document(bad, good)).encode())

    assert answer.status == 200, answer.body
    assert [row[:3] for row in answer.json["exceptions"]] == [[0, "rejected", "malformed"]]


@pytest.mark.parametrize("where", ["body", "field", "unknown kind", "id", "envelope"])
def test_json_of_any_depth_is_answered(lan: Caller, fort: Fort, where: str):
    """Somewhere near Python's own limit a document can still be read, but no longer be written."""
    for depth in DEEP:
        bad, good = lan.household(), lan.household()
        document = lan.document(bad, good)
        if where == "body":
            bad[7] = "@deep"
        elif where == "field":
            bad[7]["note"] = "@deep"
        elif where == "unknown kind":
            bad[1], bad[7]["note"] = "dream.tell", "@deep"
        elif where == "id":
            bad[0] = "@deep"
        else:
            document[where] = "@deep"
        answer = lan.send(raw(document, deep="[" * depth + "]" * depth))

        if answer.status == 200:
            told = answer.json.get("exceptions", [])
            assert answer.json["processed"] == 2
            assert depth <= 30 or where == "envelope"
            assert [row[0] for row in told] == ([] if where == "envelope" else [0]), (depth, told)
        else:
            assert problem(answer) == (400, "envelope"), depth
            assert depth >= 30


def test_an_unknown_kind_is_held_whatever_it_holds(lan: Caller, fort: Fort):
    strange = [
        lan.op("dream.tell", {"what": "BíMật", "numbers": [1.5, -1, 10**30], "more": {"a": [None, True]}}),
        lan.op("dream.tell", {}),
        lan.op("HOUSEHOLD.ADD", {"head_name": "\x00\ud800"}),
        lan.op("a" * 40, {"x" * 3000: "y" * 3000}, record=new_id(), prev=new_id()),
        lan.op("';DROP-TABLE-household;--", {}),
    ]

    answer = lan.send(json.dumps(lan.document(*strange)).encode())

    assert answer.status == 200, answer.body
    assert answer.json["exceptions"] == [[at, "held", "kind_unknown"] for at in range(5)]
    again = lan.send(json.dumps(lan.document(*strange)).encode())
    assert again.json["exceptions"] == answer.json["exceptions"]


def test_the_records_of_others_are_out_of_reach(enrol, lan: Caller, fort: Fort):
    huy = enrol(fort.world.huy)
    theirs = huy.household("20-00002-001")
    visit = huy.op(
        "assist.log", {"household": theirs[0], "topic": "vneid", "outcome": "helped", "on": "2026-01-05"}
    )
    huy.sync(theirs, visit)
    attacks = [
        lan.op("household.amend", {"head_name": "BíMật"}, record=theirs[0], prev=theirs[0]),
        lan.op("household.withdraw", {}, record=theirs[0], prev=theirs[0]),
        lan.op("assist.amend", {"topic": "etax"}, record=visit[0], prev=visit[0]),
        lan.op("assist.withdraw", {}, record=visit[0], prev=visit[0]),
        lan.op("assist.approve", {}, record=visit[0], prev=visit[0]),
        lan.assist(theirs[0]),
        lan.op("household.merge", {"into": theirs[0]}, record=theirs[0], prev=theirs[0]),
        lan.household("20-00002-001"),
        lan.household("20"),
        lan.household("00001"),
        lan.household("no-such-place"),
    ]

    answer = lan.sync(*attacks)

    assert [row[:3] for row in answer["exceptions"]] == [
        [at, "rejected", "out_of_scope"] for at in range(len(attacks))
    ]
    assert theirs[0] not in json.dumps(answer.get("changes", []))
    assert fort.all(select(Household.head_op).where(Household.id == theirs[0])) == [theirs[0]]
    assert fort.all(select(Assist.head_op).where(Assist.household_id == theirs[0])) == [visit[0]]


def test_a_supervisors_verdict_is_not_a_members_to_give(lan: Caller):
    card = lan.household()
    visit = lan.assist(card[0])
    lan.sync(card, visit)
    verdicts = [
        lan.op("assist.approve", {}, record=visit[0], prev=visit[0]),
        lan.op("assist.return", {"reason": "call_me"}, record=visit[0], prev=visit[0]),
    ]

    answer = lan.sync(*verdicts)

    assert [row[:3] for row in answer["exceptions"]] == [[at, "rejected", "out_of_scope"] for at in (0, 1)]


def test_forged_and_foreign_grants_take_no_effect(enrol, lan: Caller, fort: Fort):
    huy = enrol(fort.world.huy)
    ops = [lan.household(), lan.household("20-00002-001"), lan.household()]
    ops[1][4], ops[2][4] = 1, 2

    answer = lan.sync(*ops, grants=[lan.grant, huy.grant, "g_" + "A" * 20])

    assert answer["exceptions"] == [[1, "rejected", "foreign_grant"], [2, "held", "grant_unknown"]]
    assert fort.all(select(Household.id).where(Household.id.in_([op[0] for op in ops]))) == [ops[0][0]]


@pytest.mark.parametrize(
    "token",
    ["", "x", "g_lan", "a" * 43, "a" * 5000, "' OR 1=1 --", "\u00e9" * 43, "\u00ff" * 43, "null", "a b c"],
)
def test_a_forged_token_is_refused_before_the_body_is_read(lan: Caller, token: str):
    lan.token = token

    assert problem(lan.send(b"\xff" * 100)) == (401, "grant")


def test_a_request_in_the_name_of_another_device_is_refused(enrol, lan: Caller, fort: Fort):
    huy = enrol(fort.world.huy)

    answer = lan.send(json.dumps(lan.document(lan.household(), device=huy.device)).encode())

    assert problem(answer) == (400, "envelope")


def test_a_replay_changes_nothing_however_often_and_with_whatever_else(lan: Caller, fort: Fort):
    card = lan.household()
    visit = lan.assist(card[0])
    first = lan.sync(card, visit)
    for attempt in range(5):
        extra = lan.household()
        again = lan.sync(card, visit, extra, card, visit)
        assert "exceptions" not in again, attempt
        assert again["processed"] == 5
    assert first["processed"] == 2
    assert fort.all(select(Assist.id).where(Assist.household_id == card[0])) == [visit[0]]
    assert len(fort.all(select(Operation.id).where(Operation.device_id == lan.device))) == 7


def test_an_id_used_for_something_else_is_rejected_and_its_bytes_are_kept(lan: Caller, fort: Fort):
    card = lan.household()
    lan.sync(card)
    forged = [*card]
    forged[7] = card[7] | {"head_name": "BíMật"}

    answer = lan.sync(forged, forged)

    assert answer["exceptions"] == [[at, "rejected", "id_reused"] for at in (0, 1)]
    assert fort.all(select(Household.head_name).where(Household.id == card[0])) == ["Nông Văn Thử"]
    assert len(fort.all(select(Quarantined.raw).where(Quarantined.device_id == lan.device))) == 2


def test_an_id_of_another_persons_operation_cannot_be_taken(enrol, lan: Caller, fort: Fort):
    huy = enrol(fort.world.huy)
    theirs = huy.household("20-00002-001")
    huy.sync(theirs)
    mine = lan.household()
    mine[0] = theirs[0]

    answer = lan.sync(mine)

    assert answer["exceptions"] == [[0, "rejected", "id_reused"]]
    assert theirs[0] not in json.dumps(answer.get("changes", []))


def test_ten_thousand_operations_at_once_are_too_many(lan: Caller, fort: Fort):
    ops = [[None] * 8 for _ in range(10_000)]

    plain = lan.send(json.dumps(lan.document(*ops)).encode())
    packed = lan.send_packed(lan.document(*[lan.household() for _ in range(101)]))

    assert problem(plain) == (413, "too-large")
    assert problem(packed) == (413, "too-large")
    assert packed.json["limits"]["max_ops"] == 100
    assert lan.sync(*[lan.household() for _ in range(100)])["processed"] == 100


@pytest.mark.parametrize("shape", ["spaces", "zeros", "nested", "ops"])
def test_a_body_that_inflates_to_a_gigabyte_is_refused_cheaply(lan: Caller, shape: str):
    piece = {"spaces": b" ", "zeros": b"\x00", "nested": b"[", "ops": b"[[1]],"}[shape] * (1 << 20)
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join([*(packer.compress(piece) for _ in range(40)), packer.flush()])

    answer = lan.send(bomb, Content_Encoding="gzip")

    assert problem(answer) == (413, "too-large")


def test_gzip_in_gzip_in_pieces_and_with_a_tail_gets_an_answer(lan: Caller):
    good = gzip.compress(json.dumps(lan.document(lan.household())).encode())

    assert problem(lan.send(gzip.compress(good), Content_Encoding="gzip")) == (400, "envelope")
    assert problem(lan.send(good[:-9], Content_Encoding="gzip")) == (415, "encoding")
    assert problem(lan.send(b"", Content_Encoding="gzip")) == (415, "encoding")
    assert problem(lan.send(good, Content_Encoding="deflate")) == (415, "encoding")
    assert problem(lan.send(good)) == (400, "envelope")
    assert lan.send(good, Content_Encoding="gzip").status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"{}",
        b"\xff\xfe{}",
        b'{"a": "\xc3\x28"}',
        b"\xef\xbb\xbf{}",
        b'{"ops": NaN}',
        b'{"ops": [1e999]}',
        b'{"ops": [-1e400]}',
        b'{"a":' * 4000,
        b"{" * 500_000,
        b'{"protocol":1,"protocol":2}',
        b"\x00" * 100,
        "{“protocol”: 1}".encode(),
    ],
)
def test_bytes_that_are_no_envelope_are_refused(lan: Caller, body: bytes):
    assert problem(lan.send(body)) == (400, "envelope")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in ("protocol", "app", "schema", "device", "attempt", "clock", "grants", "fields", "ops")
        for value in (None, True, -1, 1e300, "x" * 5000, {"a": 1}, [[]], [None], "\x00")
    ],
)
def test_an_envelope_of_wrong_types_is_refused_by_field(lan: Caller, name: str, value: Any):
    document = lan.document(lan.household()) | {name: value}

    answer = lan.send(json.dumps(document).encode())

    assert problem(answer) == (400, "envelope")
    assert answer.json["detail"].startswith(name)


@pytest.mark.parametrize("value", ["x", "A" * 54, "A" * 55, "\u00e9", "A" * 200, "////", "-" * 54])
@pytest.mark.parametrize("name", ["cursor", "ack"])
def test_a_forged_mark_is_a_reset_and_nothing_worse(lan: Caller, name: str, value: str):
    answer = lan.send(json.dumps(lan.document(lan.household(), **{name: value})).encode())

    assert answer.status == 200
    assert answer.json["reset"] is True
    assert "changes" not in answer.json


def test_a_mark_far_beyond_the_head_is_a_reset(lan: Caller):
    from tocongnghe.sync.protocol import Mark

    for seq in (1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1):
        forged = Mark("epoch-00", seq, b"c" * 16).pack()
        lan.sync()
        epoch = lan.sync()["epoch"]
        for mark in (forged, Mark(epoch, seq, b"c" * 16).pack()):
            answer = lan.send(json.dumps(lan.document(ack=mark)).encode())
            assert (answer.status, answer.json.get("reset")) == (200, True), (seq, answer.body)


def test_offers_of_anything_are_answered(lan: Caller):
    offered = ["x", "", "A" * 22, "'; --", "é" * 22]

    answer = lan.send(json.dumps(lan.document(offer=offered)).encode())

    assert answer.status == 200
    assert sorted(answer.json["missing"]) == sorted(offered)
    assert problem(lan.send(json.dumps(lan.document(offer=["A" * 22] * 2001)).encode())) == (400, "envelope")
    assert problem(lan.send(json.dumps(lan.document(offer=[1])).encode())) == (400, "envelope")


def test_a_clock_from_another_age_costs_no_operation(lan: Caller):
    for wall in (0, 1, 1 << 31, 1 << 44, 1 << 52, (1 << 53) - 1):
        for offset in (None, 0, -(1 << 53), 1 << 53):
            op = lan.household()
            op[6] = wall
            answer = lan.sync(op, clock={"wall": wall, "offset": offset, "age": 1 << 53})
            assert "exceptions" not in answer, (wall, offset, answer)


def test_a_report_of_impossible_numbers_is_taken(lan: Caller):
    report = {"unsent": 1 << 31, "oldest": 1 << 53, "storage": "x" * 16, "free": 1 << 53, "evicted": 1 << 31}

    assert "ack" in lan.sync(report=report)
    assert problem(lan.send(json.dumps(lan.document(report={"unsent": -1})).encode())) == (400, "envelope")


def test_what_nobody_foresaw_is_told_and_logged_without_content(
    lan: Caller, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    attempt = sys.modules["tocongnghe.operations.attempt"]
    name = SECRET_WORDS[1]  # by its place, as the frames in the log show lines of source

    def broken(*_: object) -> None:
        raise ValueError(name)

    monkeypatch.setattr(attempt, "decide", broken)
    answer = lan.sync(card := lan.household(head_name=name))
    assert answer["exceptions"] == [[0, "held", "server_error"]]
    monkeypatch.setattr(sys.modules["tocongnghe.operations.submit"], "lock_feed", broken)
    crashed = lan.send(json.dumps(lan.document(lan.household())).encode())

    assert (crashed.status, crashed.json["slug"]) == (500, "unexpected")
    assert name not in crashed.body.decode()
    logged = caplog.text
    assert card[0] in logged
    assert "lock_feed" in logged
