"""The register of dossiers on paper: its lines laid on sheets, each with its number and what was carried over.

A browser breaks a long table where it likes and old ones number no pages, so the sheets are cut here: the height of a
line is reckoned, generously, from the words in its cells.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

LINES_A_SHEET = 46
"""Lines of type on a sheet of A4 across, under its head and above its foot."""

LINES_TO_SIGN = 10
PADDING = 0.5
LETTERS = {
    "code": 14,
    "procedure": 25,
    "name": 19,
    "address": 20,
    "office": 12,
    "received": 10,
    "way": 8,
    "collected": 11,
    "note": 8,
}
"""How many letters surely fit on one line of each column."""


@dataclass(frozen=True)
class RegisterLine:
    """One dossier as the register tells it; every value is a word as it is printed."""

    seq: str
    code: str
    procedure: str
    sets: str
    name: str
    address: str
    office: str
    received: str
    due: str
    returned: str
    way: str
    collected: str
    note: str


@dataclass(frozen=True)
class RegisterSheet:
    """One sheet: `carried` dossiers stand on the sheets before it, `so_far` with its own."""

    number: int
    of: int
    carried: int
    lines: Sequence[RegisterLine]
    signed: bool = False

    @property
    def so_far(self) -> int:
        return self.carried + len(self.lines)


def sheets(lines: Iterable[RegisterLine]) -> list[RegisterSheet]:
    """The lines on as many sheets as they need; the last one has room for the signatures."""
    piles: list[list[RegisterLine]] = [[]]
    used = 0.0
    for line in lines:
        height = height_of(line)
        if piles[-1] and used + height > LINES_A_SHEET:
            piles.append([])
            used = 0.0
        piles[-1].append(line)
        used += height
    if used + LINES_TO_SIGN > LINES_A_SHEET:
        piles.append([])
    carried = [sum(map(len, piles[:at])) for at in range(len(piles))]
    return [
        RegisterSheet(at + 1, len(piles), carried[at], pile, signed=at == len(piles) - 1)
        for at, pile in enumerate(piles)
    ]


def height_of(line: RegisterLine) -> float:
    """How many lines of type the tallest cell takes."""
    tallest = max(_lines(getattr(line, name), letters) for name, letters in LETTERS.items())
    return tallest + PADDING


def _lines(words: str, letters: int) -> int:
    return max(1, len(textwrap.wrap(words, letters)))


def months_of(first: date, last: date) -> str:
    """The period in words: “Tháng 5 năm 2019”, or the two days."""
    whole = first.day == 1 and (first.year, first.month) == (last.year, last.month)
    if whole and last.month != date.fromordinal(last.toordinal() + 1).month:
        return f"Tháng {first.month} năm {first.year}"
    return f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
