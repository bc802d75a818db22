"""Numbers of a measurement, and the one table they are printed in."""

from collections.abc import Sequence
from statistics import quantiles


def p95(values: Sequence[float]) -> float:
    """What 95 of 100 stay below."""
    return percentile(values, 95)


def percentile(values: Sequence[float], of_100: int) -> float:
    """What so many of 100 stay below."""
    if len(values) < 2:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[of_100 - 1]


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
