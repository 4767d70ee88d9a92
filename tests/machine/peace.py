"""How a run of the machine comes to rest: all is made well, everybody syncs until nothing changes."""

from __future__ import annotations

from sqlalchemy import select

from tests.machine import memory
from tests.machine.invariants import hold
from tests.machine.moves import PAGE_BYTES, Holder, exchange
from tests.machine.work import Work
from tocongnghe.models import Operation

MOST_ROUNDS = 12
MOST_FAILURES = 60
MOST_TALKS = 400


class Peace(Work):
    """The part of a run after which the invariants must hold."""

    def _gather(self) -> None:
        raise NotImplementedError

    def _enrol(self, holder: Holder) -> None:
        raise NotImplementedError

    def _ghost(self) -> None:
        raise NotImplementedError

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
        self._make_peace()
        for holder in self.holders.values():
            self._pass_by_poison(holder)
        self.site.poison.clear()
        for holder in self.holders.values():
            self._close_pages(holder)
            self._tell("app", holder, app=f"0.1.{self.figures.steps}")  # suspects get another chance
            self._open(holder)
        before: object = None
        for rounds in range(MOST_ROUNDS):
            for holder in self.holders.values():
                self._sync_now(holder)
                if holder.is_copied and self._problem(holder) == "grant":
                    self._enrol(holder)
                self.site.advance(5)
            self.figures.rounds = max(self.figures.rounds, rounds)
            now = self._state()
            if now == before:
                return
            before = now
        hold(False, "I8", f"not settled after {MOST_ROUNDS} rounds")

    def _make_peace(self) -> None:
        """One page a phone, a network that carries, a server of today; ops that it fails at stay so."""
        self.site.crash = None
        self.site.app.config |= {"SYNC_MAX_OPS": 100, "MIN_PULL_SCHEMA": 1}
        memory.run_program(self.site, memory.NEWEST)
        exchange.MAX_PAGE_BYTES = PAGE_BYTES
        while self.network.ghosts:
            self._ghost()
        for holder in self.holders.values():
            self._close_pages(holder)
            self._tell("full", holder, full="no")
        for talk in list(self.network.pending):
            self.network.reply(talk, None)
        for holder in self.holders.values():
            self._open(holder)
            disk = self._tell("dump", holder)
            if disk["marks"].get("wiped") is not True and "currentGrant" not in disk["marks"]:
                self._enrol(holder)

    def _pass_by_poison(self, holder: Holder) -> None:
        """I8: what the server fails at holds nothing else up."""
        if not self.site.poison:
            return
        for _ in range(MOST_FAILURES):
            waiting = {op["id"] for op in self._tell("dump", holder)["outbox"]}
            if waiting <= self.site.poison or self._problem(holder) == "grant":
                return
            self._sync_now(holder)
            self.site.advance(60)
        hold(False, "I8", f"{holder.name}: {len(waiting)} wait behind {self.site.poison}")

    def _close_pages(self, holder: Holder) -> None:
        for tab in list(holder.tabs):
            self._tell("kill", holder, tab=tab)

    def _sync_now(self, holder: Holder) -> None:
        tab = holder.tabs[0] if holder.tabs else self._open(holder)
        self._calm()
        for person in self._tell("people", holder, tab=tab) or [None]:
            if person is not None:
                self._call(holder, tab, "enter", person)
            self._call(holder, tab, "syncNow")
            self._calm()

    def _problem(self, holder: Holder) -> str | None:
        told: str | None = self._tell("look", holder, tab=holder.tabs[0])["sync"]["problem"]
        return told

    def _state(self) -> object:
        disks = []
        for holder in self.holders.values():
            disk = self._tell("dump", holder)
            disks.append((len(disk["outbox"]), len(disk["marks"].get("offerDue") or ()), disk["cursor"]))
        with self.site.engine.connect() as connection:
            return disks, len(connection.execute(select(Operation.id, Operation.outcome)).all())
