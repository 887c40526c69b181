"""Passwords as argon2id hashes; other secrets random, kept as SHA-256 digests."""

from __future__ import annotations

import secrets
from functools import cache
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tamis.web.accounts.errors import WeakPassword

#: Shortest password; NIST SP 800-63B (2025) asks for length, not for kinds of characters.
SHORTEST = 12
LONGEST = 1024

_HASHER = PasswordHasher()


def hashed(password: str, login: str) -> str:
    """An argon2id hash.

    Raises:
        WeakPassword: It is too short, too long, holds the login, or repeats one character.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(f"a password has {SHORTEST} to {LONGEST} characters; a sentence is good")
    if login.lower() in password.lower() or len(set(password)) < 5:
        raise WeakPassword("this password is too easy to guess; take a few words of your own")
    return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was hashed; as slow for people who don't exist."""
    try:
        right = _HASHER.verify(kept or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def new_secret() -> str:
    """256 random bits, as they may stand in an address."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a random secret."""
    return sha256(secret.encode()).hexdigest()
