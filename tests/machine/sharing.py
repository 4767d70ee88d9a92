"""Phones that are shared, copied, cleared, tampered with, or that carry each other's work."""

from __future__ import annotations

import json
from typing import Any

from tests.machine.invariants import hold
from tests.machine.moves import Holder, Moves
from tests.machine.site import A1
from tests.sync.phone import FIELDS
from tocongnghe import clock
from tocongnghe.operations import new_id

MOST_PHONES = 6
MOST_FILES = 4
NOBODY = "g_nobodyAtAll"


class Sharing(Moves):
    """What people do with phones beside working on them."""

    files: list[str]
    """Courier files on their way, as texts."""
    forged: set[str]
    """Ids of operations that nobody had the right to make."""

    def _tab(self, holder: Holder) -> str:
        raise NotImplementedError

    def _open(self, holder: Holder) -> str:
        raise NotImplementedError

    def _call(self, holder: Holder, tab: str, verb: str, *given: Any) -> None:
        raise NotImplementedError

    def _live(self, holder: Holder) -> str | None:
        """Return an open page of the phone, None when it died on opening."""
        tab = self._tab(holder)
        return tab if tab in holder.tabs else None

    def _switch_user(self) -> None:
        """Somebody else enrols on the phone; what the one before left unsent stays theirs."""
        holder = self._holder()
        person = self.rng.choice(list(self.site.people))
        tab = self._live(holder)
        if tab is not None and self.site.scope(person):
            self._call(holder, tab, "enrol", self.site.new_code(person))
            self.network.faults["another person on the phone"] += 1

    def _lock(self) -> None:
        """The phone is locked, and sends all the same; or somebody of it comes in."""
        holder = self._holder()
        tab = self._live(holder)
        if tab is None:
            return
        people = self._tell("people", holder, tab=tab)
        if people and self.rng.random() < 0.5:
            self._call(holder, tab, "enter", self.rng.choice(people))
            self.network.faults["another came in"] += 1
        else:
            self._call(holder, tab, "lock")
            self.network.faults["phone locked"] += 1

    def _copy_phone(self) -> None:
        """Storage and all is copied to another phone; both go on."""
        source = self._holder()
        if len(self.holders) >= MOST_PHONES:
            return
        name = f"p{len(self.holders) + 1}"
        self._tell("copy", source, to=name)
        self.holders[name] = Holder(
            name, source.person, skew=source.skew, answered=set(source.answered), is_copied=True
        )
        source.is_copied = True
        self._open(self.holders[name])
        self.network.faults["phone copied"] += 1

    def _evict(self) -> None:
        """The browser clears the site's storage: what was unsent is gone, and the phone says so."""
        holder = self._holder()
        disk = self._tell("dump", holder)
        self._give_up(holder)
        self._tell("evict", holder)
        holder.tabs.clear()
        holder.answered.clear()
        holder.lives += 1
        tab = self._open(holder)
        shown = self._tell("look", holder, tab=tab)
        known = disk["marker"] or {"device": None}
        if known["device"] is not None:
            told = shown["evicted"]
            hold(told is not None, "I1", f"{holder.name} lost {len(disk['outbox'])} and does not say so")
            hold(told["unsent"] == known["unsent"], "I1", f"{holder.name} lost {known}, says {told}")
        self._call(holder, tab, "enrol", self.site.new_code(self._person_with_work(holder)))
        self.network.faults["storage cleared"] += 1

    def _person_with_work(self, holder: Holder) -> str:
        if not self.site.scope(holder.person):
            self.site.give_village(holder.person, A1)  # who has no task gets no code
        return holder.person

    def _give_up(self, holder: Holder) -> None:
        """What the phone saved cannot be had from it again: gone, or at the mercy of the server's memory."""
        known = self._known()
        for id in [id for id, op in self.confirmed.items() if op["phone"] == holder.name]:
            if id in known:
                self._forgotten.add(id)
            else:
                del self.confirmed[id]

    def _carry(self) -> None:
        """A phone's outbox travels as a file, and may arrive any number of times."""
        holder = self._holder()
        tab = self._live(holder)
        if tab is None:
            return
        if not self.files or self.rng.random() < 0.4:
            self._call(holder, tab, "makeCourierFile")
            return
        text = self.rng.choice(self.files)
        if self.rng.random() < 0.3:  # somebody brings it to the desk
            self.site.handle("POST", "/api/v1/import", {"Content-Type": "application/json"}, text.encode())
        else:
            self._call(holder, tab, "takeCourierFile", text)
        self.network.faults["work carried"] += 1

    def _keep_file(self, made: dict[str, Any] | None) -> None:
        if made is not None:
            self.files = [*self.files, made["text"]][-MOST_FILES:]

    def _forge(self) -> None:
        """A phone that somebody tampered with speaks for a stranger's grant, or for none that there is."""
        strangers = [holder for holder in self.holders.values() if not holder.is_copied]
        if len(strangers) < 2:
            return
        thief, victim = (self._tell("dump", one) for one in self.rng.sample(strangers, 2))
        own = {grant["id"]: grant for grant in thief["grants"]}.get(thief["marks"].get("currentGrant"))
        others = [
            grant["id"] for grant in victim["grants"] if grant["id"] not in {g["id"] for g in thief["grants"]}
        ]
        if own is None or thief["marks"]["device"] == victim["marks"].get("device"):
            return
        grant = self.rng.choice([*others, NOBODY])
        body = {"household": None, "village": A1, "topic": "vneid", "outcome": "helped", "on": "2026-11-21"}
        op = [new_id(), "assist.log", None, None, 0, 1 << 40, clock.now_ms(), body]
        asked = {
            "protocol": 1,
            "app": "forged",
            "schema": 1,
            "device": thief["marks"]["device"],
            "attempt": 1,
        }
        asked |= {"cursor": None, "ack": None, "offer": [], "grants": [grant], "fields": FIELDS, "ops": [op]}
        asked["clock"] = {"wall": clock.now_ms(), "offset": None, "age": None}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {own['token']}"}
        self.forged.add(str(op[0]))
        self.site.handle("POST", "/api/v1/sync", headers, json.dumps(asked).encode())
        self.network.faults["grant forged"] += 1
