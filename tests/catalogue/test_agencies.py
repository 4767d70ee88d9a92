"""In whose name reports go out: the province's own words over the package's, and a mistake in them named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from tests.cast import World
from tests.reports.conftest import TODAY, close, month
from tocongnghe import clock
from tocongnghe.catalogue import CatalogueError
from tocongnghe.catalogue.agencies import province_agencies, shipped_agencies, use_agencies
from tocongnghe.cli import commands
from tocongnghe.extensions import writing
from tocongnghe.models import Place
from tocongnghe.services.reports.drafts import draft_anew, find_current, keep_draft
from tocongnghe.services.reports.wording import document_of
from tocongnghe.vocabulary import PlaceKind

OWN = """agencies:
  - place: province
    agency: SỞ KH&CN {PLACE}
    receivers: |
      Bộ Khoa học và Công nghệ
      Văn phòng UBND {place}
  - place: commune
    receivers: Sở KH&CN
  - place: commune
    code: "00001"
    signer: |
      KT. CHỦ TỊCH
      PHÓ CHỦ TỊCH
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "agencies.yaml"
    path.write_text(OWN, encoding="utf-8")
    yield path
    use_agencies(shipped_agencies())


def test_the_provinces_words_lie_over_the_packages_key_by_key(own: Path) -> None:
    shipped, agencies = shipped_agencies(), province_agencies(own)

    province = agencies.of(PlaceKind.PROVINCE, "20")
    assert (province.agency, province.sign) == ("SỞ KH&CN {PLACE}", "BC-SKHCN")
    assert province.receivers == ("Bộ Khoa học và Công nghệ", "Văn phòng UBND {place}")
    one, other = (agencies.of(PlaceKind.COMMUNE, code) for code in ("00001", "00002"))
    assert one.signer == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert other.signer == shipped.of(PlaceKind.COMMUNE, "00002").signer
    assert one.receivers == other.receivers == ("Sở KH&CN",)
    assert agencies.not_set() == {
        "province": ["above", "sign", "signer"],
        "commune": ["above", "agency", "sign", "signer"],
    }
    assert agencies.codes() == ["00001"]
    assert province_agencies(own.with_name("absent.yaml")) == shipped


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    agency: SỞ", "    agnecy: SỞ", "agencies.yaml, line 3: agnecy: is not a key that is known"),
        ("{PLACE}", "{Place}", "line 2: agency: '{Place}' is not known; it may be {PLACE}, {place}"),
        ("place: province", "place: village", "place: 'village' is not known"),
        ('    code: "00001"\n', "", "line 9: place: 'commune' stands twice"),
        ("place: province\n", 'place: province\n    code: "20"\n', "line 2: code: only communes have one"),
        ("agencies:", "agency:", "agencies: is missing"),
        ("signer: |\n      KT. CHỦ TỊCH\n      PHÓ CHỦ TỊCH\n", "signer: []\n", "signer: must be a text"),
        ("receivers: Sở KH&CN", "code: 00007", "code: must be a text"),
    ],
)
def test_a_mistake_in_them_is_named(own: Path, old: str, new: str, complaint: str) -> None:
    assert old in OWN
    own.write_text(OWN.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CatalogueError) as caught:
        province_agencies(own)

    assert complaint in str(caught.value)


def test_a_report_goes_out_in_the_provinces_words_also_a_draft_of_before(world: World, own: Path) -> None:
    with clock.frozen(TODAY):
        world.log_assist(world.add_household(), on="2026-08-20")
        close(world, world.minh, "00001")
        with Session(world.engine) as session:
            made = draft_anew(session, world.province, month())
        assert made is not None
        assert made.content["agency"]["agency"] == "SỞ KHOA HỌC VÀ CÔNG NGHỆ"
        with writing(world.engine) as session:
            keep_draft(session, world.province, month(), made)

        use_agencies(province_agencies(own))
        with Session(world.engine) as session:
            documents = []
            for place_id in (world.province, world.commune_a):
                place = session.get_one(Place, place_id)
                current = find_current(session, place, month(), world.province)
                assert current is not None
                documents.append(document_of(current.content))
    province, commune = documents
    assert province.agency == "SỞ KH&CN TỈNH LẠNG SƠN"
    assert province.receivers == ("Bộ Khoa học và Công nghệ", "Văn phòng UBND tỉnh Lạng Sơn")
    assert (commune.agency, commune.signer) == ("XÃ A", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"))


def test_doctor_names_what_is_not_set_and_communes_that_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOCONGNGHE_INSTANCE", str(tmp_path))
    said = []
    try:
        for text in (OWN[: OWN.index("  - place: commune\n    code")], OWN):
            (tmp_path / "agencies.yaml").write_text(text, encoding="utf-8")
            output = CliRunner().invoke(commands, ["doctor"]).output
            said.append(next(line for line in output.splitlines() if " reports " in line))
    finally:
        use_agencies(shipped_agencies())
    assert "province: above, sign, signer; commune: above, agency, sign, signer; see agencies" in said[0]
    assert "WRONG" not in said[0]
    assert "WRONG" in said[1]
    assert "no commune 00001" in said[1]
