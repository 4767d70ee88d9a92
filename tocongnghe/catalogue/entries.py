"""Reads one YAML mapping key by key and says where anything wrong stands: file, line, key."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NoReturn

import yaml

from tocongnghe.errors import ConfigurationError


class CatalogueError(ConfigurationError):
    """A catalogue file that cannot be used: `indicators.yaml, line 12: counts: …`."""

    key = ""
    """Which key of the entry is wrong, for a form that has a field for it."""


class Entry:
    """A mapping of a catalogue file; each key is taken once, `finish` refuses the rest."""

    def __init__(self, file: str, node: yaml.Node | None) -> None:
        self.file = file
        if not isinstance(node, yaml.MappingNode):
            fail(file, node, "must be a mapping of keys")
        self.node = node
        self._values: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if key.value in self._values:
                fail(file, key, "stands twice", key.value)
            self._values[key.value] = value

    def text(self, key: str) -> str:
        """Return the non-empty text under *key*."""
        node = self._take(key)
        if (
            not isinstance(node, yaml.ScalarNode)
            or node.tag != "tag:yaml.org,2002:str"
            or not node.value.strip()
        ):
            fail(self.file, node, "must be a text", key)
        return str(node.value)

    def has(self, key: str) -> bool:
        return key in self._values

    def integer(self, key: str) -> int:
        node = self._take(key)
        if not isinstance(node, yaml.ScalarNode) or node.tag != "tag:yaml.org,2002:int":
            fail(self.file, node, "must be a whole number", key)
        return int(node.value)

    def flag(self, key: str) -> bool:
        """Return the truth under *key*; absent is false."""
        if key not in self._values:
            return False
        node = self._take(key)
        if node.value not in ("true", "false"):
            fail(self.file, node, "must be true or false", key)
        return bool(node.value == "true")

    def day(self, key: str) -> date:
        node = self._take(key)
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            fail(self.file, node, "must be a day written YYYY-MM-DD", key)

    def word(self, key: str, allowed: Iterable[str]) -> str:
        """Return the text under *key*, one of *allowed*."""
        node, text = self._values.get(key), self.text(key)
        self._one_of(allowed, node, text, key)
        return text

    def words(self, key: str, allowed: Iterable[str]) -> frozenset[str]:
        """Return the list of words under *key*; the one word `all` stands for every one of *allowed*."""
        node, known = self._take(key), set(allowed)
        if node.value == "all":
            return frozenset(known)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            fail(self.file, node, "must be a list of words, or all", key)
        for item in node.value:
            if item.value not in known:
                fail(
                    self.file, item, f"{item.value!r} is not known; it may be {', '.join(sorted(known))}", key
                )
        return frozenset(str(item.value) for item in node.value)

    def texts(self, key: str) -> list[str]:
        """Return the texts in the list under *key*, at least one."""
        node = self._take(key)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            fail(self.file, node, "must be a list of texts", key)
        for item in node.value:
            if not isinstance(item, yaml.ScalarNode) or not item.value.strip():
                fail(self.file, item, "must be a text", key)
        return [str(item.value) for item in node.value]

    def entry(self, key: str) -> Entry:
        """Return the mapping under *key*."""
        return Entry(self.file, self._take(key))

    def entries(self, key: str) -> list[Entry]:
        """Return the mappings in the list under *key*."""
        node = self._take(key)
        if not isinstance(node, yaml.SequenceNode):
            fail(self.file, node, "must be a list", key)
        return [Entry(self.file, item) for item in node.value]

    def fail(self, message: str, key: str) -> NoReturn:
        """Refuse this entry because of *key*."""
        fail(self.file, self.node, message, key)

    def finish(self) -> None:
        """Refuse keys that nobody took: a misspelt key must not go unseen."""
        for key, node in self._values.items():
            fail(self.file, node, "is not a key that is known here", key)

    def _one_of(self, allowed: Iterable[str], node: yaml.Node | None, word: str, key: str) -> None:
        known = sorted(allowed)
        if word not in known:
            fail(
                self.file, node, f"{word!r} is not known; it may be {', '.join(known) or 'nothing yet'}", key
            )

    def _take(self, key: str) -> yaml.Node:
        if key not in self._values:
            fail(self.file, self.node, "is missing", key)
        return self._values.pop(key)


def read_file(path: Path) -> Entry:
    """Return the outermost mapping of the YAML file at *path*.

    Raises:
        CatalogueError: Absent, no YAML, or no mapping.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise CatalogueError(f"{path.name}: cannot be read") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CatalogueError(f"{path.name}, line {line}: {error.problem}") from error
    return Entry(path.name, node)


def read_text(name: str, text: str) -> Entry:
    """Return the outermost mapping of *text* (YAML, or JSON); *name* is what errors call it.

    Raises:
        CatalogueError: No YAML, or no mapping.
    """
    try:
        return Entry(name, yaml.compose(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        raise CatalogueError(f"{name}: {error.problem}") from error


def fail(file: str, node: yaml.Node | None, message: str, key: str = "") -> NoReturn:
    """Raise a `CatalogueError` that names *file*, the line of *node*, and *key*."""
    line = node.start_mark.line + 1 if node is not None else 1
    error = CatalogueError(f"{file}, line {line}: {key + ': ' if key else ''}{message}")
    error.key = key
    raise error
