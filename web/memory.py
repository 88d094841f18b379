"""Keeps the process small: pages are made in threads, and glibc gives threads heaps that it never shrinks."""

from __future__ import annotations

import ctypes
import sys

import anyio.to_thread

THREADS = 6  # requests worked on at once on two cores; more would wait for the database, each with its memory
_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # of glibc's mallopt(3)


def keep_heaps_small() -> None:
    """Two heaps for all threads, and large blocks (a password hash takes 19 MiB) back to the system once freed.

    Call before the first thread. Does nothing where the C library has no such switch.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_ARENA_MAX, 2)
        mallopt(_MMAP_THRESHOLD, 1 << 20)


def limit_threads() -> None:
    """Call inside the event loop."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
