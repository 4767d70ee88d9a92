"""Passwords of the desk: made, hashed, verified; nothing else knows how."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 letters and digits that nobody mistakes for another when reading them aloud or copying."""
MADE_LENGTH = 14

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""About 50 ms. Source: OWASP Password Storage Cheat Sheet, argon2id, 19 MiB, t=2, p=1."""
_nobody = _hasher.hash(secrets.token_urlsafe())


def make_password() -> str:
    """Return a fresh random password: 14 characters, 70 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(MADE_LENGTH))


def hash_password(password: str) -> str:
    """Return an argon2id hash with its salt and parameters, about 97 characters."""
    return _hasher.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether *password* fits; takes the same time when there is no hash to compare with."""
    try:
        _hasher.verify(password_hash or _nobody, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Tell whether *password_hash* was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)
