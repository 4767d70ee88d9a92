"""The file of report layouts: every span has one, and a wrong file says where and what."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tocongnghe.catalogue import CatalogueError, load_catalogue
from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.catalogue.reports import FILE, SectionKind, load_report_layouts, read_report_layouts
from tocongnghe.vocabulary import PlaceKind


def test_whatever_communes_close_has_a_report_and_so_has_a_week() -> None:
    layouts = load_report_layouts()

    for place in (PlaceKind.PROVINCE, PlaceKind.COMMUNE):
        for kind in ("week", *(each.code for each in closing_kinds())):
            layout = layouts.of(kind, place)
            assert layout is not None, (kind, place)
            assert layout.sections[-1].kind is SectionKind.DEFINITIONS
    assert layouts.of("calendar_month", PlaceKind.PROVINCE) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("figure: vneid_helped", "figure: vneid_helpd", "figure: 'vneid_helpd' is not known"),
        ("{figure: visits, span: period", "{figure: visits, span: periode", "span: 'periode' is not known"),
        ("kind: teams", "kind: team", "kind: 'team' is not known"),
        ("unit: count, name", "unit: share, name", "unit: 'share' is not known"),
        ("{use: summary}", "{use: summery}", "use: 'summery' is not known"),
        ("period: administrative_quarter", "period: quarter", "period: 'quarter' is not known"),
        ("period: administrative_quarter", "period: administrative_month", "has a layout for these places"),
        ("code: quarter", "code: month", "code: 'month' stands twice"),
        ("code: topics\n", "code: summary\n", "code: 'summary' stands twice"),
        ("places: [province, commune]", "places: [village]", "places: 'village' is not known"),
        ("teams, {period}", "teams", "label: must hold {period}"),
        ("place: commune\n", "place: province\n", "place: 'province' stands twice"),
        ("    sign: BC-UBND\n", "", "sign: is missing"),
        ("name: Targets}", "name: Targets, columns: []}", "columns: is not a key that is known here"),
    ],
)
def test_a_wrong_file_says_where_and_what(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = Path(shutil.copy(FILE, tmp_path))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CatalogueError) as caught:
        read_report_layouts(path, load_catalogue())

    assert said in str(caught.value)
    assert str(caught.value).startswith("reports.yaml, line ")


def test_the_version_changes_with_any_word_of_it(tmp_path: Path) -> None:
    path = Path(shutil.copy(FILE, tmp_path))
    path.write_text(path.read_text(encoding="utf-8").replace("BC-SKHCN", "BC-SKHCNS"), encoding="utf-8")

    changed = read_report_layouts(path, load_catalogue())

    assert changed.version != load_report_layouts().version
    assert read_report_layouts(FILE, load_catalogue()).version == load_report_layouts().version
