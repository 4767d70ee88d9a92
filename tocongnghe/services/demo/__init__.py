"""Synthetic demos: made-up people in real communes, never beside real ones."""

from tocongnghe.services.demo.logins import Demo, NotADemo, described, is_empty, kept_passwords
from tocongnghe.services.demo.small import load_small_demo

__all__ = ["Demo", "NotADemo", "described", "is_empty", "kept_passwords", "load_small_demo"]
