"""What each kind of export holds, and what it never holds."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.orm import Session

from tests.cast import World
from tests.exports.conftest import FIRST, SECRETS, Exported, export, make_order, read_csv, today
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.services.access import load_actor
from tocongnghe.services.coverage import coverage
from tocongnghe.services.exports import allow
from tocongnghe.services.refused import Refused

REASON = "Đối chiếu hộ nghèo theo công văn 12"


def test_visits_go_without_names_phones_and_notes(worked: World) -> None:
    for format_ in ("csv", "json"):
        text = export(worked.engine, worked.quang, make_order("assists", format=format_)).decode()
        assert [secret for secret in SECRETS if secret in text] == []
        assert "20-00001-001" in text


def test_a_household_has_one_word_in_a_file_and_another_in_the_next(rows: Exported, worked: World) -> None:
    first, second = (rows(worked.minh, "assists", place_code="00001") for _ in range(2))

    words = [row["household"] for row in first if row["village_code"] == "20-00001-001"]
    assert len(set(words) - {""}) == 1
    assert "" in words
    assert {row["household"] for row in first} & {row["household"] for row in second} == {""}
    strip = [[{**row, "household": ""} for row in each] for each in (first, second)]
    assert strip[0] == strip[1]


def test_every_visit_has_its_row_and_withdrawn_ones_none(rows: Exported, worked: World) -> None:
    found = rows(worked.quang, "assists")

    assert len(found) == 5
    shop = next(row for row in found if row["topic"] == "digital_shop")
    assert (shop["platform"], shop["outcome"], shop["state"]) == ("zalo", "helped", "submitted")
    failed = next(row for row in found if row["outcome"] == "not_possible")
    assert (failed["reason"], failed["commune_code"]) == ("no_smartphone", "00001")

    (withdrawn,) = worked.push(
        worked.op("assist.withdraw", {}, record=(record := worked.log_assist()), prev=record)
    )
    assert withdrawn.outcome == "applied"
    assert len(rows(worked.quang, "assists")) == 5


def test_names_leave_for_who_may_with_a_reason_and_formulas_stay_text(worked: World) -> None:
    order = make_order("assists", place_code="00001", is_identified=True, reason=REASON)

    found = read_csv(export(worked.engine, worked.minh, order))

    helped = next(row for row in found if row["state"] == "approved")
    assert (helped["head_name"], helped["phone"], helped["person_label"]) == (
        SECRETS[0],
        SECRETS[2],
        SECRETS[4],
    )
    assert helped["note"] == f"'{SECRETS[3]}"
    assert helped["member"] == "Lan"
    document = json.loads(
        export(
            worked.engine, worked.an, make_order("assists", is_identified=True, reason=REASON, format="json")
        )
    )
    assert REASON in {fact["text"] for fact in document["about"]}


def test_nothing_of_a_household_that_withdrew_its_consent_is_named(worked: World) -> None:
    home = worked.add_household(head_name="Hộ Rút Lại", phone="0987")
    given = worked.op(
        "consent.give", {"household": home, "text_version": "1", "language": "vi", "method": "voice"}
    )
    worked.push(given)
    worked.log_assist(home, note="chuyện riêng")
    taken_back = worked.op("consent.withdraw", {"reason": "x"}, record=given.id, prev=given.id)
    assert [one.outcome for one in worked.push(taken_back)] == ["applied"]

    text = export(
        worked.engine,
        worked.minh,
        make_order("assists", place_code="00001", is_identified=True, reason=REASON),
    ).decode()

    assert "Hộ Rút Lại" not in text
    assert "chuyện riêng" not in text
    assert SECRETS[0] in text


@pytest.mark.parametrize(
    ("who", "overrides", "refusal"),
    [
        ("minh", {"place_code": "00002"}, NotFound),
        ("minh", {"place_code": "20"}, NotFound),
        ("hoa", {"place_code": "00001"}, NotFound),
        ("thu", {"place_code": "00001"}, Forbidden),
        ("quang", {"is_identified": True, "reason": REASON}, Forbidden),
        ("an", {"is_identified": True, "reason": "vì thích"}, Refused),
        ("an", {"is_identified": True, "reason": " " * 40}, Refused),
        ("an", {"place_code": "99"}, NotFound),
        ("lan", {}, Forbidden),
    ],
)
def test_nobody_gets_what_is_not_theirs(
    worked: World, who: str, overrides: dict[str, object], refusal: type[Exception]
) -> None:
    with Session(worked.engine) as session, pytest.raises(refusal):
        allow(session, load_actor(session, getattr(worked, who), today()), make_order("assists", **overrides))


def test_the_visits_add_up_to_the_coverage(rows: Exported, worked: World) -> None:
    found = rows(worked.quang, "assists")

    with Session(worked.engine) as session:
        report = coverage(session, None, "20", today())
    figures = {(row.place_code, row.indicator): row for row in report.rows}
    reached = {r["household"] for r in found if (r["topic"], r["outcome"]) == ("vneid", "helped")} - {""}
    assert figures["20", "vneid_helped"].provisional == len(reached) == 2
    assert figures["20", "visits"].provisional == len([r for r in found if r["state"] != "returned"]) == 5
    assert figures["20", "visits"].official == len([r for r in found if r["state"] == "approved"]) == 1


def test_the_tally_of_the_province_has_every_commune_and_no_data_is_empty(
    rows: Exported, worked: World
) -> None:
    found = rows(worked.quang, "tally")

    assert {row["commune_code"] for row in found} == {"00001", "00002"}
    visits = {row["village_code"]: row["visits_provisional"] for row in found if not row["topic"]}
    assert visits["20-00001-001"] == "3"
    line = next(r for r in found if (r["village_code"], r["topic"]) == ("20-00001-001", "vneid"))
    assert (line["helped_official"], line["helped_provisional"]) == ("1", "1")


def test_teams_have_their_people_as_numbers_and_as_names_only_with_a_reason(
    rows: Exported, worked: World
) -> None:
    found = rows(worked.quang, "teams")

    first = next(row for row in found if row["place_code"] == "20-00001-001")
    assert (first["members"], first["leaders"], first["visits_provisional"]) == ("1", "0", "3")
    assert "member_names" not in first
    named = rows(worked.minh, "teams", place_code="00001", is_identified=True, reason=REASON)
    assert {row["member_names"] for row in named} == {"Lan"}


def test_a_tally_without_a_first_day_and_names_where_there_are_none_are_refused(worked: World) -> None:
    for order in (
        make_order("tally", from_day=None),
        make_order("coverage", is_identified=True, reason=REASON),
        make_order("teams", place_code="20-00001-001"),
    ):
        with Session(worked.engine) as session, pytest.raises(Refused):
            allow(session, None, order)


def test_an_export_of_a_past_day_says_whose_communes_the_villages_hang_under(worked: World) -> None:
    past = make_order("coverage", format="json", from_day=None, to_day=FIRST)
    document = json.loads(export(worked.engine, worked.quang, past))

    (division,) = [fact["text"] for fact in document["about"] if fact["key"] == "places_of"]
    assert "01/07/2025" in division
    assert document["rows"][0]["places_of"] == today().isoformat()

    then = json.loads(
        export(
            worked.engine,
            worked.quang,
            make_order("coverage", format="json", from_day=None, to_day=FIRST, places_of=FIRST),
        )
    )
    assert then["rows"][0]["places_of"] == FIRST.isoformat()


def test_the_rules_and_denominators_stand_beside_the_figures(worked: World) -> None:
    document = json.loads(
        export(worked.engine, worked.quang, make_order("coverage", format="json", from_day=None))
    )

    about = {fact["key"]: fact for fact in document["about"]}
    assert "made for tests" in about["denominator:households"]["text"]
    assert "vneid_helped" in about["indicator:vneid_helped"]["text"]
    assert about["exported_by"]["text"] == "Quang"
    assert about["catalogue_version"]["text"] == document["indicator_version"]
