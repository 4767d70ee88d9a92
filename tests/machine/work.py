"""What people write down on their phones: one tap after another, as the seed says."""

from __future__ import annotations

from typing import Any

from tests.machine.invariants import MEETING
from tests.machine.moves import Holder
from tests.machine.sharing import Sharing
from tests.machine.site import A1
from tocongnghe import clock

CONSENT = {"textVersion": "2026-11-1", "language": "vi", "method": "voice"}
TOPICS = ("vneid", "payment_account", "etax", "telehealth")
MEETING_SIZE = (30, 60)
NEWCOMERS = 12


class Work(Sharing):
    """Saves of every kind."""

    seed: int
    _serial: int

    def clock(self, name: str) -> int:
        raise NotImplementedError

    def _note(self, *what: object) -> None:
        raise NotImplementedError

    def _mark(self) -> str:
        self._serial += 1
        return f"{self.seed}-{self._serial}"

    def _meet(self) -> None:
        """A meeting in the village hall: some are registered at the door, then all are logged at once."""
        holder = self._holder()
        tab = self._live(holder)
        if tab is None:
            return
        seen = self._tell("look", holder, tab=tab)
        if tab not in holder.tabs or seen["lock"]["state"] != "open":
            return
        size = self.rng.randint(*MEETING_SIZE)
        villages = [place["code"] for place in seen["villages"]] or [A1]
        for _ in range(min(NEWCOMERS, size - len(seen["households"]))):
            given = self._household(self.rng.choice(villages)), CONSENT, self._assist(holder)
            if tab in holder.tabs:
                self._call(holder, tab, "logAssistForNewHousehold", *given)
        there = self.rng.sample(seen["households"], min(len(seen["households"]), size))
        if there and tab in holder.tabs:
            asked = [(home["id"], None if home["consent"] == "given" else CONSENT) for home in there]
            households = [{"id": id, "consent": consent} for id, consent in asked]
            self._call(
                holder, tab, "logMany", {"assist": self._assist(holder, MEETING), "households": households}
            )
            self.figures.meetings += 1

    def _save(self) -> None:
        """A person logs: one thing, or a whole visit."""
        holder = self._holder()
        for _ in range(self.rng.choice((1, 1, 1, 2, 6))):
            self._save_one(holder)

    def _assist(self, holder: Holder, note: str = "") -> dict[str, Any]:
        return {
            "topic": self.rng.choice(TOPICS),
            "outcome": self.rng.choice(("helped", "already_had", "in_progress")),
            "on": clock.local_date(clock.from_ms(self.clock(holder.name))).isoformat(),
            "note": f"{note}{self._mark()}",
        }

    def _household(self, village: str) -> dict[str, Any]:
        return {"village": village, "headName": f"Nhà {self._mark()}", "people": self.rng.randint(1, 8)}

    def _save_one(self, holder: Holder) -> None:
        tab = self._tab(holder)
        seen = self._tell("look", holder, tab=tab)
        if tab not in holder.tabs:
            return
        if seen["lock"]["state"] != "open":
            for person in self._tell("people", holder, tab=tab)[-1:]:
                self._call(holder, tab, "enter", person)
            return
        homes = [home["id"] for home in seen["households"]]
        mine = [assist["id"] for assist in seen["assists"] if assist["canChange"]]
        village = self.rng.choice([place["code"] for place in seen["villages"]] or [A1])
        assist = self._assist(holder)
        household = self._household(village)
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
