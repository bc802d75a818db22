"""A file as numbered chunks of 64 KiB: which are here, and whether bytes are the chunk they are said to be. Pure.

The manifest of a file is the SHA-256 of its chunks one after the other, so the manifest of a file of one chunk is
the file's own name. `have` is a bitmap: bit i % 8 of byte i // 8 says that chunk i is here.
"""

import hashlib
from collections.abc import Iterable, Iterator

CHUNK_BYTES = 64 * 1024
DIGEST_BYTES = 32


def count(size: int) -> int:
    return -(-size // CHUNK_BYTES)


def length(size: int, chunk: int) -> int:
    """How many bytes this chunk of a file of this size has."""
    return min(CHUNK_BYTES, size - chunk * CHUNK_BYTES)


def none(size: int) -> bytes:
    return bytes(-(-count(size) // 8))


def full(size: int) -> bytes:
    return with_chunks(none(size), range(count(size)))


def with_chunks(have: bytes, chunks: Iterable[int]) -> bytes:
    """The bitmap with these chunks set too."""
    bits = bytearray(have)
    for chunk in chunks:
        bits[chunk // 8] |= 1 << chunk % 8
    return bytes(bits)


def has(have: bytes, chunk: int) -> bool:
    return bool(have[chunk // 8] >> chunk % 8 & 1)


def is_whole(have: bytes, size: int) -> bool:
    return have == full(size)


def missing(have: bytes, size: int, most: int) -> list[tuple[int, int]]:
    """The first `most` ranges (first, length) of chunks that are not here."""
    ranges: list[tuple[int, int]] = []
    for chunk in range(count(size)):
        if has(have, chunk):
            continue
        if ranges and sum(ranges[-1]) == chunk:
            ranges[-1] = (ranges[-1][0], ranges[-1][1] + 1)
        elif len(ranges) == most:
            break
        else:
            ranges.append((chunk, 1))
    return ranges


def each(ranges: Iterable[tuple[int, int]]) -> Iterator[int]:
    """The chunks of these ranges, one by one."""
    for first, size in ranges:
        yield from range(first, first + size)


def is_manifest(manifest: bytes, sha256: str, size: int) -> bool:
    """Whether this can be the manifest of that file; of a file of one chunk it is proved."""
    if len(manifest) != count(size) * DIGEST_BYTES:
        return False
    return count(size) > 1 or manifest.hex() == sha256


def is_chunk(data: bytes, manifest: bytes, size: int, chunk: int) -> bool:
    """Whether these bytes are that chunk of the file with this manifest."""
    digest = manifest[chunk * DIGEST_BYTES : (chunk + 1) * DIGEST_BYTES]
    return len(data) == length(size, chunk) and hashlib.sha256(data).digest() == digest
