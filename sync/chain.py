"""Positions and the hash chain over them. Pure.

A log is what one lifetime of one database file has written: its *incarnation* is a random 128-bit name, its
entries are numbered from 1 without gaps, and each number carries a hash over the one before it. Two sides that
agree on (number, hash) therefore agree on everything up to it; a restored file or a cloned disk cannot.
"""

import hashlib
from collections.abc import Iterable, Iterator

START = bytes(32)


def link(previous: bytes, operation_id: bytes) -> bytes:
    """The hash after appending this operation: SHA-256(previous + id)."""
    return hashlib.sha256(previous + operation_id).digest()


def links(previous: bytes, operation_ids: Iterable[bytes]) -> Iterator[bytes]:
    for operation_id in operation_ids:
        previous = link(previous, operation_id)
        yield previous
