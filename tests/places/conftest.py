"""Enrolled phones of the cast."""

from __future__ import annotations

from tests.sync.conftest import enrol, lan

__all__ = ["enrol", "lan"]
