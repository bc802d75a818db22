"""A bad line without root: a TCP proxy that delays, narrows, cuts, stalls, repeats and lies.

    with Proxy(("127.0.0.1", 8000), PROFILES["N2"], seed=7) as line:
        HttpCarrier(line.url).carry(...)
        line.fault = Fault(cut_answer="begin")      # from the next request on
        line.counts.wasted_up

    python -m tests.sync.proxy --profile N2 --to 127.0.0.1:8000 --port 9000

A line is shared: each of its two directions has one pace, however many connections use it. A new connection costs a
round trip before its first byte sets out. Headers of TCP and IP are not counted.
"""

import argparse
import asyncio
import contextlib
import socket
import threading
from random import Random

from tests.sync.connection import READ_BYTES, Connection, Way
from tests.sync.lines import NOTHING, PROFILES, Counts, Fault, Profile


class Proxy:
    """The line to `to` (host, port) for as long as the block lasts. `fault` may be changed at any time."""

    def __init__(
        self, to: tuple[str, int], profile: Profile = PROFILES["N0"], *, seed: int = 1, port: int = 0,
        fault: Fault = NOTHING,
    ) -> None:  # fmt: skip
        self.to, self.profile, self.fault, self.counts = to, profile, fault, Counts()
        self.chance = Random(seed)
        self.up, self.down = Way(profile.up_bits), Way(profile.down_bits)
        self._open: set[Connection] = set()
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listening.getsockname()[1])
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="line", daemon=True)
        self._began = self._loop.time()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_up(self) -> bool:
        """Whether the window of a line that has one is open."""
        profile, passed = self.profile, self._loop.time() - self._began
        return not profile.every_seconds or passed % profile.every_seconds < profile.open_seconds

    def __enter__(self) -> "Proxy":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._serving.cancel)
        self._thread.join(10)

    def cut(self) -> None:
        """Break every connection that is open now."""
        self._loop.call_soon_threadsafe(self._cut_all)

    def count(self, way: int, size: int) -> None:
        if way:
            self.counts.down += size
        else:
            self.counts.up += size

    def _run(self) -> None:
        self._serving = self._loop.create_task(self._serve())
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serving)
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._live, sock=self._listening, limit=READ_BYTES)
        try:
            await asyncio.gather(self._keep_window(), self._cut_now_and_then())
        finally:
            server.close()
            left = asyncio.all_tasks() - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _live(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self, reader, writer)
        self.counts.connections += 1
        if not self.is_up:
            connection.abort()
            return
        self._open.add(connection)
        with contextlib.suppress(asyncio.CancelledError):
            await connection.live()
        self._open.discard(connection)

    def _cut_all(self) -> None:
        for connection in list(self._open):
            self.counts.cuts += 1
            connection.abort()

    async def _keep_window(self) -> None:
        while True:
            await asyncio.sleep(
                min(self.profile.open_seconds, 1) / 20 if self.profile.every_seconds else 60
            )
            if not self.is_up:
                self._cut_all()

    async def _cut_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(self.fault.cut_every_seconds or 0.05)
            if self.fault.cut_every_seconds:
                self._cut_all()


def main() -> None:
    parser = argparse.ArgumentParser(description="A bad line to a server.")
    parser.add_argument("--to", required=True, metavar="HOST:PORT")
    parser.add_argument("--profile", choices=PROFILES, default="N0")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--cut-mean", type=float, default=0, help="cut after so many bytes on average"
    )
    options = parser.parse_args()
    host, _, port = options.to.rpartition(":")
    fault = Fault(cut_mean_bytes=options.cut_mean)
    with Proxy(
        (host, int(port)), PROFILES[options.profile], seed=options.seed, port=options.port, fault=fault
    ) as line:  # fmt: skip
        print(f"{options.profile} to {options.to} at {line.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
        print(line.counts)


if __name__ == "__main__":
    main()
