"""Request and response as bytes: one signed, compressed envelope, the same over HTTP and on a stick. Pure.

    "MC" | format 1 | dictionary | key fingerprint (8) | signature (64) | zlib stream

The signature (Ed25519) covers everything but itself. The payload is a JSON header on the first line and one
operation body on each following line; canonical JSON holds no line break. Where the header names `sizes`, what
follows it is not lines but that many raw segments of those sizes (chunks of attachments, not compressed again); where
it says `packed`, what follows it is the operations as `packing.py` writes them.
"""

import itertools
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync import packing
from sync.columns import Broken
from sync.dictionary import DICTIONARIES, LATEST
from sync.keys import FINGERPRINT_BYTES, SIGNATURE_BYTES, NodeKey, fingerprint, is_signed_by
from sync.operations import canonical

PROTOCOL = (1, 2)
"""The oldest and the newest protocol this program speaks; what the newest adds is said only to who speaks it."""

CHILD_BEHIND = (
    "Chương trình của máy này quá cũ so với cấp trên. Hãy cập nhật chương trình ở máy này rồi đồng bộ lại; việc đã "
    "làm vẫn còn nguyên và sẽ được gửi sau."
)
PARENT_BEHIND = (
    "Chương trình của cấp trên quá cũ so với máy này. Hãy báo quản trị cấp trên cập nhật chương trình; việc đã làm ở "
    "máy này vẫn còn nguyên và sẽ được gửi sau."
)

MAX_ENVELOPE_BYTES = 16 * 1024 * 1024
MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
CONTENT_TYPE = "application/vnd.motcua.sync"

_MAGIC = b"MC\x01"
_HEAD = len(_MAGIC) + 1 + FINGERPRINT_BYTES
_LEVEL = 6


class BadEnvelope(ValueError):
    """These bytes are not an envelope of this protocol, were cut, or were changed on the way."""


class TooFarApart(Exception):
    """The two programs have no protocol in common. `is_behind`: the other side must be brought up to date."""

    def __init__(self, *, is_behind: bool) -> None:
        super().__init__("no protocol in common")
        self.is_behind = is_behind


def spoken(header: Mapping[str, Any]) -> int:
    """The newest protocol both sides speak, by what the other side says of itself; raises `TooFarApart`.

    Raises `KeyError`, `TypeError` or `ValueError` where it says nothing that can be understood.
    """
    oldest, newest = (int(number) for number in header["protocol"])
    if newest < PROTOCOL[0] or oldest > PROTOCOL[1]:
        raise TooFarApart(is_behind=newest < PROTOCOL[0])
    return min(newest, PROTOCOL[1])


@dataclass(frozen=True)
class Envelope:
    """An opened envelope; `is_from` must be asked before its content is believed."""

    key: bytes
    signature: bytes
    signed: bytes
    header: dict[str, Any]
    bodies: list[bytes]

    def is_from(self, public: bytes) -> bool:
        return is_signed_by(public, self.signature, self.signed)


def seal(
    header: dict[str, Any], bodies: Sequence[bytes], key: NodeKey, *, raw: bool = False,
    protocol: int = PROTOCOL[0], packed: Callable[[list[bytes]], bytes | None] = packing.pack,
) -> bytes:  # fmt: skip
    """The envelope; `raw` for segments that may hold any byte and would not get smaller.

    `protocol` is what the other side is known to speak: from 2 on, many bodies travel packed.
    """
    together = packed(list(bodies)) if protocol >= 2 and not raw else None
    if raw:
        header = header | {"sizes": [len(body) for body in bodies]}
        payload = canonical(header) + b"\n" + b"".join(bodies)
    elif together is not None:
        payload = canonical(header | {"packed": True}) + b"\n" + together
    else:
        payload = b"\n".join([canonical(header), *bodies])
    level = 0 if raw else _LEVEL
    squeezer = zlib.compressobj(level, zlib.DEFLATED, 15, 9, 0, DICTIONARIES[LATEST])
    stream = squeezer.compress(payload) + squeezer.flush()
    head = _MAGIC + bytes([LATEST]) + fingerprint(key.public)
    return head + key.sign(head + stream) + stream


def unseal(envelope: bytes) -> Envelope:
    """Open an envelope within the limits; the signature is kept for the caller to check."""
    if len(envelope) > MAX_ENVELOPE_BYTES:
        raise BadEnvelope("too large")
    if len(envelope) <= _HEAD + SIGNATURE_BYTES or not envelope.startswith(_MAGIC):
        raise BadEnvelope("not an envelope")
    head, signature = envelope[:_HEAD], envelope[_HEAD : _HEAD + SIGNATURE_BYTES]
    stream = envelope[_HEAD + SIGNATURE_BYTES :]
    dictionary = DICTIONARIES.get(head[len(_MAGIC)])
    if dictionary is None:
        raise BadEnvelope("unknown dictionary")
    first, _, rest = (payload := _expand(stream, dictionary)).partition(b"\n")
    try:
        header = json.loads(first)
    except (ValueError, RecursionError) as error:
        raise BadEnvelope("header is not JSON") from error
    if not isinstance(header, dict):
        raise BadEnvelope("header is not an object")
    if "sizes" in header:
        bodies = _segments(rest, header["sizes"])
    elif header.get("packed") is True:
        bodies = _unpacked(rest)
    else:
        bodies = rest.split(b"\n") if len(payload) > len(first) else []
    return Envelope(head[-FINGERPRINT_BYTES:], signature, head + stream, header, bodies)


def _segments(payload: bytes, sizes: Any) -> list[bytes]:
    fit = isinstance(sizes, list) and all(isinstance(size, int) and size >= 0 for size in sizes)
    if not fit or sum(sizes) != len(payload):
        raise BadEnvelope("segments do not fit")
    ends = list(itertools.accumulate(sizes))
    return [payload[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _unpacked(packed: bytes) -> list[bytes]:
    try:
        return packing.unpack(packed)
    except Broken as error:
        raise BadEnvelope(f"packed badly: {error}") from error


def _expand(stream: bytes, dictionary: bytes) -> bytes:
    """Decompress, but never past the limit: a small bomb must not fill the memory."""
    expander = zlib.decompressobj(15, dictionary)
    try:
        payload = expander.decompress(stream, MAX_PAYLOAD_BYTES)
    except zlib.error as error:
        raise BadEnvelope("damaged") from error
    if not expander.eof or expander.unused_data:
        raise BadEnvelope("cut, or too large")
    return payload
