"""A TCP relay that makes loopback as slow as a village: a rate, a delay, and connections that break."""

from __future__ import annotations

import contextlib
import random
import selectors
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field

CHUNK_SECONDS = 0.05
"""How much a line carries before others get their turn."""


@dataclass
class Link:
    """What the line is like."""

    bits_per_second: int = 20_000
    round_trip_seconds: float = 1.0
    breaks_after_bytes: tuple[int, int] | None = None
    """Each connection breaks after a number of bytes between these; None for never."""


@dataclass
class Relay:
    """Listens on a port of its own and passes on to `target`, both ways, as slowly as `link` says."""

    target: int
    link: Link
    chance: random.Random = field(default_factory=random.Random)
    bytes_up: int = 0
    bytes_down: int = 0
    broken: int = 0

    def __enter__(self) -> Relay:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stop = threading.Event()
        self._listener.settimeout(0.2)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                phone, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._carry, args=[phone], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, phone: socket.socket) -> None:
        """Carry one connection until an end closes it or the line breaks."""
        time.sleep(self.link.round_trip_seconds)  # the handshake
        limit = self.chance.randint(*self.link.breaks_after_bytes) if self.link.breaks_after_bytes else None
        with (
            contextlib.suppress(OSError),
            phone,
            socket.create_connection(("127.0.0.1", self.target)) as server,
        ):
            up, down = _Way(phone, server, self.link), _Way(server, phone, self.link)
            with selectors.DefaultSelector() as ready:
                ready.register(phone, selectors.EVENT_READ, up)
                ready.register(server, selectors.EVENT_READ, down)
                while not self._stop.is_set() and not (up.is_done or down.is_done):
                    for key, _ in ready.select(0.01):
                        if key.data.is_open:
                            key.data.read()
                        else:
                            ready.unregister(key.fileobj)
                    self.bytes_up += up.pass_on()
                    self.bytes_down += down.pass_on()
                    if limit is not None and up.carried + down.carried > limit:
                        self.broken += 1
                        return


class _Way:
    """One direction: what was read waits for half a round trip, then leaves at the line's rate."""

    def __init__(self, source: socket.socket, sink: socket.socket, link: Link) -> None:
        self._source, self._sink, self._link = source, sink, link
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._free_at = 0.0
        self.is_open = True
        self.carried = 0

    @property
    def is_done(self) -> bool:
        return not self.is_open and not self._waiting

    def read(self) -> None:
        chunk = max(1, int(self._link.bits_per_second / 8 * CHUNK_SECONDS))
        data = self._source.recv(chunk)
        if not data:
            self.is_open = False
            return
        now = time.monotonic()
        self._free_at = max(self._free_at, now) + len(data) * 8 / self._link.bits_per_second
        self._waiting.append((self._free_at + self._link.round_trip_seconds / 2, data))

    def pass_on(self) -> int:
        """Send what is due; return how many bytes that was."""
        sent = 0
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            _, data = self._waiting.popleft()
            self._sink.sendall(data)
            sent += len(data)
        self.carried += sent
        return sent
