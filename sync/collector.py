"""Python's collector of cycles, kept out of the way of large batches."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """Let it rest while hundreds of thousands of small objects are made that hold no cycles.

    It would look through all of them again and again, a quarter of the time of a large exchange; what is let go of
    is freed all the same. Of two threads at once, whoever found it awake wakes it.
    """
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()
