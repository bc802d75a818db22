"""A picture of a screen with at most 256 colours: a third of the bytes, and nobody sees a difference.

Reads what Chromium writes (8 bits a channel, not interlaced) and writes one palette; the standard library is enough.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
MOST_COLOURS = 256


def png(taken: bytes) -> bytes:
    """The same picture, smaller."""
    width, height, rows = _read(taken)
    pixels = [[row[n : n + 3] for n in range(0, len(row), 3)] for row in rows]
    counts = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counts.most_common(MOST_COLOURS)]
    nearest = {colour: _nearest(colour, palette) for colour in counts}
    lines = b"".join(b"\0" + bytes(nearest[pixel] for pixel in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    return min(
        range(len(palette)),
        key=lambda n: sum((a - b) ** 2 for a, b in zip(colour, palette[n], strict=True)),
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _read(picture: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows as RGB."""
    chunks = list(_chunks(picture))
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if (depth, interlaced) != (8, 0) or kind not in CHANNELS:
        raise ValueError("not a picture as Chromium takes them")
    channels = CHANNELS[kind]
    data = zlib.decompress(b"".join(body for name, body in chunks if name == b"IDAT"))
    size = 1 + width * channels
    rows, above = [], bytes(size - 1)
    for start in range(0, len(data), size):
        above = _unfilter(data[start], bytearray(data[start + 1 : start + size]), above, channels)
        rows.append(_rgb(above, channels))
    return width, height, rows


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        at += length + 12


def _unfilter(kind: int, row: bytearray, above: bytes, channels: int) -> bytes:
    """The bytes before the filter of the line was applied (PNG specification §9)."""
    if kind == 0:
        return bytes(row)
    guess = GUESSES[kind]
    for n in range(len(row)):
        left = row[n - channels] if n >= channels else 0
        up, corner = above[n], above[n - channels] if n >= channels else 0
        row[n] = row[n] + guess(left, up, corner) & 255
    return bytes(row)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda each: abs(guess - each))


GUESSES: dict[int, Callable[[int, int, int], int]] = {
    1: lambda left, up, corner: left,
    2: lambda left, up, corner: up,
    3: lambda left, up, corner: (left + up) // 2,
    4: _paeth,
}


def _rgb(row: bytes, channels: int) -> bytes:
    if channels == 3:
        return row
    return bytes(byte for n, byte in enumerate(row) if n % 4 != 3)
