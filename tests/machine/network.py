"""Everything that can happen to a request on its way; the network is all that is faked here."""

from __future__ import annotations

import base64
import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.machine.phones import Phones, Talk
from tests.machine.site import Crash, Site

Reply = tuple[int, dict[str, str], bytes]
PROBLEM = {"Content-Type": "application/problem+json"}
PORTALS: tuple[Reply, ...] = (
    (200, {"Content-Type": "text/html"}, b"<html>Wi-Fi</html>"),
    (302, {"Location": "https://wifi.example/"}, b""),
    (511, {"Content-Type": "text/html"}, b""),
    (200, {"Content-Type": "application/json"}, b"{}"),
    (200, {"Content-Type": "application/json"}, b'{"protocol":1,"proc'),
    (502, {"Content-Type": "text/html"}, b"<html>bad gateway</html>"),
    (504, {"Content-Type": "text/html"}, b""),
    (404, {"Content-Type": "text/html"}, b""),
)


class Network:
    """Requests under way, those that the phone gave up but that still travel, and answers seen before."""

    def __init__(self, site: Site, phones: Phones, rng: random.Random, clock: Callable[[str], int]) -> None:
        self.site = site
        self.phones = phones
        self.rng = rng
        self.clock = clock
        self.pending: list[Talk] = []
        self.ghosts: list[Talk] = []
        self.faults: Counter[str] = Counter()
        self.requests = 0
        self.answered: dict[str, list[Reply]] = {}
        """By phone: answers to syncs that a meddling proxy may repeat."""
        self.watchers: list[Callable[[Talk, dict[str, Any], dict[str, Any]], None]] = []
        """Called with every accepted sync: the talk, what was asked, what was answered."""

    def collect(self) -> None:
        self.pending += self.phones.requests
        self.phones.requests = []
        for name, tab in self.phones.gone:
            for talk in self.pending:
                if (talk.phone, talk.tab) == (name, tab):
                    talk.is_waiting = False

    def serve(self, talk: Talk) -> Reply:
        """Let the server do its work, whether or not anybody hears of it."""
        self.requests += 1
        asked = read_json(talk.headers.get("content-encoding"), talk.body) if talk.is_sync else None
        if asked and self.site.poison & {op[0] for op in asked["ops"]}:
            return 500, PROBLEM, b'{"slug":"server-error"}'
        status, headers, body = self.site.handle(talk.method, talk.path, talk.headers, talk.body)
        if asked is not None and status == 200:
            answer = read_json(headers.get("Content-Encoding"), body)
            for watch in self.watchers:
                watch(talk, asked, answer)
            self.answered.setdefault(talk.phone, []).append((status, headers, body))
        return status, headers, body

    def reply(self, talk: Talk, reply: Reply | None) -> None:
        """Give the phone its answer, or tell it that there is none."""
        if talk in self.pending:
            self.pending.remove(talk)
        if not talk.is_waiting:
            return
        talk.is_waiting = False
        how: Any = "offline"
        if reply is not None:
            status, headers, body = reply
            if headers.get("Content-Encoding") == "gzip":  # as fetch does
                headers = {name: value for name, value in headers.items() if name != "Content-Encoding"}
                body = gzip.decompress(body)
            how = {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}
        self.phones.tell("answer", talk.phone, self.clock(talk.phone), request=talk.id, how=how)
        self.collect()

    def pass_through(self, talk: Talk) -> None:
        self.reply(talk, self.serve(talk))

    def chance(self, talk: Talk) -> str:
        """Do to *talk* what the seed says; return its name."""
        fates = {
            "delivered": 50,
            "request dropped": 8,
            "answer dropped": 12,
            "delivered twice": 6,
            "delayed": 6,
            "captive portal": 5,
            "429 or 503": 3,
            "413": 2,
            "500": 2,
            "old answer": 3,
            "crash before commit": 3,
            "crash at commit": 3,
            "crash after commit": 2,
        }
        (fate,) = self.rng.choices(list(fates), list(fates.values()))
        self.faults[fate] += 1
        getattr(self, "_" + fate.replace(" ", "_"))(talk)
        return fate

    def _delivered(self, talk: Talk) -> None:
        self.pass_through(talk)

    def _request_dropped(self, talk: Talk) -> None:
        self.reply(talk, None)

    def _answer_dropped(self, talk: Talk) -> None:
        self.serve(talk)
        self.reply(talk, None)

    def _delivered_twice(self, talk: Talk) -> None:
        replies = [self.serve(talk), self.serve(talk)]
        self.reply(talk, self.rng.choice(replies))

    def _delayed(self, talk: Talk) -> None:
        self.reply(talk, None)
        self.ghosts.append(talk)

    def _captive_portal(self, talk: Talk) -> None:
        self.reply(talk, self.rng.choice(PORTALS))

    def _429_or_503(self, talk: Talk) -> None:
        headers = PROBLEM | ({"Retry-After": "90"} if self.rng.random() < 0.5 else {})
        self.reply(talk, (self.rng.choice((429, 503)), headers, b'{"slug":"busy"}'))

    def _413(self, talk: Talk) -> None:
        self.reply(talk, (413, PROBLEM, b'{"slug":"too-large"}'))

    def _500(self, talk: Talk) -> None:
        self.reply(talk, (500, PROBLEM, b'{"slug":"server-error"}'))

    def _old_answer(self, talk: Talk) -> None:
        old = self.answered.get(talk.phone)
        self.reply(talk, self.rng.choice(old) if old and talk.is_sync else None)

    def _crash_before_commit(self, talk: Talk) -> None:
        self._crash(talk, "before")

    def _crash_at_commit(self, talk: Talk) -> None:
        self._crash(talk, "at")

    def _crash(self, talk: Talk, how: str) -> None:
        self.site.crash = (how, self.rng.randrange(2))
        try:
            reply: Reply | None = self.serve(talk)
        except Crash:
            reply = None
        self.reply(talk, reply)

    def _crash_after_commit(self, talk: Talk) -> None:
        self.serve(talk)
        self.site.engine.dispose()
        self.reply(talk, None)

    def deliver_a_ghost(self) -> None:
        """A request that its phone gave up arrives after all."""
        if self.ghosts:
            self.serve(self.ghosts.pop(self.rng.randrange(len(self.ghosts))))


def read_json(encoding: str | None, body: bytes) -> dict[str, Any]:
    """Return the document in a body, unpacked if *encoding* says gzip."""
    value: dict[str, Any] = json.loads(gzip.decompress(body) if encoding == "gzip" else body)
    return value
