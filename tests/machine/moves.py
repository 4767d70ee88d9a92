"""What desk, operator and misfortune do in the state machine: decisions, scope, clocks, old databases."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import select

from tests.machine import closings, memory
from tests.machine.network import Network
from tests.machine.site import A1, A2, B1, Crash, Site
from tocongnghe.models import Assist, Household, Operation
from tocongnghe.operations import Draft, submit_from_desk
from tocongnghe.vocabulary import AssistState, HouseholdState

exchange = import_module("tocongnghe.sync.exchange")  # the package shows a function of that name
PAGE_BYTES = exchange.MAX_PAGE_BYTES


@dataclass
class Holder:
    """A phone as the machine plans for it: whose it is, which pages are open, how wrong its clock is."""

    name: str
    person: str
    """Who got the phone; others may have enrolled on it since."""
    tabs: list[str] = field(default_factory=list)
    skew: timedelta = timedelta()
    opened: int = 0
    lives: int = 0
    """How often its storage was cleared: it has a new name and counts from one again."""
    is_wiped: bool = False
    is_copied: bool = False
    """Its storage is also another phone's: when that one renews their grant, this one needs a code."""
    answered: set[str] = field(default_factory=set)
    """Records whose troubles this person has answered with newer work."""


@dataclass
class Figures:
    """What a run came to."""

    seed: int
    steps: int = 0
    saved: int = 0
    refused_saves: int = 0
    meetings: int = 0
    requests: int = 0
    rounds: int = 0
    restores: int = 0
    operations: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    trace: str = ""
    """Hash of everything that happened; equal for equal seeds."""


class Moves:
    """The half of the machine that is not a phone; what it needs of the other half is named here."""

    rng: random.Random
    site: Site
    network: Network
    holders: dict[str, Holder]
    confirmed: dict[str, dict[str, Any]]
    figures: Figures
    has_meetings: bool
    """Work comes in by the dozen: for runs that are to save much."""
    _shown: list[tuple[str, str]]
    _forgotten: set[str]
    """Ids that no phone can bring back should the server forget them."""
    decided: set[str]
    """What the desk decided, as far as it was committed and not lost with a plain copy put back."""
    decided_once: set[str]
    """What the desk ever decided: a copy of an abandoned history may bring it again."""
    erased: set[str]

    def _holder(self) -> Holder:
        raise NotImplementedError

    def _tell(self, do: str, holder: Holder, **more: Any) -> Any:
        raise NotImplementedError

    def _desk(self) -> None:
        """Minh reads the list, or decides on what the list showed a while ago."""
        if not self._shown or self.rng.random() < 0.4:
            self._shown = self._read_list()
            return
        drafts = []
        for id, head in self.rng.sample(self._shown, min(len(self._shown), 4)):
            verb = self.rng.choices(("approve", "return", "unapprove", "reopen"), (6, 3, 2, 1))[0]
            body = {"reason": "wrong_day", "text": "?"} if verb in ("return", "reopen") else {}
            drafts.append(Draft(f"assist.{verb}", id, head, body))
        self._submit(drafts)

    def _read_list(self) -> list[tuple[str, str]]:
        query = (
            select(Assist.id, Assist.head_op)
            .where(Assist.state.in_((AssistState.SUBMITTED, AssistState.APPROVED)))
            .order_by(Assist.seq)
        )
        with self.site.engine.connect() as connection:
            return [(id, head) for id, head in connection.execute(query)]

    def _submit(self, drafts: list[Draft]) -> None:
        """Let the desk decide; now and then the server dies before, or right after, it is written."""
        world = self.site.world
        if self.site.is_old_program:
            return
        self.site.crash = self.rng.choices((None, ("before", 0), ("at", 0)), (30, 1, 1))[0]
        known = self._known()
        try:
            decisions = submit_from_desk(
                self.site.engine, province_id=world.province, author_id=world.minh, drafts=drafts
            )
        except Crash:
            self.site.engine.dispose()
            self._take_note(self._known() - known)
            raise
        finally:
            self.site.crash = None
        self._take_note({decision.id for decision in decisions})
        self.network.faults["desk decisions"] += len(drafts)

    def _take_note(self, ids: set[str]) -> None:
        self.decided |= ids
        self.decided_once |= ids

    def _homes(self) -> list[tuple[str, str]]:
        query = (
            select(Household.id, Household.head_op)
            .where(Household.state == HouseholdState.ACTIVE)
            .order_by(Household.seq)
        )
        with self.site.engine.connect() as connection:
            return [(id, head) for id, head in connection.execute(query)]

    def _move_household(self) -> None:
        homes = self._homes()
        if homes:
            id, head = self.rng.choice(homes)
            self._submit([Draft("household.amend", id, head, {"village": self.rng.choice((A1, A2))})])
            self.network.faults["household moved"] += 1

    def _merge(self) -> None:
        homes = self._homes()
        if len(homes) > 1:
            (loser, head), (winner, _) = self.rng.sample(homes, 2)
            self._submit([Draft("household.merge", loser, head, {"into": winner})])
            self.network.faults["households merged"] += 1
            return
        with self.site.engine.connect() as connection:
            merged = connection.execute(
                select(Household.id, Household.head_op).where(Household.state == HouseholdState.MERGED)
            ).first()
        if merged is not None:
            self._submit([Draft("household.unmerge", merged.id, merged.head_op, {})])

    def _change_scope(self) -> None:
        person = self.rng.choice(list(self.site.people))
        village = self.rng.choice((A1, A2, B1))
        if village in self.site.scope(person):
            self.site.take_village(person, village)
            self.network.faults["scope shrunk"] += 1
        else:
            self.site.give_village(person, village)
            self.network.faults["scope grown"] += 1

    def _grants(self, holder: Holder) -> list[str]:
        disk = self._tell("dump", holder)
        return [grant["id"] for grant in disk["grants"]]

    def _expire(self) -> None:
        for grant in self._grants(self._holder()):
            self.site.expire(grant)
            self.network.faults["grant expired"] += 1

    def _revoke(self) -> None:
        if self.rng.random() < 0.3:
            holder = self._holder()
            for grant in self._grants(holder):
                self.site.revoke(grant)
                self.network.faults["grant revoked"] += 1

    def _move_clock(self) -> None:
        days = self.rng.choice((0, 0, -365, -2, 2, 40, 0.01))
        self._holder().skew = timedelta(days=days)
        self.network.faults["clock moved"] += 1

    def _poison(self) -> None:
        """This version of the server fails at one of the operations that wait on a phone."""
        waiting = sorted(self.confirmed.keys() - self._known())
        if waiting and len(self.site.poison) < 3:
            self.site.poison.add(self.rng.choice(waiting))
            self.network.faults["server fails at one op"] += 1

    def _known(self) -> set[str]:
        with self.site.engine.connect() as connection:
            return set(connection.scalars(select(Operation.id)))

    def _limit(self) -> None:
        """Smaller requests and pages for a while; where meetings are held, none that last for hours."""
        ops, page = ((20, 50, 100), (20_000, 60_000)) if self.has_meetings else ((1, 3, 100), (200, 1000))
        self.site.app.config["SYNC_MAX_OPS"] = self.rng.choice(ops)
        exchange.MAX_PAGE_BYTES = self.rng.choice((*page, PAGE_BYTES))
        self.network.faults["limits changed"] += 1

    def _copy(self) -> None:
        if self.site.has_backups:
            memory.back_up(self.site, self.rng)
        else:
            self.site.copy()

    def _roll_back(self) -> None:
        """The server comes back with an old database; now and then without even knowing it."""
        copies = memory.names_of_backups(self.site) if self.site.has_backups else self.site.copies
        if not copies:
            return
        for holder in self.holders.values():
            self._note_forgotten(holder, self._tell("dump", holder))
        memory.run_program(self.site, memory.NEWEST)
        which = self.rng.randrange(len(copies))
        if self.site.has_backups:
            if self.rng.random() < 0.4:
                self._erase()
            memory.restore(self.site, str(copies[which]))
        else:
            self.site.roll_back(which, new_epoch=self.rng.random() < 0.5)
            self.decided &= self._known()
        for id in self._forgotten - self._known():
            self.confirmed.pop(id, None)
        self._shown = []
        self.figures.restores += 1
        self.network.faults["backup restored" if self.site.has_backups else "server rolled back"] += 1

    def _erase(self) -> None:
        """A household, or one visit, is to be forgotten, and stays so, whatever backups and phones hold."""
        if not self.site.has_backups or self.site.is_old_program:
            return
        model = Household if self.rng.random() < 0.7 else Assist
        with self.site.engine.connect() as connection:
            records = list(connection.scalars(select(model.id).order_by(model.seq, model.id)))
        if not records:
            return
        self.site.crash = self.rng.choices((None, ("before", 0), ("at", 0)), (8, 1, 1))[0]
        try:
            self.erased |= memory.erase(self.site, self.rng.choice(records))
        finally:
            self.site.crash = None
        self.network.faults["record erased"] += 1

    def _close(self) -> None:
        """A month that is over is closed, or opened again, whoever is still away with work for it."""
        if not self.site.is_old_program:
            self.network.faults[closings.close_or_reopen(self.site, self.rng)] += 1

    def _change_program(self) -> None:
        """An older program runs for a while; or one for which the phones are too old."""
        if self.rng.random() < 0.5:
            memory.run_program(self.site, self.rng.choice((memory.NEWEST, memory.NEWEST - 1)))
        else:
            self.site.app.config["MIN_PULL_SCHEMA"] = self.rng.choice((1, 2))
        self.network.faults["another program"] += 1

    def _note_forgotten(self, holder: Holder, disk: dict[str, Any]) -> None:
        """A revoked phone drops its archive by order: a server rolled back later cannot have it again."""
        holder.is_wiped = disk["marks"].get("wiped") is True
        if holder.is_wiped and not disk["grants"]:
            self._forgotten |= {id for id, op in self.confirmed.items() if op["phone"] == holder.name}
