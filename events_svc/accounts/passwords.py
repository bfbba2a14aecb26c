"""Passwords as argon2id hashes (RFC 9106), computed in threads of their own: each takes 19 MiB and 30 ms."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")

# OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")

# Of a password that nobody has: verifying against it takes as long as against a real one. Written out,
# for making one takes 40 ms at every start.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$omrJyoZQL/e92s9GwiQkyg$6kt32uBVklnD0n+47CIp2MGHp9kzpk5aMenLo8wolh4"


async def hashed(password: str) -> str:
    """The argon2id hash of a password, with its parameters and salt."""
    return await _in_thread(_HASHER.hash, password)


async def is_right(password: str, kept: str | None) -> bool:
    """Whether `password` is the one that was kept; takes the same time when none was."""
    verified = await _in_thread(_verify, kept or _NOBODY, password)
    return verified and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _verify(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_thread(function: Callable[..., Result], *arguments: str) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, function, *arguments)
