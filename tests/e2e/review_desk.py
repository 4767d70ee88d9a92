"""A commune's desk with work to review, served from this process: made-up people, no phone needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from tests.cast import World, make_world
from tests.conftest import make_app
from tocongnghe import clock
from tocongnghe.catalogue.periods import periods_around
from tocongnghe.extensions import db
from tocongnghe.models import Assist

CONSENT = {"text_version": "1", "language": "vi", "method": "voice"}
NAMES = ["Nông Văn Páo", "Hoàng Thị Mẩy", "Lý Văn Sơn", "Triệu Thị Nhung", "Vi Văn Tài", "Lộc Thị Hoa"]
TOPICS = ["vneid", "payment_account", "etax", "shop_qr", "digital_shop", "citizen_app"]


@dataclass
class ReviewDesk:
    """A running desk and the world behind it."""

    base: str
    world: World

    def states(self) -> dict[str, str]:
        """Return assist -> state."""
        with Session(self.world.engine) as session:
            return {id: str(state) for id, state in session.execute(select(Assist.id, Assist.state))}


@contextmanager
def serve_review_desk(folder: Path) -> Iterator[ReviewDesk]:
    """Serve a desk with two days' work of two villages, doubles, two versions, and a month to check."""
    app = make_app(folder)
    with app.app_context():
        world = make_world(db.engine)
        fill(world)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ReviewDesk(f"http://127.0.0.1:{server.server_port}", world)
    finally:
        server.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def fill(world: World) -> None:
    today = clock.local_date()
    yesterday = (today - timedelta(days=1)).isoformat()
    last_month = periods_around("administrative_month", today, 2)[1]
    old = clock.now() - timedelta(days=20)
    before = (last_month.from_day + timedelta(days=5)).isoformat()
    cards = [
        world.add_household(head_name=name, people=4, phone=f"09123456{n:02}") for n, name in enumerate(NAMES)
    ]
    for card in cards:
        world.push(world.op("consent.give", CONSENT | {"household": card}))
        said = {"household": card, "topic": "telehealth", "outcome": "helped", "on": before}
        world.push(world.op("assist.log", said, est_from=old, est_to=old))
    for number, (card, topic) in enumerate(zip(cards, TOPICS, strict=True)):
        note = "Hộ nhờ cài lại, đã làm xong" if number == 2 else None
        world.log_assist(card, topic=topic, on=yesterday, note=note)
    for card in cards[:3]:
        world.log_assist(card, topic="digital_signature", village="20-00001-001", outcome="already_had")
    twin = world.log_assist(cards[0], topic="vneid", on=yesterday)
    again = world.add_household(head_name="Nông Văn Pao", people=5)
    world.log_assist(again, topic="vneid", on=yesterday, village="20-00001-001")
    first = world.op("assist.amend", {"note": "Đã gọi lại"}, record=twin, prev=twin)
    late = world.op("assist.amend", {"outcome": "already_had", "topic": "etax"}, record=twin, prev=twin)
    world.push(first, late)
