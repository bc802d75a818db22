"""Values that stand under one another, written so that they compress well. Pure.

A column of byte strings is written in the first of these forms that gives back exactly the same bytes: a table with
its repeats, whole numbers as steps, hexadecimal digits, digits, days, instants, words, and else the bytes as they are.
`kept` is the promise of every reader here: what was written comes back, and a hostile column fails with `Broken`
before it takes more room than it came with.
"""

import re
import sys
from array import array
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate, pairwise
from math import gcd

MOST_VALUES = 2_000_000
MOST_BYTES = 64 * 1024 * 1024


class Broken(ValueError):
    """These bytes are no columns."""


class Reader:
    """Reads forward through bytes and never past their end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        end = self.at + size
        if size < 0 or end > len(self.data):
            raise Broken("cut")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def number(self) -> int:
        value = shift = 0
        while shift < 63:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
        raise Broken("number too long")

    def block(self) -> bytes:
        return self.take(self.number())


def number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def block(data: bytes) -> bytes:
    return number(len(data)) + data


# ── Whole numbers ───────────────────────────────────────────────────────────────────────────────────


def write_numbers(values: Sequence[int]) -> bytes:
    """Numbers from 0 on: all their highest bytes, then all their next ones."""
    width = (max(values, default=0).bit_length() + 7) // 8
    if width <= 1:
        return bytes([width]) + (bytes(values) if width else b"")
    wide = array("Q", values)
    if sys.byteorder == "little":
        wide.byteswap()
    raw = wide.tobytes()
    return bytes([width]) + b"".join(raw[plane::8] for plane in range(8 - width, 8))


def read_numbers(reader: Reader, count: int) -> Sequence[int]:
    width = reader.take(1)[0]
    if width == 0:
        return bytes(count)
    if width == 1:
        return reader.take(count)
    if width > 8:
        raise Broken("numbers too wide")
    raw = bytearray(count * 8)
    for plane in range(8 - width, 8):
        raw[plane::8] = reader.take(count)
    wide = array("Q", bytes(raw))
    if sys.byteorder == "little":
        wide.byteswap()
    return wide


def _write_steps(values: Sequence[int]) -> bytes:
    """Numbers of either sign by their distance from the least or from the one before, whichever is shorter."""
    least = min(values)
    far = [value - least for value in values]
    steps = [b - a for a, b in pairwise(values)]
    if _bits(steps) >= _bits(far):
        unit = gcd(*far) or 1
        head = b"\0" + number(_unsigned(least)) + number(unit)
        return head + write_numbers([value // unit for value in far])
    unit = gcd(*steps) or 1
    head = b"\1" + number(_unsigned(values[0])) + number(unit)
    return head + write_numbers([_unsigned(step // unit) for step in steps])


def _read_steps(reader: Reader, count: int) -> list[int]:
    form, start, unit = reader.take(1), _signed(reader.number()), reader.number()
    if form == b"\0":
        return [start + value * unit for value in read_numbers(reader, count)]
    steps = read_numbers(reader, count - 1)
    return list(accumulate((_signed(step) * unit for step in steps), initial=start))


def _bits(values: Sequence[int]) -> int:
    return sum(map(int.bit_length, values))


def _unsigned(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _signed(value: int) -> int:
    return value >> 1 if value % 2 == 0 else -((value + 1) >> 1)


# ── The forms of a column ───────────────────────────────────────────────────────────────────────────


TABLE, STEPS, HEX, DIGITS, DAYS, INSTANTS, WORDS, LINES = range(8)

_STEPS = re.compile(rb"(?:(?:0|-?[1-9][0-9]{0,17})\n)++")
_HEX = re.compile(rb'(?:"[0-9a-f]++"\n)++')
_DIGITS = re.compile(rb'(?:"[0-9]++"\n)++')
_DAYS = re.compile(rb'(?:"[0-9]{4}-[0-9]{2}-[0-9]{2}"\n)++')
_INSTANTS = re.compile(rb'(?:"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"\n)++')
_QUOTED = re.compile(rb'(?:"[^"\n]*+"\n)++')
_EPOCH = datetime(2019, 1, 1)  # noqa: DTZ001 - naive on both ways; only the distance is kept


def write(values: Sequence[bytes]) -> bytes:
    """A column of lines (no line break within) as bytes; `read` gives them back."""
    different = dict.fromkeys(values)
    if len(different) * 2 <= len(values):
        places = {value: n for n, value in enumerate(different)}
        table = _write_plain(list(different))
        return (
            bytes([TABLE]) + number(len(different)) + table
            + write_numbers([places[value] for value in values])
        )  # fmt: skip
    return _write_plain(values)


def read(reader: Reader, count: int) -> list[bytes]:
    if count == 0:
        return []
    form = reader.take(1)[0]
    if form != TABLE:
        return _read_plain(form, reader, count)
    size = reader.number()
    if size > count:
        raise Broken("table longer than its column")
    table = _read_plain(reader.take(1)[0], reader, size)
    try:
        return [table[place] for place in read_numbers(reader, count)]
    except IndexError as error:
        raise Broken("beyond the table") from error


def _write_plain(values: Sequence[bytes]) -> bytes:
    if not values:
        return b""
    lines = b"\n".join(values) + b"\n"
    for form, shape, write_form in _TYPED:
        if shape.fullmatch(lines) and (written := write_form(values)) is not None:
            return bytes([form]) + written
    quoted = bool(_QUOTED.fullmatch(lines))
    if quoted:
        lines = lines[1:-2].replace(b'"\n"', b"\n") + b"\n"
    words = _write_words(lines)
    form, content = (WORDS, words) if words else (LINES, lines[:-1])
    return bytes([form, quoted]) + block(content)


def _read_plain(form: int, reader: Reader, count: int) -> list[bytes]:
    if count == 0:
        return []
    if form in _READ_TYPED:
        return _READ_TYPED[form](reader, count)
    if form not in (WORDS, LINES):
        raise Broken("unknown form")
    quoted, content = reader.take(1)[0], reader.block()
    values = (_read_words(content) if form == WORDS else content).split(b"\n")
    if len(values) != count:
        raise Broken("lines do not count up")
    return [b'"%b"' % value for value in values] if quoted else values


def _write_whole(values: Sequence[bytes]) -> bytes | None:
    return _write_steps([int(value) for value in values])


def _read_whole(reader: Reader, count: int) -> list[bytes]:
    return [b"%d" % value for value in _read_steps(reader, count)]


def _write_hex(values: Sequence[bytes]) -> bytes | None:
    size = len(values[0]) - 2
    if size % 2 or size < 8 or any(len(value) != size + 2 for value in values):
        return None
    return number(size // 2) + bytes.fromhex(b"".join(values).decode().replace('"', ""))


def _read_hex(reader: Reader, count: int) -> list[bytes]:
    size = reader.number()
    text = reader.take(size * count).hex().encode()
    return [b'"%b"' % text[at : at + 2 * size] for at in range(0, 2 * size * count, 2 * size or 1)]


def _write_digits(values: Sequence[bytes]) -> bytes | None:
    size = len(values[0]) - 2
    if size > 18 or any(len(value) != size + 2 for value in values):
        return None
    return number(size) + _write_steps([int(value[1:-1]) for value in values])


def _read_digits(reader: Reader, count: int) -> list[bytes]:
    size = reader.number()
    if size > 18:
        raise Broken("too many digits")
    return [b'"%0*d"' % (size, value) for value in _read_steps(reader, count)]


def _write_days(values: Sequence[bytes]) -> bytes | None:
    try:
        days = [date.fromisoformat(value[1:-1].decode()).toordinal() for value in values]
    except ValueError:
        return None
    return _write_steps(days)


def _read_days(reader: Reader, count: int) -> list[bytes]:
    try:
        days = [date.fromordinal(value) for value in _read_steps(reader, count)]
    except (ValueError, OverflowError) as error:
        raise Broken("no day") from error
    return [b'"%b"' % day.isoformat().encode() for day in days]


def _write_instants(values: Sequence[bytes]) -> bytes | None:
    try:
        instants = [datetime.fromisoformat(value[1:-2].decode()) - _EPOCH for value in values]
    except ValueError:
        return None
    seconds = [instant.days * 86400 + instant.seconds for instant in instants]
    return _write_steps(seconds) if _instants(seconds) == list(values) else None


def _read_instants(reader: Reader, count: int) -> list[bytes]:
    try:
        return _instants(_read_steps(reader, count))
    except OverflowError as error:
        raise Broken("no instant") from error


def _instants(seconds: Sequence[int]) -> list[bytes]:
    return [
        b'"%bZ"' % (_EPOCH + timedelta(seconds=value)).isoformat().encode() for value in seconds
    ]


_TYPED: tuple[tuple[int, re.Pattern[bytes], Callable[[Sequence[bytes]], bytes | None]], ...] = (
    (STEPS, _STEPS, _write_whole),
    (DIGITS, _DIGITS, _write_digits),
    (HEX, _HEX, _write_hex),
    (DAYS, _DAYS, _write_days),
    (INSTANTS, _INSTANTS, _write_instants),
)
_READ_TYPED: dict[int, Callable[[Reader, int], list[bytes]]] = {
    STEPS: _read_whole,
    DIGITS: _read_digits,
    HEX: _read_hex,
    DAYS: _read_days,
    INSTANTS: _read_instants,
}


def _write_words(lines: bytes) -> bytes | None:
    """Lines as numbers of their words, where words repeat; the end of a line is a word of its own."""
    words = lines[:-1].replace(b"\n", b" \n ").split(b" ")
    different = dict.fromkeys(words)
    if len(different) * 4 > len(words):
        return None
    places = {word: n for n, word in enumerate(different)}
    table = b" ".join(different)
    return block(table) + number(len(words)) + write_numbers([places[word] for word in words])


def _read_words(content: bytes) -> bytes:
    reader = Reader(content)
    table, count = reader.block().split(b" "), reader.number()
    if count > MOST_VALUES:
        raise Broken("too many words")
    places = read_numbers(reader, count)
    try:
        words = [table[place] for place in places]
    except IndexError as error:
        raise Broken("beyond the words") from error
    if sum(map(len, words)) + count > MOST_BYTES:
        raise Broken("too many words")
    return b" ".join(words).replace(b" \n ", b"\n")
