"""Former communes and provinces: what each has become, found without diacritics; wrong files say where."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from tocongnghe.extensions import writing
from tocongnghe.models import Place, PlaceSuccession
from tocongnghe.services.former_places import (
    COMMUNES,
    PROVINCES,
    UnreadablePlaces,
    load_former_places,
    read_former,
    search_places,
)
from tocongnghe.services.places import TWO_TIERS_FROM, load_reference_places
from tocongnghe.vocabulary import PlaceKind, SuccessionRelation

GOOD = "code,full_name,district,province_code,became,relation\n"


def loaded(engine: Engine) -> int:
    with writing(engine) as session:
        load_reference_places(session)
        return load_former_places(session)


def test_former_places_are_loaded_once_beside_those_that_bear_their_codes(any_engine: Engine) -> None:
    assert [loaded(any_engine), loaded(any_engine)] == [513 + 3, 0]

    with Session(any_engine) as session:
        ended = select(func.count()).where(Place.valid_to == TWO_TIERS_FROM, Place.kind == PlaceKind.COMMUNE)
        parts = select(func.count()).where(PlaceSuccession.relation == SuccessionRelation.PART)
        assert session.scalar(ended) == 513
        assert session.scalar(select(func.count()).select_from(PlaceSuccession)) == 515 + 3
        assert session.scalar(parts) == 4
        now, then = session.scalars(select(Place).where(Place.code == "15").order_by(Place.valid_from.desc()))
        assert (now.name, then.name) == ("Tỉnh Lào Cai", "Tỉnh Yên Bái")


def test_a_former_name_leads_to_the_present_one_without_diacritics(engine: Engine) -> None:
    loaded(engine)
    with Session(engine) as session:
        (mai_pha,) = search_places(session, "mai pha")
        assert (mai_pha.name, mai_pha.district, mai_pha.above) == (
            "Xã Mai Pha",
            "Thành phố Lạng Sơn",
            "Tỉnh Lạng Sơn",
        )
        assert [name for _, name, _, _ in mai_pha.became] == ["Phường Đông Kinh"]
        (divided,) = [one for one in search_places(session, "bính xá") if one.name == "Xã Bính Xá"]
        assert [(code, str(relation)) for code, _, relation, _ in divided.became] == [
            ("06613", "part"),
            ("06625", "part"),
        ]
        present = [one for one in search_places(session, "dong kinh") if one.valid_to is None]
        assert [len(one.made_of) for one in present] == [4]
        assert {one.name for one in search_places(session, "05977")} == {
            "Phường Vĩnh Trại",
            "Phường Đông Kinh",
        }
        assert search_places(session, "  ") == ()


def test_the_files_are_read_whole() -> None:
    assert (len(read_former(COMMUNES)), len(read_former(PROVINCES))) == (515, 3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("code,full_name\n", "line 1: no column became, relation"),
        (GOOD + "5977,Phường A,,20,05977,whole\n", "line 2, column code: “5977” is not a code of 5 digits"),
        (GOOD + "05977,A,,20,05977,whole\n", "line 2, column full_name: “A” does not begin with"),
        (GOOD + "05977,Xã A,,20,05977,all\n", "line 2, column relation: “all” is neither whole nor part"),
    ],
)
def test_a_wrong_file_names_line_and_column(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "former_communes.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(UnreadablePlaces) as refused:
        read_former(file)

    assert says in str(refused.value)
