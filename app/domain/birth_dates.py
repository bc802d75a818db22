"""Dates of birth as old papers have them: a day, only a month, or only a year.

Stored as `1990-03-05`, `1990-03` or `1990`, which sort as they should.
"""

import re
from datetime import date

from app.domain.checked import Checked
from app.domain.refusals import BadDate, DateInFuture, DateTooOld, DiedBeforeBirth
from app.domain.vietnamese import clean

LONGEST_LIFE_YEARS = 125
YEAR_READ_AS = "Năm “{typed}” được hiểu là {year}. Hãy xem lại, hoặc gõ đủ 4 chữ số."
PARTED = re.compile(r"(?:([0-9]{1,2})[/. -])?([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4}|[0-9]{2})")
MONTH_TOGETHER = re.compile(r"()([0-9]{2})([0-9]{4})")
YEAR_ALONE = re.compile(r"()()([0-9]{4})")
STORED = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")

Parts = tuple[int, int, int]
"""Year, month, day; a month or day that nobody knows is 0."""


def check_birth_date(text: str, today: date, died: str | None = None) -> Checked:
    """A birth date typed as `5/3/1990`, `5/3/90`, `05031990`, `3/1990`, `031990`, `1990` or stored.

    `0` or `00` stands for a day or month nobody knows. `died` is a date as stored by this function.
    """
    typed = clean(text)
    for digits in _readings(typed):
        parts = _parts(digits, today)
        if parts is not None:
            warnings = _century_doubt(digits[2], parts[0], today)
            return Checked(_sensible(parts, today, died), warnings)
    raise BadDate(typed=typed)


def show_date(stored: str) -> str:
    """`1990-03-05` as “05/03/1990”, `1990-03` as “03/1990”, `1990` as itself."""
    return "/".join(reversed(stored.split("-")))


def year_of(stored: str) -> int:
    return int(stored[:4])


def _readings(typed: str) -> list[tuple[str, str, str]]:
    """What the digits may mean, day, month and year, the likeliest first."""
    stored = STORED.fullmatch(typed)
    if stored:
        return [(stored[3] or "", stored[2], stored[1])]
    shapes = (YEAR_ALONE, TOGETHER, MONTH_TOGETHER) if typed.isdigit() else (PARTED,)
    matches = (shape.fullmatch(typed) for shape in shapes)
    return [(m[1] or "", m[2] or "", m[3]) for m in matches if m]


def _parts(digits: tuple[str, str, str], today: date) -> Parts | None:
    """The numbers of a date that exists, or None."""
    day, month = int(digits[0] or 0), int(digits[1] or 0)
    year = _full_year(digits[2], today)
    if month == 0 and day:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return year, month, day


def _full_year(digits: str, today: date) -> int:
    """Two digits mean the last such year that is not in the future."""
    year = int(digits)
    if len(digits) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year else century - 100 + year


def _century_doubt(digits: str, year: int, today: date) -> tuple[str, ...]:
    """A year of two digits that could as well be a hundred years earlier."""
    could_be_older = today.year - (year - 100) <= LONGEST_LIFE_YEARS
    if len(digits) == 4 or not could_be_older:
        return ()
    return (YEAR_READ_AS.format(typed=digits, year=year),)


def _sensible(parts: Parts, today: date, died: str | None) -> str:
    year, month, day = parts
    stored = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")
    if stored > today.isoformat()[: len(stored)]:
        raise DateInFuture(shown=show_date(stored))
    if today.year - year > LONGEST_LIFE_YEARS:
        raise DateTooOld(year=year)
    if died is not None and stored[: len(died)] > died[: len(stored)]:
        raise DiedBeforeBirth(born=show_date(stored), died=show_date(died))
    return stored
