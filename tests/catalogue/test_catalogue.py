"""The catalogue: what it holds, and how it says what is wrong with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest

from tocongnghe.catalogue import (
    FOLDER,
    CatalogueError,
    Counts,
    load_catalogue,
    province_links,
    read_catalogue,
    topic_codes,
)
from tocongnghe.catalogue.indicators import SHOPS
from tocongnghe.i18n import use_locale
from tocongnghe.services.indicators import CountingRules, indicator_label
from tocongnghe.vocabulary import AssistOutcome


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the catalogue that a test may spoil."""
    for name in ("topics.yaml", "indicators.yaml", "links.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> str:
    """Replace *old* and return what reading says then."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return str(caught.value)


def test_the_topics_are_those_of_the_protocol_in_order() -> None:
    codes = [topic.code for topic in load_catalogue().topics]

    assert codes[:3] == ["vneid", "payment_account", "digital_shop"]
    assert len(codes) == 18
    assert topic_codes() == set(codes)


def test_topics_say_what_they_ask_and_links_what_they_are_for() -> None:
    topics = {topic.code: topic for topic in load_catalogue().topics}

    assert topics["vneid"].asks == ("stage", "last_used")
    assert (topics["digital_shop"].asks, topics["digital_shop"].details) == ((), "seller")
    for link in load_catalogue().links:
        assert link.url.startswith("https://")
        assert link.topics <= topic_codes()


def test_every_topic_has_helped_has_and_visits_and_visits_are_also_counted_together() -> None:
    codes = {indicator.code for indicator in load_catalogue().indicators}

    for topic in topic_codes():
        assert {f"{topic}_helped", f"{topic}_has", f"{topic}_visits"} <= codes
    assert "visits" in codes


def test_what_many_topics_share_is_over_households() -> None:
    for indicator in load_catalogue().indicators:
        if indicator.measure in ("helped", "has", "visits"):
            assert (indicator.denominator == "households") == (indicator.counts is Counts.HOUSEHOLDS)


def test_two_percentages_over_different_denominators_are_two_indicators_with_one_count() -> None:
    known = {indicator.code: indicator for indicator in load_catalogue().indicators}
    accounts, of_plan = known["payment_accounts"], known["payment_accounts_of_plan"]

    assert (accounts.counted_as, accounts.over) == ("payment_accounts", "households")
    assert (of_plan.counted_as, of_plan.over) == ("payment_accounts", "plan:payment_accounts")
    assert of_plan.unit == accounts.unit == "accounts"


def test_shops_stand_on_the_platforms_that_phones_ask_for() -> None:
    phone = Path(__file__).parents[2] / "static/pwa/src/app/seller.ts"
    (said,) = re.findall(r"PLATFORMS = \[(.*?)\]", phone.read_text(encoding="utf-8"))

    assert tuple(re.findall(r'"(\w+)"', said)) == SHOPS


def test_an_assist_before_an_indicator_is_valid_does_not_count() -> None:
    rules = CountingRules()
    since = load_catalogue().indicators[0].valid_from
    assist = {"topic": "vneid", "outcome": AssistOutcome.HELPED} | dict.fromkeys(
        ("stage", "slot", "shop", "poverty")
    )

    assert rules.of_household(SimpleNamespace(**assist, happened_on=since))
    assert not rules.of_household(SimpleNamespace(**assist, happened_on=since.replace(year=since.year - 1)))


def test_names_are_shown_in_the_readers_language() -> None:
    indicator = load_catalogue().indicators[0]

    with use_locale("vi"):
        assert indicator_label(indicator) == "Kích hoạt VNeID: hộ được tổ hỗ trợ"


def test_the_version_follows_the_definitions_and_not_the_comments(folder: Path) -> None:
    before = read_catalogue(folder).version
    topics, indicators = folder / "topics.yaml", folder / "indicators.yaml"
    topics.write_text("# another comment\n" + topics.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_catalogue(folder).version == before

    text = indicators.read_text(encoding="utf-8")
    indicators.write_text(text.replace("[helped]", "[helped, in_progress]"), encoding="utf-8")

    assert read_catalogue(folder).version != before


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("topics.yaml", "order: 1,", "order: first,", "topics.yaml, line 7: order: must be a whole number"),
        ("topics.yaml", "name: VNeID activation, ", "", "topics.yaml, line 7: name: is missing"),
        ("topics.yaml", "code: payment_account", "code: vneid", "line 8: code: 'vneid' stands twice"),
        ("topics.yaml", "code: vneid,", "code: VNeID,", "line 7: code: 'VNeID' must be at most 32"),
        ("topics.yaml", "2021-01-01", "July", "line 7: valid_from: must be a day written YYYY-MM-DD"),
        ("topics.yaml", "order: 1,", "order: 1, colour: red,", "line 7: colour: is not a key"),
        ("topics.yaml", "order: 1,", "order: 1, order: 2,", "line 7: order: stands twice"),
        ("topics.yaml", "- {code: vneid", "- {code: [vneid", "topics.yaml, line"),
        ("topics.yaml", "asks: [stage, last_used]", "asks: [mood]", "asks: 'mood' is not known"),
        ("topics.yaml", "details: seller", "details: buyer", "details: 'buyer' is not known"),
        ("links.yaml", "https://voso", "http://voso", "links.yaml, line 33: url: must be an https address"),
        ("links.yaml", "https://voso", "https://an:pin@voso", "url: must be an https address"),
        ("links.yaml", "voso.vn/", "voso.vn/?token=1", "url: must be an https address"),
        ("links.yaml", "topics: [etax]", "topics: [taxes]", "topics: 'taxes' is not known"),
        ("links.yaml", "    checked_on: 2026-11-22\n", "", "checked_on: is missing"),
        ("indicators.yaml", "counts: assists", "counts: souls", "counts: 'souls' is not known"),
        ("indicators.yaml", "[helped]", "[aided]", "outcomes: 'aided' is not known"),
        ("indicators.yaml", "[helped]", "[]", "outcomes: must be a list of words, or all"),
        ("indicators.yaml", "denominator: households", "denominator: souls", "denominator: 'souls'"),
        ("indicators.yaml", "    denominator: plan\n", "", "denominator: is missing"),
        (
            "indicators.yaml",
            "denominator: plan\n",
            "denominator: households\n",
            "must be another one than",
        ),
        (
            "indicators.yaml",
            "plan_of: payment_accounts",
            "plan_of: accounts",
            "line 62: plan_of: 'accounts' is no",
        ),
        ("indicators.yaml", "figures_of: payment_accounts", "figures_of: accounts", "figures_of: 'accounts'"),
        (
            "indicators.yaml",
            "figures_of: payment_users",
            "figures_of: payment_accounts_of_plan",
            "figures_of: ",
        ),
        ("indicators.yaml", "stages: [used_with_help", "stages: [used_a_lot", "stages: 'used_a_lot' is not"),
        ("indicators.yaml", "poverty: [poor]", "poverty: [rich]", "poverty: 'rich' is not known"),
        ("indicators.yaml", "topics: [digital_shop]", "topics: [vneid]", "topics: 'vneid' is not known"),
        ("indicators.yaml", "records: surveys", "records: dreams", "records: 'dreams' is not known"),
        (
            "indicators.yaml",
            "counts: sessions",
            "counts: sessions\n    outcomes: all",
            "outcomes: is not",
        ),
        ("indicators.yaml", "denominator: villages", "denominater: villages", "denominater: is not a key"),
        ("indicators.yaml", '"{topic}_helped"', "helped", "code: code and name must hold {topic}"),
        ("indicators.yaml", "topics: all", "topics: [magic]", "topics: 'magic' is not known"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(
    folder: Path, name: str, old: str, new: str, complaint: str
) -> None:
    assert complaint in spoil(folder, name, old, new)


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"topics\.yaml: cannot be read"):
        read_catalogue(tmp_path)


OWN_LINKS = """
links:
  - code: citizen_app_yen_bai
    name: YenBai-S
    url: https://yenbai-s.example.vn/
    topics: [citizen_app]
    checked_on: 2026-11-22
    source: The province
  - code: voso
    name: Vỏ Sò
    url: https://voso.example.vn/
    topics: all
    checked_on: 2026-11-22
    source: The province
"""


def test_a_province_lays_its_own_links_over_the_catalogues_and_replaces_a_search(
    tmp_path: Path,
) -> None:
    (tmp_path / "links.yaml").write_text(OWN_LINKS, encoding="utf-8")

    links = {link.code: link.url for link in province_links(tmp_path / "links.yaml")}

    assert links["citizen_app_yen_bai"] == "https://yenbai-s.example.vn/"
    assert links["voso"] == "https://voso.example.vn/"
    assert len(links) == len(load_catalogue().links)
    searched = [link.name for link in province_links(tmp_path / "links.yaml") if link.is_search]
    assert searched == ["Công dân số Xứ Lạng", "Etax Mobile"]
    assert province_links(tmp_path / "absent.yaml") == load_catalogue().links


def test_a_system_without_a_known_address_opens_the_store_on_its_whole_name() -> None:
    link = next(link for link in load_catalogue().links if link.code == "citizen_app_lang_son")

    asked = parse_qs(urlsplit(link.url).query)

    assert urlsplit(link.url)[:3] == ("https", "play.google.com", "/store/search")
    assert asked == {"c": ["apps"], "q": ["Công dân số Xứ Lạng"]}


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("https://yenbai", "http://yenbai", "links.yaml, line 3: url: must be an https address"),
        ("topics: [citizen_app]", "topics: [app]", "line 6: topics: 'app' is not known"),
        ("code: voso", "code: citizen_app_yen_bai", "line 9: code: 'citizen_app_yen_bai' stands twice"),
        ("    source: The province\n", "", "source: is missing"),
        ("links:", "link:", "links: is missing"),
        ("    name: Vỏ Sò", "    name: Vỏ Sò\n    token: 1", "token: is not a key that is known here"),
    ],
)
def test_a_mistake_in_the_provinces_links_is_named(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    path = tmp_path / "links.yaml"
    path.write_text(OWN_LINKS.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CatalogueError) as caught:
        province_links(path)

    assert complaint in str(caught.value)
