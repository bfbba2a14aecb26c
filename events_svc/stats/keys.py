"""The viewer key: who watches, for one day and one source, without saying who it is. Pure."""

from hashlib import blake2b

SIZE = 16


def viewer_key(salt: bytes, address: str, agent: str, source_id: int) -> bytes:
    """A keyed hash (BLAKE2b, RFC 7693) of address, user agent and source under the day's salt.

    The source is part of it: keys of two sources cannot be joined, and nobody is followed.
    """
    told = f"{address}\0{agent[:400]}\0{source_id}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=SIZE, key=salt).digest()
