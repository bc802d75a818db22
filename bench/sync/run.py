"""Measure the lines asked for and print them beside what must be reached and what others reached."""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench.sync.lines import LINES, Line, Recorded
from bench.sync.measures import Bench, Both, Figures
from bench.table import table

HEADING = ["", "đo được", "CPU", "phải đạt", "", "gzip", "Morango", "PouchDB", "sàn"]
RESULTS = Path(__file__).resolve().parent.parent / "RESULTS.md"
BEGIN, END = "<!-- sync: begin -->", "<!-- sync: end -->"


def main() -> int:
    options = _options()
    chosen = [line for line in LINES if not options.only or line.name in options.only]
    rows, reached = measure(chosen, options.work)
    print(table(HEADING, rows))
    if options.write:
        _write(rows)
    return 0 if reached else 1


def measure(chosen: list[Line], work: Path | None = None) -> tuple[list[list[str]], bool]:
    """A row for each line, and whether all of them reach what they must."""
    rows, reached = [], True
    with tempfile.TemporaryDirectory(dir=work, prefix="motcua-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            for line in chosen:
                print(f"{line.words}…", file=sys.stderr, flush=True)
                both: Both = getattr(bench, line.name.replace("-", "_"))()
                good = not faults(line, both[0])
                reached = reached and good
                rows.append(row(line, both, good))
                print("  " + "; ".join(rows[-1][1:6]), file=sys.stderr, flush=True)
        finally:
            bench.close()
    return rows, reached


def faults(line: Line, ours: Figures) -> list[str]:
    """What the line does not reach."""
    must = line.must
    limits = [
        ("s", ours.seconds, must.seconds),
        ("byte", ours.size, must.size),
        ("CPU", ours.cpu, must.cpu),
    ]
    found = [name for name, value, most in limits if most and value > most]
    found += [name for name, most in must.most.items() if ours.others[name] > most]
    return found + [name for name, least in must.least.items() if ours.others[name] < least]


def row(line: Line, both: Both, good: bool) -> list[str]:
    ours, gzip = both
    named = {**line.must.least, **line.must.most}
    told = [f"{name} {_plain(ours.others[name])}" for name in named]
    beside = beside_live(ours, gzip) if gzip else beside_recorded(ours, line.gzip)
    return [
        line.words, ", ".join(part for part in (_cost(ours), *told) if part), f"{ours.cpu:.2f} s" if ours.cpu else "",
        _must(line), "đạt" if good else "CHƯA ĐẠT", beside, beside_recorded(ours, line.morango),
        beside_recorded(ours, line.pouchdb), line.floor,
    ]  # fmt: skip


def beside_live(ours: Figures, theirs: Figures) -> str:
    return f"{_cost(theirs)} ({_ratio(theirs.seconds, ours.seconds)}; {_ratio(theirs.size, ours.size)})"


def beside_recorded(ours: Figures, theirs: Recorded) -> str:
    """Their figure, and how many times ours it is."""
    if theirs.words:
        return theirs.words
    ratios = [
        _ratio(mine, other)
        for other, mine in ((ours.seconds, theirs.seconds), (ours.size, theirs.size))
        if mine
    ]
    told = _cost(Figures(theirs.seconds, theirs.size))
    return f"{told} ({'; '.join(ratios)})" if told else "–"


def _must(line: Line) -> str:
    must = line.must
    cpu = [f"CPU ≤ {must.cpu:g} s"] if must.cpu else []
    cost = [f"≤ {part}" for part in _cost(Figures(must.seconds, must.size)).split(", ") if part]
    exact = [name for name in must.least if must.most.get(name) == must.least[name]]
    least = [f"{name} ≥ {_plain(value)}" for name, value in must.least.items() if name not in exact]
    most = [f"{name} ≤ {_plain(value)}" for name, value in must.most.items() if name not in exact]
    return ", ".join(
        [*cost, *cpu, *(f"{name} = {_plain(must.least[name])}" for name in exact), *least, *most]
    )


def _cost(figures: Figures) -> str:
    parts = []
    if figures.seconds:
        parts.append(
            f"{figures.seconds:.2f} s" if figures.seconds >= 0.1 else f"{figures.seconds:.3f} s"
        )
    if figures.size:
        parts.append(_size(figures.size))
    return ", ".join(parts)


def _size(size: float) -> str:
    for unit, bytes_each in (("MB", 1e6), ("kB", 1e3)):
        if size >= bytes_each:
            return f"{size / bytes_each:.3g} {unit}"
    return f"{size:.0f} B"


def _ratio(theirs: float, ours: float) -> str:
    if not (ours and theirs):
        return "–"
    return f"×{_plain(theirs / ours) if theirs >= 10 * ours else format(theirs / ours, '.2g')}"


def _plain(value: float) -> str:
    return (
        f"{value:,.0f}".replace(",", ".") if value >= 10 or value == int(value) else f"{value:.2g}"
    )


def _write(rows: list[list[str]]) -> None:
    """The table as a part of the page of results, between its marks; lines not measured now stay as they were."""
    before = RESULTS.read_text() if RESULTS.exists() else "# Kết quả đo\n\n" + BEGIN + END + "\n"
    head, _, rest = before.partition(BEGIN)
    old, _, rest = rest.partition(END)
    cells = {row[0]: row for row in _cells(old)} | {row[0]: row for row in rows}
    kept = [cells[line.words] for line in LINES if line.words in cells]
    lines = ["| " + " | ".join(row) + " |" for row in [HEADING, ["---"] * len(HEADING), *kept]]
    about = (
        f"`.venv/bin/python -m bench.sync --write` — Python {platform.python_version()}, {os.cpu_count()} nhân "
        f"({platform.machine()}), mọi tiến trình trên cùng một máy, SQLite `synchronous=full`, PostgreSQL `fsync=on`. "
        "Morango 0.8.15 và PouchDB 9: số đã ghi từ lần đo trước trên hai nhân với cùng loại dữ liệu; gzip: đo cùng "
        "lượt. ×n: gấp mấy lần số của ta (thời gian; byte)."
    )
    part = "\n".join([BEGIN, "## Đồng bộ", "", about, "", *lines, END])
    RESULTS.write_text(head + part + rest)


def _cells(part: str) -> list[list[str]]:
    return [line[2:-2].split(" | ") for line in part.split("\n") if line.startswith("| ")]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.sync", description=__doc__)
    names = ", ".join(line.name for line in LINES)
    parser.add_argument(
        "--only", action="append", help=f"one line of the table (again for more): {names}"
    )
    parser.add_argument("--work", type=Path, help="where the databases are made")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    return parser.parse_args()
