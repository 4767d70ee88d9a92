"""What there is in commune A to be looked at and meddled with: one of each, with words of its own."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.access.things_of_exports import add_export
from tests.access.things_of_pilots import add_pilot
from tests.access.things_of_reports import add_report_things
from tests.access.things_of_review import add_review_things
from tests.access.things_of_spoken import PHRASE, add_spoken
from tests.access.things_of_words import add_words
from tests.cast import LAN_DEVICE, START, World
from tests.console.conftest import Browser
from tocongnghe import clock
from tocongnghe.extensions import writing
from tocongnghe.models import (
    ApiToken,
    Assignment,
    Assist,
    Blob,
    DeskSession,
    Feedback,
    Membership,
    Notice,
    PaperBatch,
    Task,
    Team,
    User,
)
from tocongnghe.services.blobs import blob_folder, whole_path
from tocongnghe.vocabulary import Role

VILLAGE = "20-00001-001"
HOUSEHOLD_WORDS = ("Nông Văn Kín", "Hộ Chờ Kín", "lời kín của hộ", "Góp ý kín")
"""Of households and what they said: not even the province reads them."""
TEAM_WORDS = ("Triệu Thị Thành Viên", "Tổ Kín Của Thôn", "Tin kín gửi tổ", "Việc kín của tổ", "Lớp kín")
"""Of the teams of commune A: for commune A and its province."""
SOUND = b"OggS giong noi kin"
OPEN_PERIOD, CLOSED_PERIOD = "A2026-09", "A2026-08"


def add_things(app: Flask, world: World, minh: Browser) -> dict[str, str]:
    """Put one of each into commune A; return name -> what an address or a form calls it.

    A placeholder of a route is looked up here by its own name.
    """
    with app.app_context():
        member, token_id = _add_member(world), _add_token(world)
        pilot_id = add_pilot(world)
    with Session(world.engine) as session:
        thu = session.scalars(select(User).where(User.id == world.thu)).one().login
    voice = hashlib.sha256(SOUND).hexdigest()
    home = world.add_household(head_name=HOUSEHOLD_WORDS[0])
    assist = world.log_assist(home, voice=voice, note=HOUSEHOLD_WORDS[2], on="2026-08-20")
    approved = world.log_assist(home, topic="payment_account", on="2026-08-20")
    said = world.op(
        "feedback.raise",
        {"village": VILLAGE, "category": "signal", "text": HOUSEHOLD_WORDS[3], "voice": voice},
    )
    held_class = {"village": VILLAGE, "on": "2026-09-01", "topic": "vneid", "women": 4, "note": TEAM_WORDS[4]}
    agreed = {"household": home, "text_version": "1", "language": "vi", "method": "voice", "recording": voice}
    heard = [hashlib.sha256(PHRASE).hexdigest()]
    consent = world.op("consent.give", agreed | {"heard": heard})
    world.push(said, world.op("class_session.hold", held_class), consent)
    lost = replace(world.author(), standing="revoked")
    held = world.op("household.add", {"village": VILLAGE, "head_name": HOUSEHOLD_WORDS[1]}, author=lost)
    world.push(held)
    with app.app_context():
        _let_voice_arrive(app, world, voice)
    minh.post("/commune/notices", {"title": TEAM_WORDS[2], "text": "x", "village": VILLAGE})
    minh.post("/commune/tasks", {"who": VILLAGE, "text": TEAM_WORDS[3]})
    minh.post("/commune/paper/forms", {"village": VILLAGE, "count": "1", "names": "1"})
    leave = [(clock.local_date() + timedelta(days=days)).isoformat() for days in (9, 13)]
    minh.post("/account/substitutes", {"login": thu, "from": leave[0], "to": leave[1]})
    things = {
        "village": VILLAGE,
        "assist_id": assist,
        "feedback_id": said.id,
        "consent_id": consent.id,
        "device_id": LAN_DEVICE,
        "user_id": str(member),
        "supervisor_id": str(world.minh),
        "op": held.id,
        "code": OPEN_PERIOD,
        "closed_code": CLOSED_PERIOD,
        "version": "1",
        "sha256": voice,
        "name": "desk.css",
        "kind": "members",
        "job": "rollups",
        "statistic": "households",
        "place_kind": "merge_places",
        "place_change": "1",
        "indicator": "visits",
        "lesson": "vneid",
        "place": "00001",
        "upload_id": "999",
        "pilot_id": str(pilot_id),
        "token_id": str(token_id),
        "export_id": add_export(app, world, HOUSEHOLD_WORDS[0].encode()),
    }
    with Session(world.engine) as session:
        things |= {
            "assist": f"{assist}:{_head(session, Assist, assist)}",
            "approved": f"{approved}:{_head(session, Assist, approved)}",
            "feedback": f"{said.id}:{_head(session, Feedback, said.id)}",
            "notice": _first(session, Notice),
            "task": _first(session, Task),
            "assignment_id": str(_id(session, Assignment, stands_in_for_id=world.minh)),
            "post_id": str(_id(session, Assignment, user_id=world.minh)),
            "session_id": str(_id(session, DeskSession, user_id=world.minh)),
            "team_id": str(_id(session, Team, name=TEAM_WORDS[1])),
            "batch_id": str(_id(session, PaperBatch)),
            "membership_id": str(_id(session, Membership, user_id=member)),
        }
    assert minh.post("/commune/review/approve", {"assist": things["approved"]}).status_code == 303
    with Session(world.engine) as session:
        things["approved"] = f"{approved}:{_head(session, Assist, approved)}"
    form = {"version": "1", "reason": "đã xem hết", "signer": "Người Ký"}
    assert minh.post(f"/commune/close/{CLOSED_PERIOD}", form).status_code == 303
    with app.app_context():
        things |= add_report_things(app, world) | add_words(world) | add_spoken(app, world)
    return things | add_review_things(world, minh, home)


def a_file() -> tuple[io.BytesIO, str]:
    """Return a file as a form carries it: a list of one."""
    return io.BytesIO("Họ và tên,Thôn,Tổ\nVi Thị Mới,Thôn 1,Tổ 1\n".encode()), "list.csv"


def _add_token(world: World) -> int:
    """Let another system read commune A."""
    now = clock.now()
    with writing(world.engine) as session:
        token = ApiToken(
            token_hash=b"t" * 32,
            province_id=world.province,
            place_id=world.commune_a,
            name="Hệ thống kín của xã",
            scopes="places:read",
            created_at=now,
            created_by_id=world.an,
            expires_at=now + timedelta(days=30),
        )
        session.add(token)
        session.flush()
        return token.id


def _add_member(world: World) -> int:
    with writing(world.engine) as session:
        user = User(name=TEAM_WORDS[0], created_at=clock.now())
        team = Team(place_id=world.villages[VILLAGE], name=TEAM_WORDS[1], valid_from=START)
        session.add_all([user, team])
        session.flush()
        session.add(Membership(team_id=team.id, user_id=user.id, role=Role.LEADER, valid_from=START))
        return user.id


def _let_voice_arrive(app: Flask, world: World, voice: str) -> None:
    path = whole_path(blob_folder(Path(app.instance_path)), voice)
    path.parent.mkdir(parents=True)
    path.write_bytes(SOUND)
    now = clock.now()
    with writing(world.engine) as session:
        session.add(
            Blob(
                sha256=voice,
                media_type="audio/ogg",
                byte_count=len(SOUND),
                province_id=world.province,
                device_id=LAN_DEVICE,
                grant_id="g_lan",
                begun_at=now,
                completed_at=now,
            )
        )


def _head(session: Session, model: Any, id: str) -> str:
    return str(session.scalar(select(model.head_op).where(model.id == id)))


def _first(session: Session, model: Any) -> str:
    row = session.scalars(select(model)).first()
    return f"{row.id}:{row.head_op}"


def _id(session: Session, model: Any, **terms: Any) -> int:
    return int(session.scalars(select(model.id).filter_by(**terms)).first() or 0)
