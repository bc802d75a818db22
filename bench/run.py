"""Make the offices, measure them, print the tables: pages and intake, then the exchange with its peers.

The exit code is 1 when a page's cost is not flat or a line of the exchange does not reach what it must.
"""

import argparse
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import intake, measures
from bench.offices import COMMUNES, Offices, serving
from bench.sync import run as sync_run
from bench.sync.lines import LINES
from bench.table import milliseconds, table

SIZES = (1_000, 10_000, 100_000)
SYNCED = 10_000
FLAT = 1.5
"""A page over the most dossiers may take this many times what it takes over the fewest."""

PAGES = {
    "list": "danh sách /ho-so, p95",
    "search": "tìm /ho-so?q=…, p95",
    "dossier": "một hồ sơ, p95",
    "desk": "bàn làm việc /, p95",
}


def main() -> int:
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    with ExitStack() as cleaning:
        work = options.work or Path(cleaning.enter_context(tempfile.TemporaryDirectory()))
        offices = Offices(work)
        rows, flat = measure_sizes(offices, sizes, options.requests)
        rows += measure_once(offices, options.accepted, options.synced)
    heading = ["", *(f"{size:,} hồ sơ" for size in sizes), f"{sizes[-1]:,} / {sizes[0]:,}"]
    print(table(heading, rows))
    exchanged, reached = sync_run.measure(LINES)
    print(table(sync_run.HEADING, exchanged))
    return 0 if flat and reached else 1


def measure_sizes(
    offices: Offices, sizes: list[int], requests: int
) -> tuple[list[list[str]], bool]:
    """One column a size; the last says how much the cost grew."""
    with offices.district() as district:
        nodes = [
            offices.commune(size, unit, district=district, name=f"commune-{size}")
            for size, unit in zip(sizes, COMMUNES, strict=False)
        ]
        starts = [measures.start_seconds(node) for node in nodes]
    with ExitStack() as running:
        for node in nodes:
            running.enter_context(serving(node))
        memory = [measures.idle_memory_bytes(node) for node in nodes]
        say(f"hỏi mỗi trang {requests} lần ở mỗi cỡ…")
        columns = measures.pages(nodes, requests)
    growth = {name: columns[-1][name] / columns[0][name] for name in PAGES}
    rows = [
        [words, *(milliseconds(column[name]) for column in columns), f"{growth[name]:.2f}"]
        for name, words in PAGES.items()
    ]
    rows.append(["khởi động đến khi trả lời", *(f"{seconds:.2f} s" for seconds in starts)])
    rows.append(["bộ nhớ khi rỗi", *(f"{size / 2**20:.0f} MiB" for size in memory)])
    return rows, max(growth.values()) <= FLAT


def measure_once(offices: Offices, accepted: int, synced: int) -> list[list[str]]:
    """What has one figure: intake, and the first exchange of a full commune with an empty district."""
    say(f"đồng bộ {synced:,} hồ sơ, tiếp nhận {accepted:,} hồ sơ…")
    with offices.district(f"empty-{synced}") as parent:
        commune = offices.commune(synced, COMMUNES[0], district=parent, name=f"full-{synced}")
    node = offices.copy(commune)
    with serving(offices.copy(parent)):
        told = measures.sync(node)
        with serving(node):
            alone = measures.intake_per_second(node, 1, accepted, intake.accept)
            four = measures.intake_per_second(node, 4, accepted // 4, intake.accept)
    return [
        ["tiếp nhận, một cán bộ", f"{alone:.1f} hồ sơ/s"],
        ["tiếp nhận, bốn cán bộ", f"{four:.1f} hồ sơ/s"],
        [f"đồng bộ {synced:,} hồ sơ", f"{told['seconds']:.1f} s"],
        ["  gửi lên", f"{told['bytes_up'] / 2**20:.2f} MiB", f"{told['operations_up']:,} thay đổi"],
        ["  nhận về", f"{told['bytes_down'] / 1024:.1f} KiB", f"{told['requests']:,} lượt"],
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--work", type=Path, help="keep the filled offices here for the next run")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="dossiers, by commas")
    parser.add_argument("--requests", type=int, default=200, help="requests for each p95")
    parser.add_argument("--accepted", type=int, default=100, help="dossiers taken in")
    parser.add_argument("--synced", type=int, default=SYNCED, help="dossiers in the exchange")
    return parser.parse_args()


def say(words: str) -> None:
    print(words, flush=True)
