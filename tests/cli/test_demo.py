"""The small demo: its JSON is a contract, its people are synthetic, its repeat changes nothing."""

from __future__ import annotations

import json
import stat

from sqlalchemy import create_engine, text


def rows(instance, statement):
    engine = create_engine(f"sqlite:///{instance / 'tocongnghe.sqlite3'}")
    with engine.connect() as connection:
        found = list(connection.execute(text(statement)))
    engine.dispose()
    return found


def test_an_empty_folder_becomes_a_demo_of_three_real_communes(run, instance):
    result = run("demo", "load", "--scale", "small", "--json")

    demo = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(demo) == ["province", "communes", "province_staff", "admin"]
    assert demo["province"] == "20"
    assert [list(commune) for commune in demo["communes"]] == [
        ["code", "name", "villages", "supervisor", "leader", "members"]
    ] * 3
    assert {commune["code"]: commune["name"] for commune in demo["communes"]} == {
        "06040": "Xã Thất Khê",
        "06325": "Xã Bắc Sơn",
        "05986": "Phường Tam Thanh",
    }


def test_every_village_has_two_members_who_can_enrol(run):
    demo = json.loads(run("demo", "load", "--json").stdout)

    for commune in demo["communes"]:
        assert len(commune["villages"]) >= 3
        assert all(village.startswith(f"20-{commune['code']}-") for village in commune["villages"])
        for village in commune["villages"]:
            here = [member for member in commune["members"] if member["village"] == village]
            assert len(here) >= 2
            assert all(member["enrol_code"] and "(mẫu" in member["name"] for member in here)


def test_a_repeat_prints_the_same_logins_and_fresh_codes(run):
    first = json.loads(run("demo", "load", "--json").stdout)

    again = json.loads(run("demo", "load", "--json").stdout)

    assert again["province_staff"] == first["province_staff"]
    for before, after in zip(first["communes"], again["communes"], strict=True):
        assert after["supervisor"] == before["supervisor"]
        assert [m["name"] for m in after["members"]] == [m["name"] for m in before["members"]]
        assert {m["enrol_code"] for m in after["members"]}.isdisjoint(
            m["enrol_code"] for m in before["members"]
        )


def test_two_installations_have_other_passwords(run, instance, tmp_path, monkeypatch):
    first = json.loads(run("demo", "load", "--json").stdout)
    monkeypatch.setenv("TOCONGNGHE_INSTANCE", str(tmp_path / "another"))

    other = json.loads(run("demo", "load", "--json").stdout)

    assert other["province_staff"]["password"] != first["province_staff"]["password"]


def test_passwords_are_kept_for_their_owner_alone(run, instance):
    run("demo", "load")

    assert stat.S_IMODE((instance / "demo.json").stat().st_mode) == 0o600


def test_a_lost_password_file_gives_new_passwords_that_work(run, instance):
    first = json.loads(run("demo", "load", "--json").stdout)
    (instance / "demo.json").unlink()

    again = json.loads(run("demo", "load", "--json").stdout)

    assert again["province_staff"]["login"] == first["province_staff"]["login"]
    assert again["province_staff"]["password"] != first["province_staff"]["password"]


def test_nothing_is_logged_yet_and_the_base_is_a_hundred_households_a_commune(run, instance):
    run("demo", "load")

    assert rows(instance, "SELECT count(*) FROM household") == [(0,)]
    assert rows(instance, "SELECT count(*) FROM assist") == [(0,)]
    assert rows(
        instance,
        "SELECT place.code, value, source, is_derived FROM place_statistic"
        " JOIN place ON place.id = place_id ORDER BY place.code",
    ) == [(code, 100, "synthetic demo", 1) for code in ("05986", "06040", "06325")]


def test_an_installation_with_people_of_its_own_refuses_the_demo(run):
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")

    result = run("demo", "load", "--json")

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "people of its own" in result.stderr


def test_the_table_names_everybody(run):
    result = run("demo", "load")

    assert "tinh-20" in result.stdout
    assert result.stdout.count("20-06040-") == 8
