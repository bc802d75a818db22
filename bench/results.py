"""The page of results: each measurement has its part between its marks, and writes only that."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).resolve().parent / "RESULTS.md"


def write(
    name: str, title: str, about: str, heading: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Put a table into its part; a part that was never there comes last."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before = PAGE.read_text("utf-8") if PAGE.exists() else "# Kết quả đo\n"
    if begin not in before:
        before = f"{before.rstrip()}\n\n{begin}{end}\n"
    head, _, rest = before.partition(begin)
    _, _, rest = rest.partition(end)
    lines = ["| " + " | ".join(row) + " |" for row in (heading, ["---"] * len(heading), *rows)]
    part = "\n".join([begin, f"## {title}", "", about, "", *lines, end])
    PAGE.write_text(head + part + rest, "utf-8")


def machine() -> str:
    return f"Python {platform.python_version()}, {os.cpu_count()} nhân ({platform.machine()})"
