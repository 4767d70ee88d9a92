"""What reviewing leaves in commune A: twins, versions at odds, merged cards, a bulk approval, a sample."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.cast import World, household_head
from tests.console.conftest import Browser
from tocongnghe.models import Assist, BulkApproval, SpotCheck

DAY = "2026-08-20"
VILLAGE = "20-00001-001"


def add_review_things(world: World, minh: Browser, home: str) -> dict[str, str]:
    """Put one of each into commune A, at the household *home*; return name -> id or `id:version`."""
    cards = [
        world.add_household(head_name="Nông Văn Kín Hai"),
        world.add_household(head_name="Nông Văn Kín Ba"),
    ]
    twins = [world.log_assist(home, topic="etax", on=DAY) for _ in range(2)]
    bulk = world.log_assist(home, topic="shop_qr", on=DAY)
    at_odds = world.log_assist(home, topic="land_information", on=DAY)
    world.push(world.op("assist.amend", {"note": "đã sửa"}, record=at_odds, prev=at_odds))
    late = world.op("assist.amend", {"outcome": "already_had"}, record=at_odds, prev=at_odds)
    assert world.push(late)[0].outcome == "conflict"
    with Session(world.engine) as session:
        waiting = f"{bulk}:{_version(session, bulk)}"
    form = {"village": VILLAGE, "day": DAY, "assist": waiting}
    assert minh.post("/commune/review/group", form).status_code == 303
    heads = [f"{card}:{household_head(world.engine, card)}" for card in cards]
    assert minh.post("/commune/households/merge", {"stays": heads[0], "goes": heads[1]}).status_code == 303
    assert minh.post("/commune/spot-checks/draw").status_code == 303
    with Session(world.engine) as session:
        return {
            "day": DAY,
            "first": twins[0],
            "second": twins[1],
            "twin": f"{twins[1]}:{_version(session, twins[1])}",
            "op_at_odds": late.id,
            "at_odds": f"{at_odds}:{_version(session, at_odds)}",
            "bulk_id": str(session.scalar(select(BulkApproval.id))),
            "check": str(session.scalar(select(SpotCheck.id))),
            "card": f"{home}:{household_head(world.engine, home)}",
            "other_card": f"{cards[0]}:{household_head(world.engine, cards[0])}",
            "card_id": home,
            "other_card_id": cards[0],
            "merged": f"{cards[1]}:{household_head(world.engine, cards[1])}",
        }


def _version(session: Session, assist: str) -> str:
    return str(session.scalar(select(Assist.head_op).where(Assist.id == assist)))
