"""The short code of an order, as people read it aloud: no 0 O 1 I. Pure."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6


def new_code() -> str:
    """One of a thousand million codes; the database sees to it that an event has it once. 256 bytes are eight
    times 32 letters, so each is as likely as the others.
    """
    return "".join(ALPHABET[one % len(ALPHABET)] for one in secrets.token_bytes(LENGTH))


def spelled(typed: str) -> str:
    """What somebody typed, as the code is stored: upper case, without spaces and dashes."""
    return "".join(typed.upper().split()).replace("-", "")
