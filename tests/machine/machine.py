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

from tests.machine.invariants import (
    Server,
    check_figures,
    check_phone,
    check_saved,
    check_server,
    check_troubles,
    hold,
)
from tests.machine.moves import PAGE_BYTES, Figures, Holder, Moves, exchange
from tests.machine.network import Network
from tests.machine.phones import Phones
from tests.machine.site import A1, Crash, Site, no_chance
from tocongnghe import clock
from tocongnghe.models import Operation
from tocongnghe.sync.protocol import unpack

CONSENT = {"textVersion": "2026-11-1", "language": "vi", "method": "voice"}
TOPICS = ("vneid", "payment_account", "etax", "telehealth")
LONG_TIMES = 1000
"""Seeds from here on live through months: grants end by themselves, and phones forget what backups hold."""
MOST_ROUNDS = 12
MOST_TALKS = 400
HOUR = 3600


class Machine(Moves):
    """One run: make it, `run(steps)`, which raises `Broken` when an invariant does not hold."""

    def __init__(self, seed: int, folder: Path, program: Path, database_url: str | None = None) -> None:
        self.seed = seed
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
        self.figures = Figures(seed)
        self._shown: list[tuple[str, str]] = []
        """What is on the reviewer's screen: (assist, head)."""
        self._calls: dict[int, tuple[str, str, Any]] = {}
        self._last_call = 0
        self._serial = 0
        self._trace = hashlib.sha256()
        self._weights = self._make_weights()
        if seed >= LONG_TIMES:
            self.site.keeps_backups = True
            self._weights[self._month] = 4

    def close(self) -> None:
        exchange.MAX_PAGE_BYTES = PAGE_BYTES
        self.phones.close()
        self.site.close()

    def clock(self, name: str) -> int:
        """Return what the clock of phone *name* shows, in ms."""
        holder = self.holders.get(name)
        return clock.to_ms(self.site.now + (holder.skew if holder else timedelta()))

    def run(self, steps: int, settles: int = 1) -> Figures:
        """Take *steps* steps, settling and checking *settles* times, at the end too."""
        self.phones.tell("seed", value=self.seed)
        for holder in self.holders.values():
            self._open(holder)
            self._enrol(holder)
        for part in range(settles):
            for _ in range(steps // settles):
                self._step()
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
            self._copy: 2,
            self._roll_back: 2,
        }
        always = {self._save, self._network}
        return {
            step: weight if step in always else weight * self.rng.choice((0, 0.5, 1, 1, 4))
            for step, weight in usual.items()
        }

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
                    self.confirmed[op["id"]] = op | {"phone": name}
            elif verb not in ("syncNow", "enrol"):
                self.figures.refused_saves += 1
        self.phones.ended = []

    def _call(self, holder: Holder, tab: str, verb: str, *given: Any) -> None:
        self._last_call += 1  # as the phones' process counts them
        self._calls[self._last_call] = (holder.name, verb, given[0] if given else None)
        self._tell("call", holder, tab=tab, verb=verb, given=given)

    def _mark(self) -> str:
        self._serial += 1
        return f"{self.seed}-{self._serial}"

    def _save(self) -> None:
        holder = self._holder()
        tab = self._tab(holder)
        seen = self._tell("look", holder, tab=tab)
        if tab not in holder.tabs:
            return
        homes = [home["id"] for home in seen["households"]]
        mine = [assist["id"] for assist in seen["assists"] if assist["canChange"]]
        village = self.rng.choice([place["code"] for place in seen["villages"]] or [A1])
        assist = {
            "topic": self.rng.choice(TOPICS),
            "outcome": self.rng.choice(("helped", "already_had", "in_progress")),
            "on": clock.local_date(clock.from_ms(self.clock(holder.name))).isoformat(),
            "note": self._mark(),
        }
        household = {"village": village, "headName": f"Nhà {self._mark()}", "people": self.rng.randint(1, 8)}
        ways: list[tuple[int, str, tuple[Any, ...]]] = [
            (4, "logAssistForNewHousehold", (household, CONSENT, assist)),
            (2, "addHousehold", (household, CONSENT)),
            (2, "logAssist", (assist | {"household": None, "village": village},)),
        ]
        if homes:
            home = self.rng.choice(homes)
            ways += [
                (6, "logAssist", (assist | {"household": home, "village": None},)),
                (2, "amendHousehold", (home, {"people": self.rng.randint(1, 9)})),
                (1, "giveConsent", (home, CONSENT)),
                (1, "withdrawConsent", (home, "no longer")),
            ]
        if mine:
            record = self.rng.choice(mine)
            ways += [
                (5, "amendAssist", (record, {"note": self._mark(), "outcome": assist["outcome"]})),
                (1, "withdrawAssist", (record, "by mistake")),
            ]
            if homes:
                ways.append((1, "amendAssist", (record, {"household": self.rng.choice(homes)})))
        ((_, verb, given),) = self.rng.choices(ways, [weight for weight, _, _ in ways])
        self._note(holder.name, verb)
        self._call(holder, tab, verb, *given)

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

    def _month(self) -> None:
        self.site.advance(31 * 24 * HOUR)
        self.network.faults["a month passed"] += 1

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

    # Enrolment, and peace.

    def _enrol(self, holder: Holder) -> None:
        if not self.site.scope(holder.person):
            self.site.give_village(holder.person, A1)  # who has no task gets no code
        self._call(holder, holder.tabs[0], "enrol", self.site.new_code(holder.person))
        self._calm()

    def _calm(self) -> None:
        """Let everything through that is under way."""
        for _ in range(MOST_TALKS):
            if not self.network.pending:
                return
            self.network.pass_through(self.network.pending[0])
            self._gather()
        hold(False, "I8", f"still talking after {MOST_TALKS} requests")

    def settle(self) -> None:
        """Make the network well, mend the programs, open every phone; sync until nothing changes."""
        self.site.poison.clear()
        self.site.crash = None
        self.site.app.config["SYNC_MAX_OPS"] = 100
        exchange.MAX_PAGE_BYTES = PAGE_BYTES
        while self.network.ghosts:
            self._ghost()
        for holder in self.holders.values():
            for tab in list(holder.tabs):
                self._tell("kill", holder, tab=tab)
            self._tell("full", holder, full="no")
            self._tell("app", holder, app=f"0.1.{self.figures.steps}")
        for talk in list(self.network.pending):
            self.network.reply(talk, None)
        before: object = None
        for rounds in range(MOST_ROUNDS):
            for holder in self.holders.values():
                tab = holder.tabs[0] if holder.tabs else self._open(holder)
                self._calm()
                self._call(holder, tab, "syncNow")
                self._calm()
                self.site.advance(5)
            self.figures.rounds = max(self.figures.rounds, rounds)
            now = self._state()
            if now == before:
                return
            before = now
        hold(False, "I8", f"not settled after {MOST_ROUNDS} rounds")

    def _state(self) -> object:
        disks = []
        for holder in self.holders.values():
            disk = self._tell("dump", holder)
            disks.append((len(disk["outbox"]), len(disk["marks"].get("offerDue") or ()), disk["cursor"]))
        with self.site.engine.connect() as connection:
            return disks, len(connection.execute(select(Operation.id, Operation.outcome)).all())

    # What is checked.

    def check(self) -> None:
        server = Server(self.site)
        self.figures.operations = len(server.operations)
        self.figures.outcomes = Counter(
            f"{op['outcome']} {op['reason'] or ''}".strip() for op in server.operations.values()
        )
        check_saved(server, self.confirmed)
        for holder in self.holders.values():
            disk = self._tell("dump", holder)
            self._note_forgotten(holder, disk)
            mark = unpack(disk["cursor"])
            person = None if holder.is_wiped else holder.person
            check_phone(server, holder.name, person, disk, mark.seq if mark else None)
            check_troubles(holder.name, disk, holder.answered)
            if not holder.is_wiped:
                check_figures(
                    server,
                    holder.name,
                    self.site.people[holder.person],
                    self._tell("look", holder, tab=holder.tabs[0]),
                )
        check_server(server)
        for holder in self.holders.values():
            if holder.is_wiped:
                self._enrol(holder)

    def _watch_answer(self, talk: Any, asked: dict[str, Any], answer: dict[str, Any]) -> None:
        """I3 and I9, of every answer before anybody hears it."""
        holder = self.holders[talk.phone]
        scope = self.site.scope(holder.person)
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
def machine(seed: int, folder: Path, program: Path, database_url: str | None = None) -> Iterator[Machine]:
    """Open a machine whose every chance follows from *seed*."""
    with no_chance(seed):
        made = Machine(seed, folder, program, database_url)
        try:
            yield made
        finally:
            made.close()
