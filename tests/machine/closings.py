"""The commune closes its months and opens them again while phones are away; what it froze was so."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.machine.site import A1, A2, Site
from tocongnghe import clock
from tocongnghe.catalogue.periods import closing_kinds
from tocongnghe.extensions import writing
from tocongnghe.models import Closing, Reopening
from tocongnghe.rollups import catch_up
from tocongnghe.services.access import load_actor
from tocongnghe.services.closing_figures import hash_of
from tocongnghe.services.closing_versions import PeriodState
from tocongnghe.services.closings import close_period, find_commune, find_line, reopen_period
from tocongnghe.vocabulary import RecordType

if TYPE_CHECKING:
    from tests.machine.invariants import Server

COMMUNE = "00001"
WORK = {"assist.log", "assist.amend", "assist.withdraw"}
STATES = {
    "assist.log": "submitted",
    "assist.amend": "submitted",
    "assist.withdraw": "withdrawn",
    "assist.approve": "approved",
    "assist.unapprove": "submitted",
    "assist.return": "returned",
    "assist.reopen": "returned",
}


def close_or_reopen(site: Site, rng: random.Random) -> str:
    """Let Minh close one of the last months, or open it again; say which."""
    kind = closing_kinds()[0]
    month = rng.choice(kind.recent(clock.local_date(), 3)[1:])
    with writing(site.engine) as session:
        actor = load_actor(session, site.world.minh, clock.local_date())
        line = find_line(session, find_commune(session, actor, COMMUNE), month)
        version = line.newest.number if line.newest is not None else 0
        if line.state is PeriodState.CLOSED:
            reopen_period(session, actor, COMMUNE, month, version=version, reason="sót")
            return "period opened again"
        close_period(
            session,
            actor,
            COMMUNE,
            month,
            version=version + 1,
            reason="máy",
            signer=None,
            catch_up=catch_up,
        )
        return "period closed"


def wrong_closings(server: Server) -> list[str]:
    """Return what does not fit: figures that were never so, and work for a closed month that is not late."""
    wrong: list[str] = []
    with server.site.engine.connect() as connection:
        closings = connection.execute(
            select(Closing.__table__).order_by(Closing.period, Closing.version)
        ).all()
        opened = {(row.period, row.version) for row in connection.execute(select(Reopening.__table__))}
    for closing in closings:
        name = f"{closing.period} version {closing.version}"
        if hash_of(closing.snapshot) != closing.sha256:
            wrong.append(f"{name} was changed")
        if closing.seq > server.seq or (
            closing.seq and server.log[closing.seq - 1]["chain"] != closing.chain
        ):
            continue  # of a log that this server has no longer
        frozen, (sure, moved) = _frozen(closing.snapshot), _counted(server, closing)
        if any(not least <= said <= least + moved for said, least in zip(frozen, sure, strict=True)):
            wrong.append(f"{name} says {frozen} visits, its log said {sure}, and at most {moved} more")
        if (closing.period, closing.version) not in opened:
            wrong += [f"{id} is not late for {name}" for id in _came_after(server, closing)]
    return wrong


def _frozen(snapshot: str) -> tuple[int, int]:
    villages = json.loads(snapshot)["villages"]
    counts = [(village["figures"] or {}).get("visits", (0, 0)) for village in villages]
    return sum(count[0] for count in counts), sum(count[1] for count in counts)


def _within(server: Server, closing: Any) -> set[str]:
    """Return the visits of the commune for days of the closed month, as they stand today."""
    assists = server.records[RecordType.ASSIST].values()
    return {
        row["id"]
        for row in assists
        if server.villages[row["village_id"]] in (A1, A2)
        and closing.from_on <= row["happened_on"] <= closing.to_on
    }


def _counted(server: Server, closing: Any) -> tuple[tuple[int, int], int]:
    """Count the month's visits from the log alone, up to where it was closed: (provisional, official).

    Those corrected since then may have lain elsewhere, or on another day: they are
    counted apart, wherever they are today.
    """
    states: dict[str, str] = {}
    corrected: set[str] = set()
    for line in server.log:
        operation = server.operations[line["operation_id"]]
        if line["outcome"] != "applied" or line["reason"] == "erased" or operation["kind"] not in STATES:
            continue
        if line["seq"] <= closing.seq:
            states[operation["record_id"]] = STATES[operation["kind"]]
        elif operation["kind"] == "assist.amend":
            corrected.add(operation["record_id"])
    said = [states.get(id) for id in _within(server, closing) - corrected]
    official = said.count("approved")
    return (official + said.count("submitted"), official), len(corrected & states.keys())


def _came_after(server: Server, closing: Any) -> list[str]:
    within = _within(server, closing)
    return [
        operation["record_id"]
        for line in server.log[closing.seq :]
        if line["outcome"] == "applied" and line["reason"] != "erased"
        for operation in [server.operations[line["operation_id"]]]
        if operation["kind"] in WORK
        and operation["record_id"] in within
        and not server.records[RecordType.ASSIST][operation["record_id"]]["is_late"]
    ]
