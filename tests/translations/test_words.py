"""Words are proposed by one speaker and approved by another; they hold at once, and are undone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.translations.conftest import KILOBYTES, SAVE, Speakers, add_speakers, key
from tocongnghe import clock
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.extensions import writing
from tocongnghe.i18n import BASE, LOCALES
from tocongnghe.i18n.catalogs import find_text, translate
from tocongnghe.models import WordChange, WordProposal
from tocongnghe.services.access import Actor, load_actor
from tocongnghe.services.freshness import refresh
from tocongnghe.services.refused import Refused
from tocongnghe.services.translations.faults import BadText, faults_of
from tocongnghe.services.translations.listing import WordState, find_card, find_next, find_overview
from tocongnghe.services.translations.phone_words import short_key, words_for_phone
from tocongnghe.services.translations.proposals import approve, propose, send_back, take_back
from tocongnghe.services.translations.strings import all_strings, shipped
from tocongnghe.services.translations.words import undo_change
from tocongnghe.vocabulary import Role

Load = Callable[[int], Actor]


def put(engine: Engine, actor: Actor, msgid: str, text: str, language: str = "tyz", seen: int = 0) -> int:
    with writing(engine) as session:
        return propose(session, actor, language, key(msgid), text=text, evidence="thử", seen=seen).id


def agree(engine: Engine, actor: Actor, proposal_id: int, language: str = "tyz") -> int:
    with writing(engine) as session:
        return approve(session, actor, language, proposal_id)


def look(engine: Engine) -> None:
    with Session(engine) as session:
        refresh(session)


def test_approved_words_hold_in_every_process_and_are_undone_there(any_world: World) -> None:
    engine, people = any_world.engine, add_speakers(any_world)
    with Session(engine) as session:
        slao, eng = (load_actor(session, id, clock.local_date()) for id in (people.slao, people.eng))
    vietnamese = translate(BASE, SAVE)
    first = put(engine, slao, SAVE, "[tyz] Lưu")
    look(engine)
    assert translate("tyz", SAVE) == vietnamese
    with pytest.raises(Refused):
        agree(engine, slao, first)

    number = agree(engine, eng, first)
    look(engine)

    assert find_text("tyz", SAVE) == ("[tyz] Lưu", "tyz")
    assert translate("nut", SAVE) == vietnamese
    second = agree(engine, slao, put(engine, eng, SAVE, "[tyz] Lưu lại"))
    with pytest.raises(Refused), writing(engine) as session:
        undo_change(session, eng, "tyz", number, "không phải mới nhất")
    with writing(engine) as session:
        undo_change(session, eng, "tyz", second, "nhầm tiếng")
    look(engine)
    assert translate("tyz", SAVE) == "[tyz] Lưu"
    with Session(engine) as session:
        assert [
            (one.number, one.text, one.undoes)
            for one in session.scalars(select(WordChange).order_by(WordChange.number))
        ] == [(1, "[tyz] Lưu", None), (2, "[tyz] Lưu lại", None), (3, "[tyz] Lưu", 2)]


def test_words_approved_at_the_same_moment_are_all_in_force(any_app: Flask, any_world: World) -> None:
    engine, people = any_world.engine, add_speakers(any_world)
    with Session(engine) as session:
        slao, eng = (load_actor(session, id, clock.local_date()) for id in (people.slao, people.eng))
    msgids = [said.msgid for said in all_strings().values() if not said.placeholders][:8]
    waiting = [put(engine, slao, msgid, f"[tyz] {number}") for number, msgid in enumerate(msgids)]

    def approve_one(proposal_id: int) -> int:
        with any_app.app_context():
            return agree(engine, eng, proposal_id)

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(approve_one, waiting))

    look(engine)
    assert sorted(numbers) == list(range(1, 9))
    assert [translate("tyz", msgid) for msgid in msgids] == [f"[tyz] {n}" for n in range(8)]


def test_the_first_words_are_undone_to_what_the_program_brings_and_brought_back(
    engine: Engine, world: World, speakers: Speakers, actor: Load
) -> None:
    slao, eng = actor(speakers.slao), actor(speakers.eng)
    number = agree(engine, eng, put(engine, slao, SAVE, "[tyz] Lưu"))

    with writing(engine) as session:
        undone = undo_change(session, actor(world.quang), "tyz", number, "sai").number
    look(engine)
    assert translate("tyz", SAVE) == translate(BASE, SAVE)
    with writing(engine) as session:
        undo_change(session, slao, "tyz", undone, "vẫn đúng")
    look(engine)
    assert translate("tyz", SAVE) == "[tyz] Lưu"


def test_only_speakers_of_the_language_write_and_nobody_reads_who_is_nobody(
    engine: Engine, world: World, speakers: Speakers, actor: Load
) -> None:
    proposal = put(engine, actor(speakers.slao), SAVE, "[tyz] Lưu")
    for who in (speakers.mui, world.quang, world.an, world.minh, world.hoa):
        with pytest.raises(Forbidden):
            put(engine, actor(who), SAVE, "[tyz] khác", seen=proposal)
        with pytest.raises(Forbidden):
            agree(engine, actor(who), proposal)
    with Session(engine) as session:
        for who in (world.minh, world.hoa, world.thu):
            with pytest.raises(Forbidden):
                find_overview(session, actor(who))
        with pytest.raises(NotFound):
            find_card(session, actor(speakers.slao), "tyz", "0" * 16)


def test_a_speaker_reaches_no_village_and_a_supervisor_stays_one(
    engine: Engine, world: World, speakers: Speakers, actor: Load
) -> None:
    slao = actor(speakers.slao)
    assert (slao.role, slao.languages) == (Role.SPEAKER, {"tyz", "vi"})
    assert not slao.village_ids | slao.commune_ids | slao.work_village_ids
    assert [slao.may_log, slao.may_review, slao.may_read_commune, slao.may_read_province] == [False] * 4


def test_a_proposal_is_replaced_returned_and_taken_back_and_all_of_it_is_remembered(
    engine: Engine, speakers: Speakers, actor: Load
) -> None:
    slao, eng = actor(speakers.slao), actor(speakers.eng)
    first = put(engine, slao, SAVE, "[tyz] một")
    with pytest.raises(Refused):
        put(engine, eng, SAVE, "[tyz] hai")  # the page was made before somebody proposed
    second = put(engine, eng, SAVE, "[tyz] hai", seen=first)
    with pytest.raises(Refused):
        agree(engine, eng, first)
    with writing(engine) as session:
        send_back(session, slao, "tyz", second, "  không ai nói thế ")
    third = put(engine, eng, SAVE, "[tyz] ba")
    with pytest.raises(NotFound), writing(engine) as session:
        take_back(session, slao, "tyz", third)
    with writing(engine) as session:
        take_back(session, eng, "tyz", third)

    with Session(engine) as session:
        card = find_card(session, slao, "tyz", key(SAVE))
    assert [(str(step.state), step.reason) for step in reversed(card.history)] == [
        ("replaced", None),
        ("returned", "không ai nói thế"),
        ("withdrawn", None),
    ]
    assert card.line.state is WordState.RETURNED
    assert card.line.text == ""


def test_what_the_vietnamese_was_is_remembered_and_a_correction_of_it_asks_for_another_look(
    engine: Engine, speakers: Speakers, actor: Load
) -> None:
    slao, eng = actor(speakers.slao), actor(speakers.eng)
    agree(engine, eng, put(engine, slao, SAVE, "[tyz] Lưu"))
    agree(engine, eng, put(engine, slao, SAVE, "Lưu lại", "vi"), "vi")
    look(engine)

    with Session(engine) as session:
        line = find_card(session, slao, "tyz", key(SAVE)).line
    assert translate("nut", SAVE) == "Lưu lại"
    assert (line.state, line.vietnamese) == (WordState.MOVED, "Lưu lại")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("[tyz] KB", "missing"),
        ("[tyz] {cuont} KB", "not in the message"),
        ("[tyz] {count} { KB", "brace"),
        ("[tyz] {count:>30} KB", "brace"),
        ("[tyz] {count.__class__} KB", "brace"),
        ("[tyz] {count} <b>KB</b>", "HTML"),
        ("[tyz] {count} &nbsp;KB", "HTML"),
        ("[tyz] {count}\u202e KB", "cannot be seen"),
        ("[tyz] {count}\nKB", "several lines"),
        ("[tyz] {count} " + "K" * 2000, "longer"),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_with_the_reason(
    engine: Engine, speakers: Speakers, actor: Load, text: str, wrong: str
) -> None:
    with pytest.raises(BadText) as refused:
        put(engine, actor(speakers.slao), KILOBYTES, text)

    assert any(wrong in fault.why for fault in refused.value.faults)
    with Session(engine) as session:
        assert session.scalars(select(WordProposal)).all() == []


def test_every_text_that_the_program_brings_would_be_taken() -> None:
    assert [
        (language, said.msgid, fault.why)
        for language in LOCALES
        for said in all_strings().values()
        if said.key in shipped(language)
        for fault in faults_of(shipped(language)[said.key].text, said.ids)
    ] == []


def test_the_next_string_is_one_that_residents_hear_and_that_has_no_words(
    engine: Engine, speakers: Speakers, actor: Load
) -> None:
    with Session(engine) as session:
        following = find_next(session, actor(speakers.mui), "nut", review=False)
        assert following is not None
        assert all_strings()[following].rank == 0
        assert find_next(session, actor(speakers.mui), "nut", review=True) is None


def test_a_phone_gets_what_was_approved_and_its_own_catalogue_lacks(
    engine: Engine, speakers: Speakers, actor: Load
) -> None:
    slao, eng = actor(speakers.slao), actor(speakers.eng)
    desk_only = next(said for said in all_strings().values() if not said.is_for_phone)
    for msgid in (SAVE, desk_only.msgid):
        agree(engine, eng, put(engine, slao, msgid, f"[tyz] {msgid}"))
    look(engine)

    told = words_for_phone("tyz", "visit")["of"]

    assert list(told) == ["tyz", "vi"]
    assert told["tyz"]["texts"] == [f"[tyz] {SAVE}"]
    assert told["vi"] == {"keys": "", "texts": [], "named": {}}
    assert (short_key(""), short_key("foobar"), short_key("Thôn")) == (0x811C9DC5, 0xBF9CF968, 0xA3E5F698)
