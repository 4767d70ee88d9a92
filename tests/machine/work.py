"""What people write down on their phones: one tap after another, as the seed says."""

from __future__ import annotations

from typing import Any

from tests.machine.moves import Holder
from tests.machine.sharing import Sharing
from tests.machine.site import A1
from tocongnghe import clock

CONSENT = {"textVersion": "2026-11-1", "language": "vi", "method": "voice"}
TOPICS = ("vneid", "payment_account", "etax", "telehealth")


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

    def _save(self) -> None:
        """A person logs: one thing, or a whole visit."""
        holder = self._holder()
        for _ in range(self.rng.choice((1, 1, 1, 2, 6))):
            self._save_one(holder)

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
