"""Memory that a long-running process asks for and gives back."""

import ctypes
import gc

_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENA_MAX = -3, -1, -8  # mallopt(3)
_LARGE = 128 * 1024


def give_back() -> None:
    """Large blocks return to the system when they are freed, whichever thread asked for them.

    glibc keeps them otherwise, for each of eight threads: an import and a release of 900 sessions left
    60 MB behind. Elsewhere than on glibc nothing happens.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return
    for option, value in ((_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE), (_ARENA_MAX, 2)):
        mallopt(option, value)


def settle() -> None:
    """What is loaded stays: the garbage collector need not look at it again and again (80 ms each)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
