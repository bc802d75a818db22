"""What the next request will most likely carry, packed while this one is on its way.

The line and the parent take their time, and this machine has nothing to do meanwhile. A guess that turns out wrong
costs only that time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Thread

from sync import packing
from sync.offers import OfferedLog, unsent

WORTH_IT = 2000
"""Fewer operations are packed in no time."""


@dataclass
class Ahead:
    """One guess at a time."""

    _bodies: list[bytes] = field(default_factory=list)
    _packed: list[bytes | None] = field(default_factory=list)
    _thread: Thread | None = None

    def begin(self, logs: Sequence[OfferedLog], limit_bytes: int) -> None:
        """Pack what follows in the one of these logs that was not said to its end, when it is one."""
        self._bodies, self._packed, self._thread = [], [], None
        unfinished = [log for log in logs if log.head > log.start + len(log.bodies)]
        if len(unfinished) != 1:
            return
        log = unfinished[0]
        after = log.start + len(log.bodies)
        if log.head - after < WORTH_IT:
            return
        self._bodies = unsent(log.n, after, limit_bytes)
        self._thread = Thread(target=self._pack, args=(self._bodies, self._packed), daemon=True)
        self._thread.start()

    def pack(self, bodies: list[bytes]) -> bytes | None:
        """`packing.pack`, which is done already when these are the bodies that were guessed."""
        if self._thread is None or bodies != self._bodies:
            return packing.pack(bodies)
        self._thread.join()
        return self._packed[0] if self._packed else packing.pack(bodies)

    @staticmethod
    def _pack(bodies: list[bytes], packed: list[bytes | None]) -> None:
        packed.append(packing.pack(bodies))
