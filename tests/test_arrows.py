"""The rooms of the house and who may import whom; nothing else may (design: the house)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "tocongnghe"
LEAVES = {"vocabulary", "errors", "clock", "config", "catalogue"}
ARROWS: dict[str, set[str]] = {
    "vocabulary": set(),
    "errors": set(),
    "clock": set(),
    "config": {"errors"},
    "catalogue": {"vocabulary", "errors"},
    "i18n": LEAVES,
    "models": LEAVES,
    "schemas": LEAVES,
    "extensions": LEAVES
    | {"models"}
    | {"operations.driver", "operations.journal", "operations.journal_session"},
    "operations": LEAVES | {"models"},
    "operations.facts": LEAVES,
    "operations.fold_village": LEAVES | {"operations.facts"},
    "operations.fold": LEAVES | {"operations.facts", "operations.fold_village"},
    "operations.chain": LEAVES,
    "operations.driver": set(),
    "services": LEAVES | {"models", "operations", "i18n"},
    "sync": LEAVES | {"models", "operations", "schemas", "services"},
    "sync.protocol": LEAVES,
    "rollups": LEAVES | {"models", "services.indicators", "extensions"},
    "routes": LEAVES | {"schemas", "services", "sync", "rollups", "i18n", "extensions", ""},
    "jobs": LEAVES | {"schemas", "services", "rollups", "extensions"},
    "certificate": LEAVES,
    "server": LEAVES | {"certificate", "jobs", "extensions", ""},
    "cli": LEAVES
    | {"services", "rollups", "jobs", "sync", "i18n", "extensions", "models", "operations", "schemas"}
    | {"server", "certificate", ""},
    "": LEAVES | {"extensions", "routes"},
}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported(path: Path) -> Iterator[str]:
    """Yield the names of our own modules that *path* imports, without the package's name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "tocongnghe":
                names = [f"tocongnghe.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            if name == "tocongnghe" or name.startswith("tocongnghe."):
                inner = name.removeprefix("tocongnghe").removeprefix(".")
                yield inner if (PACKAGE / inner.split(".")[0]).exists() or _is_module(inner) else ""


def _is_module(name: str) -> bool:
    return (PACKAGE / f"{name.split('.', maxsplit=1)[0]}.py").exists()


def within(name: str, rooms: set[str]) -> bool:
    return any(name == room or (room and name.startswith(f"{room}.")) for room in rooms)


def room_of(name: str) -> str:
    return name if name in ARROWS else name.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_where_an_arrow_leads(path: Path):
    room = room_of(name_of(path))
    assert room in ARROWS, f"{room} is in no drawing of the house"
    is_leaf = room == "sync.protocol" or (room.startswith("operations.") and room in ARROWS)
    own = set() if is_leaf else {room.split(".")[0]} - {""}

    strays = {name for name in imported(path) if not within(name, ARROWS[room] | own)}

    assert not strays


def test_services_and_operations_know_no_flask():
    for room in ("services", "operations", "models", "sync", "rollups", "catalogue", "i18n", "schemas"):
        for path in (PACKAGE / room).rglob("*.py"):
            assert "import flask" not in path.read_text(encoding="utf-8").lower().replace(
                "from flask", "import flask"
            ), path


def test_services_never_commit():
    for path in (PACKAGE / "services").rglob("*.py"):
        assert ".commit(" not in path.read_text(encoding="utf-8"), path
