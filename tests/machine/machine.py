"""The state machine of protocol §14: a seed decides everything that people, phones, network and server do."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.machine import memory
from tests.machine.closings import wrong_closings
from tests.machine.invariants import (
    Server,
    check_desk,
    check_figures,
    check_forgotten,
    check_names,
    check_phone,
    check_saved,
    check_server,
    check_troubles,
    hold,
    refused_with,
)
from tests.machine.moves import PAGE_BYTES, Figures, Holder, exchange
from tests.machine.network import Network
from tests.machine.peace import Peace
from tests.machine.phones import Phones
from tests.machine.site import Crash, Site, no_chance
from tocongnghe import clock
from tocongnghe.models import Operation
from tocongnghe.sync.protocol import unpack

HOUR = 3600
MEETINGS = 60


class Machine(Peace):
    """One run: make it, `run(steps)`, which raises `Broken` when an invariant does not hold."""

    def __init__(
        self,
        seed: int,
        folder: Path,
        program: Path,
        database_url: str | None = None,
        *,
        has_meetings: bool = False,
    ) -> None:
        self.seed = seed
        self.has_meetings = has_meetings
        self.rng = random.Random(seed)
        self.site = Site(folder, database_url)
        self.phones = Phones(program)
        self.network = Network(self.site, self.phones, self.rng, self.clock)
        self.network.watchers.append(self._watch_answer)
        self.holders = {
            name: Holder(name, person)
            for name, person in (("p1", "lan"), ("p2", "mai"), ("p3", "huy"), ("p4", "tam"), ("p5", "lan"))[
                : self.rng.randint(2, 5)
            ]
        }
        self.confirmed: dict[str, dict[str, Any]] = {}
        """Ops whose save the phone confirmed, by id."""
        self._forgotten: set[str] = set()
        self.decided: set[str] = set()
        self.decided_once: set[str] = set()
        self.erased: set[str] = set()
        self.forged: set[str] = set()
        self.files: list[str] = []
        self.figures = Figures(seed)
        self._shown: list[tuple[str, str]] = []
        """What is on the reviewer's screen: (assist, head)."""
        self._calls: dict[int, tuple[str, str, Any]] = {}
        self._last_call = 0
        self._serial = 0
        self._trace = hashlib.sha256()
        self._weights = self._make_weights()
        self.site.has_backups = self.site.has_backups or self.rng.random() < 0.6

    def close(self) -> None:
        exchange.MAX_PAGE_BYTES = PAGE_BYTES
        memory.run_program(self.site, memory.NEWEST)
        self.phones.close()
        self.site.close()

    def clock(self, name: str) -> int:
        """Return what the clock of phone *name* shows, in ms."""
        holder = self.holders.get(name)
        return clock.to_ms(self.site.now + (holder.skew if holder else timedelta()))

    def run(self, steps: int, settles: int = 1, *, is_drill: bool = False) -> Figures:
        """Take *steps* steps, settling and checking *settles* times, at the end too.

        In a drill each part begins with a copy or backup, and the last one ends with a season and a restore.
        """
        self.phones.tell("seed", value=self.seed)
        for holder in self.holders.values():
            self._open(holder)
            self._enrol(holder)
        for part in range(settles):
            if is_drill:
                self._copy()
            for _ in range(steps // settles):
                self._step()
            if is_drill and part == settles - 1:
                self._season()
                self._roll_back()
            self.settle()
            self.check()
            self._note("settled", part)
        self.figures.faults += self.network.faults
        self.figures.requests = self.network.requests
        self.figures.saved = len(self.confirmed)
        self.figures.trace = self._trace.hexdigest()[:16]
        return self.figures

    # What can happen.

    def _make_weights(self) -> dict[Callable[[], None], float]:
        """Each run knows some faults often and some not at all: together they go deeper than all at once."""
        usual: dict[Callable[[], None], int] = {
            self._save: 30,
            self._network: 34,
            self._tick: 10,
            self._wake: 6,
            self._ghost: 3,
            self._kill: 3,
            self._second_tab: 2,
            self._arm_death: 4,
            self._fill_disk: 1,
            self._desk: 9,
            self._move_household: 1,
            self._merge: 1,
            self._change_scope: 1,
            self._expire: 1,
            self._revoke: 1,
            self._move_clock: 1,
            self._poison: 1,
            self._limit: 2,
            self._copy: 3,
            self._roll_back: 2,
            self._season: 2,
            self._change_program: 1,
            self._switch_user: 3,
            self._lock: 3,
            self._copy_phone: 1,
            self._evict: 1,
            self._carry: 3,
            self._forge: 1,
            self._erase: 2,
            self._close: 1,
        }
        always = {self._save, self._network}
        weights = {
            step: weight if step in always else weight * self.rng.choice((0, 0.5, 1, 1, 4))
            for step, weight in usual.items()
        }
        return weights | ({self._meet: MEETINGS} if self.has_meetings else {})

    def _step(self) -> None:
        (step,) = self.rng.choices(list(self._weights), list(self._weights.values()))
        self.figures.steps += 1
        self._note(step.__name__)
        try:
            step()
        except Crash:
            self._note("crash")
        self._gather()

    def _holder(self) -> Holder:
        return self.rng.choice(list(self.holders.values()))

    def _tab(self, holder: Holder) -> str:
        if not holder.tabs:
            self._open(holder)
        return self.rng.choice(holder.tabs)

    def _open(self, holder: Holder) -> str:
        holder.opened += 1
        tab = f"t{holder.opened}"
        holder.tabs.append(tab)
        self._tell("open", holder, tab=tab)
        return tab

    def _tell(self, do: str, holder: Holder, **more: Any) -> Any:
        value = self.phones.tell(do, holder.name, self.clock(holder.name), **more)
        self._gather()
        return value

    def _gather(self) -> None:
        self.network.collect()
        for name, tab in self.phones.gone:
            if tab in self.holders[name].tabs:
                self.holders[name].tabs.remove(tab)
        self.phones.gone = []
        for end in self.phones.ended:
            name, verb, about = self._calls.pop(end.call)
            self._note("ended", name, verb, end.error, len(end.saved))
            if end.error is None:
                if verb.startswith("amend") or verb == "giveConsent":
                    self.holders[name].answered.add(about)
                for op in end.saved:
                    self.confirmed[op["id"]] = op | {"phone": name, "life": self.holders[name].lives}
                if verb == "makeCourierFile":
                    self._keep_file(end.value)
            elif verb not in ("syncNow", "enrol", "enter", "lock"):
                self.figures.refused_saves += 1
        self.phones.ended = []

    def _call(self, holder: Holder, tab: str, verb: str, *given: Any) -> None:
        self._last_call += 1  # as the phones' process counts them
        self._calls[self._last_call] = (holder.name, verb, given[0] if given else None)
        self._tell("call", holder, tab=tab, verb=verb, given=given)

    def _network(self) -> None:
        if self.network.pending:
            talk = self.rng.choice(self.network.pending)
            self._note(talk.phone, talk.path, self.network.chance(talk))

    def _ghost(self) -> None:
        self.network.deliver_a_ghost()

    def _tick(self) -> None:
        self.site.advance(self.rng.choice((1, 5, 60, 600, 3 * HOUR, 26 * HOUR)))
        for holder in self.holders.values():
            self._tell("tick", holder)

    def _season(self) -> None:
        """Phones sync, a month goes by, they sync again: what every backup holds may be forgotten."""
        self._everybody_syncs()
        if self.rng.random() < 0.7:
            self._copy()
        self.site.advance(31 * 24 * HOUR)
        self._everybody_syncs()
        self.network.faults["a month passed"] += 1

    def _everybody_syncs(self) -> None:
        for holder in self.holders.values():
            self._calm()
            tab = self._live(holder)
            if tab is None:
                continue
            for person in self._tell("people", holder, tab=tab) or [None]:
                if person is not None and tab in holder.tabs:
                    self._call(holder, tab, "enter", person)
                if tab in holder.tabs:
                    self._call(holder, tab, "syncNow")
                self._calm()

    def _wake(self) -> None:
        holder = self._holder()
        tab = self._tab(holder)
        if tab in holder.tabs:
            self._tell(
                "wake", holder, tab=tab, reason=self.rng.choice(("online", "visible", "timer", "demand"))
            )

    def _kill(self) -> None:
        holder = self._holder()
        if holder.tabs:
            self._tell("kill", holder, tab=self.rng.choice(holder.tabs))
            self.network.faults["page killed"] += 1

    def _second_tab(self) -> None:
        holder = self._holder()
        if len(holder.tabs) < 3:
            self._open(holder)
            self.network.faults["second page"] += 1

    def _arm_death(self) -> None:
        holder = self._holder()
        tab = self._tab(holder)
        if tab not in holder.tabs:
            return
        at, within = (
            (self.rng.randint(0, 5), None) if self.rng.random() < 0.6 else (None, self.rng.randint(0, 9))
        )
        self._tell("arm", holder, tab=tab, transactions=at, writes=within)
        self.network.faults["page dies at the disk"] += 1

    def _fill_disk(self) -> None:
        self._tell("full", self._holder(), full=self.rng.choice(("until_room", "for_good", "no")))
        self.network.faults["disk full"] += 1

    # Enrolment.

    def _enrol(self, holder: Holder) -> None:
        self._call(holder, holder.tabs[0], "enrol", self.site.new_code(self._person_with_work(holder)))
        self._calm()

    # What is checked.

    def check(self) -> None:
        server = Server(self.site)
        self.erased |= refused_with(server, self.erased, memory.told_erased(self.site), self.confirmed)
        self.figures.operations = len(server.operations)
        self.figures.outcomes = Counter(
            f"{op['outcome']} {op['reason'] or ''}".strip() for op in server.operations.values()
        )
        check_saved(server, self.confirmed, self.decided, self.erased)
        disks = {holder.name: self._tell("dump", holder) for holder in self.holders.values()}
        for holder in self.holders.values():
            disk = disks[holder.name]
            self._note_forgotten(holder, disk)
            mark = unpack(disk["cursor"])
            person = None if holder.is_wiped else self._person_on(disk)
            check_phone(server, holder.name, person, disk, mark.seq if mark else None)
            check_troubles(holder.name, disk, holder.answered)
            if person is not None:
                shown = self._tell("look", holder, tab=holder.tabs[0])
                check_figures(server, holder.name, self.site.people[person], shown)
            check_forgotten(holder.name, disk, self.erased)
        check_names(server, disks)
        made_on = {id: f"{op['phone']}/{op['life']}" for id, op in self.confirmed.items()}
        check_server(server, made_on, self.erased, self.forged)
        check_desk(server, self.decided_once)
        wrong = wrong_closings(server)
        hold(not wrong, "I5", wrong)
        for holder in self.holders.values():
            if holder.is_wiped:
                self._enrol(holder)

    def _person_on(self, disk: dict[str, Any]) -> str:
        """Return who uses the phone with this disk."""
        (user,) = [g["user"]["id"] for g in disk["grants"] if g["id"] == disk["marks"]["currentGrant"]]
        return next(name for name, id in self.site.people.items() if str(id) == user)

    def _watch_answer(self, talk: Any, asked: dict[str, Any], answer: dict[str, Any]) -> None:
        """I3 and I9, of every answer before anybody hears it."""
        scope = self.site.scope(self.site.bearer(talk.headers["authorization"]))
        for change in answer.get("changes", []):
            at = change["fields"].index("village")
            outside = [row[0] for row in change["rows"] if row[at] not in scope]
            hold(not outside, "I9", f"{talk.phone} is sent {outside[:3]} from outside {sorted(scope)}")
        told = {op[0] for op in asked["ops"][: answer.get("processed", 0)]}
        if told:
            with self.site.engine.connect() as connection:
                here = set(connection.scalars(select(Operation.id).where(Operation.id.in_(told))))
            hold(told == here, "I3", f"received, but not on the disk: {sorted(told - here)[:3]}")
        self._note("answer", talk.phone, sorted(answer), answer.get("processed"))

    def _note(self, *what: object) -> None:
        self._trace.update(repr(what).encode())


@contextmanager
def machine(
    seed: int, folder: Path, program: Path, database_url: str | None = None, *, has_meetings: bool = False
) -> Iterator[Machine]:
    """Open a machine whose every chance follows from *seed*."""
    with no_chance(seed):
        made = Machine(seed, folder, program, database_url, has_meetings=has_meetings)
        try:
            yield made
        finally:
            made.close()
