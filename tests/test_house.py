"""The house rules that a tool can check: sizes, names, imports of time, addresses, paths."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_MODULE = 400  # lines
GENERATED = {"static/pwa/src/domain/wire.ts"}
NAMELESS = {"utils", "helpers", "common", "misc", "util", "helper"}
REGISTRIES = re.compile(
    r"registry\.npm|npmjs\.(org|com)/|pypi\.org/simple|files\.pythonhosted|--(extra-)?index-url|--find-links"
    r"|\"resolved\": *\"http|index-url *=|yarnpkg\.com"
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(home|root|Users|work|opt|mnt)/[\w.-]+")
SOURCES = ("*.py", "*.ts", "*.tsx")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Return tracked files that still exist, and new ones that git would not ignore."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "--",
        *patterns,
    ]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def texts() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        if path != Path(__file__).resolve():
            content = path.read_bytes()
            if b"\0" not in content:
                found.append((str(path.relative_to(ROOT)), content.decode("utf-8")))
    return found


def test_no_tracked_file_names_a_registry():
    named = [name for name, text in texts() if REGISTRIES.search(text)]

    assert named == []


def test_no_tracked_file_names_a_path_of_somebodys_machine():
    found = {name: match.group() for name, text in texts() if (match := MACHINE_PATHS.search(text))}

    assert found == {}


def test_a_registry_address_would_be_noticed():
    assert REGISTRIES.search('"resolved": "https://registry.npmjs.org/preact"')
    assert REGISTRIES.search("--index-url https://mirror/simple")
    assert MACHINE_PATHS.search("see /home/lan/project")


def test_python_locks_pin_every_package_with_hashes():
    for lock in tracked("requirements*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert len(entries) > 10
        assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_modules_stay_one_idea():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked(*SOURCES)
        if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in GENERATED
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }

    assert too_long == {}


def test_no_module_is_named_after_nothing():
    assert [path for path in tracked(*SOURCES) if path.stem.lower() in NAMELESS] == []


@pytest.mark.parametrize("path", tracked("tocongnghe/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_with_what_it_is_for(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert not tree.body or ast.get_docstring(tree)


def test_queries_are_written_with_select():
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in tracked("tocongnghe/*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "query" and not _is_url(node)
    ]

    assert found == []


def _is_url(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and "url" in node.value.id
