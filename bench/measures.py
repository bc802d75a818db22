"""What is measured, one function a question. Each asks a real process over HTTP or runs a public command."""

import re
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin

from bench.offices import ACCOUNT, PASSWORD
from bench.table import p95
from bench.visitor import Visitor
from tests.processes import Node

WARM_UP = 20
IDLE_SECONDS = 5
NAMES = ("nguyen", "Trần Thị", "le van", "Phạm", "hoang thi hoa", "Đặng", "dang van", "vo thi")
QUOTED = tuple(map(quote, NAMES))
DOSSIER = re.compile(r'href="(/ho-so/[0-9a-f-]{32,36})"')
CODE = re.compile(r"\bH\d{2}(?:\.\w+)+-\d{6}-\d{4,}")
NEXT_PAGE = re.compile(
    r'href="(/ho-so\?[^"]*)"[^>]*\brel="next"|rel="next"[^>]*href="(/ho-so\?[^"]*)"'
)


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────


def pages(nodes: Sequence[Node], requests: int) -> list[dict[str, float]]:
    """p95 in seconds of each page at each node, one officer asking again and again, after a warm-up.

    The nodes take turns, request by request: what else the machine does meanwhile hits all of them alike.
    """
    visitors = [signed_in(node) for node in nodes]
    asked = [addresses(visitor) for visitor in visitors]
    measured: list[dict[str, float]] = [{} for _ in nodes]
    for page in asked[0]:
        turns = [islice(cycle(one[page]), WARM_UP + requests) for one in asked]
        seconds = [
            [_page(visitor, address) for visitor, address in zip(visitors, turn, strict=True)]
            for turn in zip(*turns, strict=True)
        ]
        for n, figures in enumerate(measured):
            figures[page] = p95([turn[n] for turn in seconds[WARM_UP:]])
    return measured


def addresses(visitor: Visitor) -> dict[str, list[str]]:
    """What is asked of each page: the first pages of the list, its dossiers, searches for what stands there."""
    lists, dossiers, codes = walk(visitor, pages=10)
    searches = [f"/ho-so?q={words}" for words in mixed(codes, QUOTED)]
    return {"list": lists, "search": searches, "dossier": dossiers, "desk": ["/"]}


def walk(visitor: Visitor, pages: int) -> tuple[list[str], list[str], list[str]]:
    """Turn over the first pages of the list: their addresses, the dossiers on them, their codes."""
    lists, dossiers, codes, address = [], [], [], "/ho-so"
    for _ in range(pages):
        answer = visitor.get(address)
        lists.append(address)
        dossiers += DOSSIER.findall(answer.text)
        codes += CODE.findall(answer.text)
        following = NEXT_PAGE.search(answer.text)
        if not following:
            break
        address = (following[1] or following[2]).replace("&amp;", "&")
    if not dossiers or not codes:
        raise RuntimeError(f"no dossiers on {urljoin(visitor.address, '/ho-so')}")
    return lists, list(dict.fromkeys(dossiers)), list(dict.fromkeys(codes))


def mixed(codes: Sequence[str], names: Sequence[str]) -> list[str]:
    """What officers type: half codes, half names, with marks and without."""
    return [words for pair in zip(codes, cycle(names), strict=False) for words in pair]


def _page(visitor: Visitor, address: str) -> float:
    answer = visitor.get(address)
    if answer.status != 200:
        raise RuntimeError(f"{address} answered {answer.status}")
    return answer.seconds


# ── Intake ──────────────────────────────────────────────────────────────────────────────────────────


def intake_per_second(node: Node, officers: int, each: int, accept: Callable[..., None]) -> float:
    """Dossiers accepted in a second while `officers` work at once, each through the real pages."""
    visitors = [signed_in(node) for _ in range(officers)]
    started = time.monotonic()
    with ThreadPoolExecutor(officers) as counter:
        done = [counter.submit(_accept_many, one, each, accept) for one in visitors]
        for future in done:
            future.result()
    return officers * each / (time.monotonic() - started)


def _accept_many(visitor: Visitor, count: int, accept: Callable[..., None]) -> None:
    for _ in range(count):
        accept(visitor)


# ── Sync, start, memory ─────────────────────────────────────────────────────────────────────────────


def sync(node: Node) -> dict[str, Any]:
    """Exchange everything with the parent; what the command itself reports."""
    return node.sync(seconds=3600)


def start_seconds(node: Node, times: int = 3) -> float:
    """From starting the process until it answers, the best of a few: what the machine allows."""
    return min(_start(node) for _ in range(times))


def _start(node: Node) -> float:
    started = time.monotonic()
    node.start()
    seconds = time.monotonic() - started
    node.kill()
    return seconds


def idle_memory_bytes(node: Node) -> int:
    """What the process holds when nobody asks it anything, some seconds after its start."""
    time.sleep(IDLE_SECONDS)
    return resident_bytes(node.pid)


def resident_bytes(pid: int) -> int:
    if not sys.platform.startswith("linux"):
        raise RuntimeError("memory is measured on Linux only")
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"process {pid} has gone")
    return int(found[1]) * 1024


def signed_in(node: Node) -> Visitor:
    visitor = Visitor(node.url)
    visitor.sign_in(ACCOUNT, PASSWORD)
    return visitor
