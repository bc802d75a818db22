"""Numbers of a measurement, and the one table they are printed in."""

from collections.abc import Sequence
from statistics import quantiles


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns: the first to the left, numbers to the right."""
    every = [list(heading), *map(list, rows)]
    widths = [max(len(row[n]) for row in every if n < len(row)) for n in range(len(heading))]
    lines = [_line(row, widths) for row in every]
    return "\n".join([lines[0], "  ".join("─" * width for width in widths), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(width) if n else cell.ljust(width)
        for n, (cell, width) in enumerate(zip(row, widths, strict=False))
    ]
    return "  ".join(cells).rstrip()
