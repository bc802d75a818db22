"""Many operation bodies as few bytes, for nodes that speak protocol 2. Pure, lossless, byte-exact.

The bodies of a batch resemble one another: the same keys in the same order, the same people, dates that follow one
another, values that name earlier operations. So each body is taken apart into its *shape* (everything but the values)
and its values; shapes are sent once, values by columns (`columns.py`), the name of a record met before as its distance,
and an operation of the same batch that is replaced by its place and not by its hash. Nothing here depends on what a
body means: one that cannot be taken apart travels as it is.

    number of bodies | shapes | shape of each body | bodies kept whole | names | replaced operations | columns
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain

from sync import columns
from sync.columns import MOST_BYTES, MOST_VALUES, Broken, Reader, block, number

FEWEST = 4
"""Below so many bodies the preset dictionary does better on the lines as they are."""

MOST_BODIES = 50_000
_NEAR = 16
"""How many operations of a record are remembered as what the next ones may replace."""

_WHOLE = 0
_VALUE = re.compile(
    rb'((?:[{}\[\],:]|"[^"\\\n]*+":)*+)("[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"|[-+.0-9A-Za-z]++)'
)
_COLUMN = re.compile(rb'"[^"]*+":[\[{]*+$')
_NAME = re.compile(rb'"[0-9a-f]{32}"')
_RECORD, _BASE, _BASE_ENDS = b'"id":', b'"base":{', b"]}"


@dataclass(frozen=True)
class Shape:
    """What stands between the values. `base` are the places of values that name replaced operations, `record` that of
    the record's name (-1: none), `columns` the column of each value (-1 for those of `base`), `template` takes the
    values."""

    pieces: tuple[bytes, ...]
    columns: tuple[int, ...]
    base: tuple[int, ...]
    record: int
    template: bytes


class Shapes:
    """The shapes of a batch and the columns their values go to; the same on both sides, in the same order."""

    def __init__(self) -> None:
        self.all: list[Shape] = []
        self.names: dict[bytes, int] = {}

    def add(self, pieces: tuple[bytes, ...]) -> Shape:
        places: list[int] = []
        base: list[int] = []
        record, in_base = -1, False
        for at, before in enumerate(pieces[:-1]):
            in_base = (in_base and not before.startswith(_BASE_ENDS)) or _BASE in before
            name = _named(before)
            if in_base:
                base.append(at)
                places.append(-1)
                continue
            if record < 0 and name == _RECORD:
                record = at
            places.append(self.names.setdefault(name, len(self.names)))
        template = b"%b".join(piece.replace(b"%", b"%%") for piece in pieces)
        shape = Shape(pieces, tuple(places), tuple(base), record, template)
        self.all.append(shape)
        return shape


def pack(bodies: Sequence[bytes]) -> bytes | None:
    """The bodies as fewer bytes, to be compressed; None where that cannot be or would not help."""
    if not FEWEST <= len(bodies) <= MOST_BODIES:
        return None
    shapes = Shapes()
    kinds: dict[tuple[bytes, ...], tuple[int, Shape]] = {}
    of_each: list[int] = []
    whole: list[bytes] = []
    taken: list[tuple[Shape, tuple[bytes, ...]]] = []
    for body in bodies:
        parts = _VALUE.findall(body)
        read = b"".join(chain.from_iterable(parts))
        tail = body[len(read) :]
        if not parts or b"\n" in tail or not body.startswith(read):
            of_each.append(_WHOLE)
            whole.append(body)
            taken.append((_NO_SHAPE, ()))
            continue
        pieces, values = zip(*parts, strict=True)
        key = (*pieces, tail)
        kind = kinds.get(key)
        if kind is None:
            kinds[key] = kind = (len(kinds) + 1, shapes.add(key))
        of_each.append(kind[0])
        taken.append((kind[1], values))
    if sum(len(values) for _, values in taken) > MOST_VALUES:
        return None
    head = [
        number(len(bodies)), number(len(shapes.all)),
        *(number(len(shape.pieces)) + block(b"\n".join(shape.pieces)) for shape in shapes.all),
        columns.write_numbers(of_each), *map(block, whole),
    ]  # fmt: skip
    return b"".join([*head, *_write_base(taken, bodies), *_write_columns(taken, len(shapes.names))])


def unpack(data: bytes) -> list[bytes]:
    """The bodies again. Raises `Broken`, and takes no more memory than `MOST_BYTES` of bodies need."""
    reader = Reader(data)
    count = reader.number()
    if count > MOST_BODIES:
        raise Broken("too many bodies")
    shapes = Shapes()
    for _ in range(reader.number()):
        size = reader.number()
        pieces = reader.block().split(b"\n")
        if len(pieces) != size:
            raise Broken("shape cut")
        shapes.add(tuple(pieces))
    places = columns.read_numbers(reader, count)
    if max(places, default=0) > len(shapes.all):
        raise Broken("unknown shape")
    kinds = [_NO_SHAPE, *shapes.all]
    of_each = [kinds[place] for place in places]
    if sum(len(shape.columns) for shape in of_each) > MOST_VALUES:
        raise Broken("too many values")
    whole = iter([reader.block() for place in places if place == _WHOLE])
    steps, fresh = _read_base(reader, of_each)
    held = _read_columns(reader, of_each, len(shapes.names))
    if reader.at != len(data):
        raise Broken("something follows")
    return _put_together(of_each, whole, steps, fresh, held)


_NO_SHAPE = Shape((b"",), (), (), -1, b"")


def _named(before: bytes) -> bytes:
    """The column of a value, by what stands before it: its key, wherever it stands among the others."""
    found = _COLUMN.search(before)
    return found[0] if found else before


# ── Replaced operations ─────────────────────────────────────────────────────────────────────────────


class Seen:
    """For each record, the short names of the operations it may be about: those of the batch, and those they name."""

    def __init__(self) -> None:
        self._of: dict[bytes, list[bytes]] = {}

    def of(self, shape: Shape, values: Sequence[bytes]) -> list[bytes]:
        record = values[shape.record] if shape.record >= 0 else b""
        return self._of.setdefault(record, [])

    def add(self, near: list[bytes], body: bytes) -> None:
        near.append(b'"%b"' % sha256(body).digest()[:8].hex().encode())
        del near[:-_NEAR]


def _write_base(
    taken: Sequence[tuple[Shape, tuple[bytes, ...]]], bodies: Sequence[bytes]
) -> Iterator[bytes]:
    """For each replaced operation how far back it stands among those of its record, and those never met."""
    steps: list[int] = []
    fresh: list[bytes] = []
    if any(shape.base for shape, _ in taken):
        seen = Seen()
        for (shape, values), body in zip(taken, bodies, strict=True):
            near = seen.of(shape, values)
            for at in shape.base:
                steps.append(_step(near, values[at], fresh))
            seen.add(near, body)
    yield columns.write_numbers(steps) + number(len(fresh))
    if fresh:
        yield columns.write(fresh)


def _step(near: list[bytes], value: bytes, fresh: list[bytes]) -> int:
    if value in near:
        return len(near) - near.index(value)
    near.append(value)
    fresh.append(value)
    return 0


def _read_base(reader: Reader, of_each: Sequence[Shape]) -> tuple[Iterator[int], Iterator[bytes]]:
    steps = columns.read_numbers(reader, sum(len(shape.base) for shape in of_each))
    count = reader.number()
    if count != list(steps).count(0):
        raise Broken("replaced operations do not count up")
    return iter(steps), iter(columns.read(reader, count) if count else ())


def _replaced(near: list[bytes], step: int, fresh: Iterator[bytes]) -> bytes:
    if step > len(near):
        raise Broken("replaces what is not there")
    if step == 0:
        near.append(next(fresh))
        return near[-1]
    return near[-step]


# ── Columns ─────────────────────────────────────────────────────────────────────────────────────────


def _write_columns(taken: Sequence[tuple[Shape, tuple[bytes, ...]]], count: int) -> Iterator[bytes]:
    held: list[list[bytes]] = [[] for _ in range(count)]
    for shape, values in taken:
        for column, value in zip(shape.columns, values, strict=True):
            if column >= 0:
                held[column].append(value)
    known: dict[bytes, int] = {}
    for values_below in held:
        are_names = bool(values_below) and all(map(_NAME.fullmatch, values_below))
        yield bytes([are_names])
        yield _write_names(values_below, known) if are_names else columns.write(values_below)


def _read_columns(reader: Reader, of_each: Sequence[Shape], count: int) -> list[Iterator[bytes]]:
    sizes = [0] * count
    for shape in of_each:
        for column in shape.columns:
            if column >= 0:
                sizes[column] += 1
    known: list[bytes] = []
    held: list[Iterator[bytes]] = []
    for size in sizes:
        are_names = reader.take(1) == b"\1"
        held.append(
            iter(_read_names(reader, size, known) if are_names else columns.read(reader, size))
        )
    return held


def _write_names(column: Sequence[bytes], known: dict[bytes, int]) -> bytes:
    """Names of records: 0 for a new one, else how far it stands from the name before it in the order of coming."""
    steps: list[int] = []
    fresh: list[bytes] = []
    last = 0
    for value in column:
        place = known.get(value)
        if place is None:
            place = known[value] = len(known)
            fresh.append(value)
            steps.append(0)
        else:
            steps.append(1 + (place - last) % len(known))
        last = place
    raw = bytes.fromhex(b"".join(fresh).decode().replace('"', ""))
    return columns.write_numbers(steps) + raw


def _read_names(reader: Reader, count: int, known: list[bytes]) -> list[bytes]:
    names: list[bytes] = []
    steps = columns.read_numbers(reader, count)
    raw = reader.take(16 * list(steps).count(0)).hex().encode()
    fresh = iter([b'"%b"' % raw[at : at + 32] for at in range(0, len(raw), 32)])
    last = 0
    for step in steps:
        if step == 0:
            last = len(known)
            known.append(next(fresh))
        elif not known:
            raise Broken("a name before any")
        else:
            last = (last + step - 1) % len(known)
        names.append(known[last])
    return names


def _drawn(
    of_each: Sequence[Shape], held: Sequence[Iterator[bytes]]
) -> dict[int, list[Callable[[], bytes]]]:
    """What gives the next value of each place, by shape; those of `base` are filled in later."""
    return {
        id(shape): [held[column].__next__ if column >= 0 else bytes for column in shape.columns]
        for shape in set(of_each)
    }


def _put_together(
    of_each: Sequence[Shape], whole: Iterator[bytes], steps: Iterator[int], fresh: Iterator[bytes],
    held: Sequence[Iterator[bytes]],
) -> list[bytes]:  # fmt: skip
    bodies: list[bytes] = []
    size = 0
    drawn = _drawn(of_each, held)
    seen = Seen() if any(shape.base for shape in of_each) else None
    for shape in of_each:
        if shape is _NO_SHAPE:
            body = next(whole)
            near = seen.of(shape, ()) if seen else None
        else:
            values = [draw() for draw in drawn[id(shape)]]
            near = seen.of(shape, values) if seen else None
            if near is not None:
                for at in shape.base:
                    values[at] = _replaced(near, next(steps), fresh)
            body = shape.template % tuple(values)
        if seen is not None and near is not None:
            seen.add(near, body)
        bodies.append(body)
        size += len(body)
        if size > MOST_BYTES:
            raise Broken("too large")
    return bodies
