"""What of a log may leave an office: when, how bad, where in the program. Never what somebody typed.

A log says codes and counts by rule; a fault of a library may still repeat a value. So of a fault only its kind and its
place stay, and of every other line the words that cannot be a person's name or number.
"""

import re
from collections.abc import Iterable

MOST_LINES = 400
LONGEST_REASON = 200
_LINE = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+) ([A-Z]+) ([\w.]+) (.*)$")
_FRAME = re.compile(r'^\s*File ".*?([^/\\"]+)", line (\d+), in (\w+)')
_FAULT = re.compile(r"^([\w.]+(?:Error|Exception|Warning|Away|Refused|Timeout|Interrupt|Exit))\b")
_DIGITS = re.compile(r"\d{5,}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|«[^»]*»")
_KEY = re.compile(r'"([a-z_]+)":')
_PLAIN = re.compile(r"[a-z0-9_{}\[\]().,:;=/+%#-]+")


def scrubbed(lines: Iterable[str]) -> list[str]:
    """The last lines of a log, with everything left out that could tell of a person."""
    kept = [line for line in map(_scrubbed, lines) if line]
    return kept[-MOST_LINES:]


def _scrubbed(line: str) -> str | None:
    if found := _LINE.match(line):
        at, level, logger, words = found.groups()
        return f"{at} {level} {logger} {_plain(words)}"
    if found := _FRAME.match(line):
        return f"    {found[1]}:{found[2]} {found[3]}"
    found = _FAULT.match(line)
    return f"  {found[1]}" if found else None


def _plain(words: str) -> str:
    """Only words in small plain letters: a name begins with a capital or carries a mark, a number is long."""
    bare = _DIGITS.sub("#", _QUOTED.sub("…", _KEY.sub(r"\1:", words)))
    return " ".join(word if _PLAIN.fullmatch(word) else "…" for word in bare.split())
