"""One connection through the proxy: what goes in at one end comes out at the other, late, cut, twice or never."""

import asyncio
import contextlib
import math
import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.sync.lines import NOTHING
from tests.sync.messages import Messages

if TYPE_CHECKING:
    from tests.sync.proxy import Proxy

PACKET_BYTES = 1460
READ_BYTES = 64 * 1024
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of a connection that ends with a reset and not with a goodbye."""


class Cut(Exception):
    """The line breaks here."""


class Way:
    """One direction of the line: its pace, which all connections share."""

    def __init__(self, bits: int) -> None:
        self._bytes_per_second = bits / 8
        self._free_at = 0.0
        # Small pieces on a slow line, so that a pace is a pace and not a step.
        small = int(min(max(self._bytes_per_second / 50, 256), READ_BYTES))
        self.read_bytes = small if bits else READ_BYTES

    async def take(self, size: int) -> None:
        if not self._bytes_per_second:
            return
        now = asyncio.get_running_loop().time()
        burst = PACKET_BYTES / self._bytes_per_second
        self._free_at = max(self._free_at, now - burst) + size / self._bytes_per_second
        if self._free_at > now:
            await asyncio.sleep(self._free_at - now)


class Connection:
    def __init__(
        self, proxy: "Proxy", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.proxy, self._reader, self._writer = proxy, reader, writer
        self._loop = asyncio.get_running_loop()
        self._far: asyncio.StreamWriter | None = None
        self._downward_task: asyncio.Task[None] | None = None
        self._asked, self._answered = Messages(), Messages()
        self._fault = NOTHING
        self._limit, self._carried, self._unsettled = math.inf, 0, [0, 0]
        self._is_half_open = False
        # The handshake takes a round trip, and the first byte half of another one.
        self._due = [self._loop.time() + 1.5 * proxy.profile.round_trip_seconds, 0.0]
        self._is_over = False

    async def live(self) -> None:
        self._renew(first=True)
        try:
            await self._upward()
        except OSError:
            pass
        except Cut:
            self._break_off()
            await self._swallow()
        finally:
            self.abort()
            if self._downward_task:
                self._downward_task.cancel()

    def abort(self) -> None:
        """The line is gone: a reset at this end, nothing more at the other."""
        if self._is_over:
            return
        self._is_over = True
        counts = self.proxy.counts
        counts.wasted_up += self._unsettled[0]
        counts.wasted_down += self._unsettled[1]
        near = self._writer.get_extra_info("socket")
        with contextlib.suppress(OSError):
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._writer.transport.abort()
        self._leave_far()

    # ── The two directions ──────────────────────────────────────────────────────────────────────

    async def _upward(self) -> None:
        while part := await self._reader.read(self.proxy.up.read_bytes):
            if self._asked.is_between:
                self._renew()
            whole = self._asked.feed(part)
            if self._fault.stall or self._is_half_open:
                continue
            if self._fault.answer:
                for _ in whole:
                    await self._carry(1, self._fault.answer)
            elif self._fault.duplicate:
                for request in whole:
                    await self._ask_beside(request)
                    await self._carry(0, request)
            else:
                await self._carry(0, part)

    async def _swallow(self) -> None:
        with contextlib.suppress(OSError):
            while await self._reader.read(READ_BYTES):
                pass

    async def _downward(self, reader: asyncio.StreamReader) -> None:
        try:
            while part := await reader.read(self.proxy.down.read_bytes):
                await self._answer(part)
            if not self._is_half_open:
                self._later(1, self._goodbye)
        except Cut:
            self._break_off()
        except OSError:
            self.abort()

    async def _answer(self, part: bytes) -> None:
        ends = self._answered.feed(part)
        if self._fault.cut_answer == "begin":
            raise Cut
        if self._fault.cut_answer == "end" and ends:
            await self._carry(1, part[:-1])
            raise Cut
        if pause := self._fault.dribble_seconds:
            for n in range(len(part)):
                await self._carry(1, part[n : n + 1])
                await asyncio.sleep(pause)
        else:
            await self._carry(1, part)
        if ends:
            self._unsettled = [0, 0]

    async def _carry(self, way: int, part: bytes) -> None:
        """Over the line, as far as this connection lasts; `way` is 0 up, 1 down."""
        part = part[: int(min(self._limit - self._carried, len(part)))]
        await (self.proxy.down if way else self.proxy.up).take(len(part))
        writer = self._writer if way else await self._reached()
        self._carried += len(part)
        self._unsettled[way] += len(part)
        self.proxy.count(way, len(part))
        self._later(way, writer.write, part)
        if not self.proxy.profile.round_trip_seconds:
            await writer.drain()
        if self._carried >= self._limit:
            raise Cut

    def _later(self, way: int, act: Callable[..., Any], *arguments: Any) -> None:
        """After the delay of the line, and after all that set out before."""
        profile = self.proxy.profile
        if not profile.round_trip_seconds:
            act(*arguments)
            return
        longer = self.proxy.chance.random() * profile.jitter_seconds
        due = self._loop.time() + (profile.round_trip_seconds + longer) / 2
        self._due[way] = max(self._due[way] + 1e-6, due)
        self._loop.call_at(self._due[way], self._unless_over, act, *arguments)

    def _unless_over(self, act: Callable[..., Any], *arguments: Any) -> None:
        if not self._is_over:
            act(*arguments)

    # ── The ends ────────────────────────────────────────────────────────────────────────────────

    def _renew(self, *, first: bool = False) -> None:
        """Between two requests: what is wrong with the line from now on."""
        if not first and self._fault is self.proxy.fault:
            return
        self._fault = fault = self.proxy.fault
        limits = [fault.cut_at_bytes, self.proxy.profile.reset_every_bytes]
        if fault.cut_mean_bytes:
            limits.append(1 + int(self.proxy.chance.expovariate(1 / fault.cut_mean_bytes)))
        self._limit = self._carried + min(filter(None, limits), default=math.inf)

    async def _reached(self) -> asyncio.StreamWriter:
        """The far side, called when there is something to tell it."""
        if self._far is None:
            reader, self._far = await asyncio.open_connection(*self.proxy.to, limit=READ_BYTES)
            self._downward_task = asyncio.create_task(self._downward(reader))
        return self._far

    async def _ask_beside(self, request: bytes) -> None:
        """Ask on a connection of our own and forget the answer, as a proxy does that tries again."""
        reader, writer = await asyncio.open_connection(*self.proxy.to)
        writer.write(request)
        answered = Messages()
        while part := await reader.read(READ_BYTES):
            if answered.feed(part):
                break
        writer.close()

    def _break_off(self) -> None:
        self.proxy.counts.cuts += 1
        self._later(0, self._leave_far if self._fault.half_open else self.abort)

    def _leave_far(self) -> None:
        self._is_half_open = True
        if self._far:
            self._far.transport.abort()

    def _goodbye(self) -> None:
        """The far side has closed: what is still under way arrives, then this end closes too."""
        self._writer.close()
        self._leave_far()
