"""A package on a stick: envelopes for one receiver, readable by nobody else, in a file `*.motcua`. Pure but for the
open file it is given.

    "MCSTICK" | version 1 | direction | receiver (8) | sender (8) | sealed key (80) | stream header (24) | chunks |
    signature (64)

Direction is `U` (requests, to the parent) or `D` (answers, to a child); receiver and sender are key fingerprints. A
fresh key of 32 bytes is sealed to the receiver (libsodium's sealed box to the X25519 form of its Ed25519 key), and
under it the content runs as one XChaCha20-Poly1305 stream (libsodium's secretstream) of chunks of 64 KiB and 17
bytes, the last one shorter and marked as the last. The sender signs the SHA-256 of all that (Ed25519), so that a
file that was cut or changed is known before anything in it is read. The content is records of length (4 bytes,
big-endian) and bytes: first a JSON object, then envelopes.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from sync.keys import FINGERPRINT_BYTES, SIGNATURE_BYTES, NodeKey, fingerprint, is_signed_by
from sync.operations import canonical
from sync.wire import MAX_ENVELOPE_BYTES

SUFFIX = ".motcua"
UP, DOWN = b"U", b"D"
MOST_BYTES = 4 * 1024 * 1024 * 1024 - 1
"""What fits in one file of a stick as it is sold (FAT32)."""
MOST_ENVELOPES = 100_000

_MAGIC = b"MCSTICK"
_VERSION = b"\x01"
_SIGNED_AS = b"motcua package"
_KEY_BYTES = 32
_SEALED_BYTES = _KEY_BYTES + 48
_STREAM_HEAD_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_COVER_BYTES = len(_MAGIC) + 2 + 2 * FINGERPRINT_BYTES
_HEAD_BYTES = _COVER_BYTES + _SEALED_BYTES + _STREAM_HEAD_BYTES
_CHUNK_BYTES = 64 * 1024
_OVERHEAD = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_LENGTH_BYTES = 4
_MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
LEAST_BYTES = _HEAD_BYTES + _OVERHEAD + SIGNATURE_BYTES

STRANGE = "Tệp này không phải gói USB của Một Cửa."
OTHER_VERSION = (
    "Gói này do một phiên bản chương trình khác tạo ra; hãy nâng cấp hai bên cho cùng phiên bản."
)
DAMAGED = "Gói bị cắt ngắn hoặc đã bị thay đổi trên đường; hãy chép lại từ máy gửi."


class BadPackage(ValueError):
    """These bytes are not a package as its sender finished it; the text is for a person."""


@dataclass(frozen=True)
class Cover:
    """What stands outside, readable by anyone and not yet believed."""

    direction: bytes
    receiver: bytes
    sender: bytes


class Writer:
    """Seals envelopes into `out` as they come; memory holds one chunk and one envelope."""

    def __init__(
        self, out: BinaryIO, *, key: NodeKey, receiver: bytes, direction: bytes, about: dict[str, Any]
    ) -> None:  # fmt: skip
        self._out, self._key = out, key
        self._digest = hashlib.sha256()
        self._waiting = bytearray()
        self.size_bytes = 0
        cover = _MAGIC + _VERSION + direction + fingerprint(receiver) + fingerprint(key.public)
        secret = os.urandom(_KEY_BYTES)
        box = SealedBox(PublicKey(bytes(VerifyKey(receiver).to_curve25519_public_key())))
        self._stream = bindings.crypto_secretstream_xchacha20poly1305_state()
        head = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._stream, secret)
        self._write(cover + box.encrypt(secret) + head)
        self.add(canonical(about))

    def add(self, record: bytes) -> None:
        self._waiting += len(record).to_bytes(_LENGTH_BYTES, "big") + record
        # A full chunk waits until something follows it: the last one is marked as the last.
        whole = max(0, (len(self._waiting) - 1) // _CHUNK_BYTES) * _CHUNK_BYTES
        for start in range(0, whole, _CHUNK_BYTES):
            self._push(bytes(self._waiting[start : start + _CHUNK_BYTES]), _MORE)
        del self._waiting[:whole]

    def size_with(self, record_bytes: int) -> int:
        """How large the finished file would be with one more record of this size."""
        content = len(self._waiting) + _LENGTH_BYTES + record_bytes
        return (
            self.size_bytes + content + _OVERHEAD * (content // _CHUNK_BYTES + 1) + SIGNATURE_BYTES
        )

    def finish(self) -> str:
        """Close the stream and sign; the SHA-256 of the whole file."""
        self._push(bytes(self._waiting), _LAST)
        signature = self._key.sign(_SIGNED_AS + self._digest.digest())
        self._write(signature)
        return self._digest.hexdigest()

    def _push(self, chunk: bytes, tag: int) -> None:
        push = bindings.crypto_secretstream_xchacha20poly1305_push
        self._write(push(self._stream, chunk, None, tag))

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._out.write(data)
        self.size_bytes += len(data)


def cover(source: BinaryIO) -> Cover:
    """Look at the outside of a package."""
    source.seek(0)
    head = source.read(_COVER_BYTES)
    if not head.startswith(_MAGIC):
        raise BadPackage(STRANGE)
    if head[len(_MAGIC) : len(_MAGIC) + 1] not in (_VERSION, b""):
        raise BadPackage(OTHER_VERSION)
    if len(head) < _COVER_BYTES:
        raise BadPackage(DAMAGED)
    after = len(_MAGIC) + 1
    direction = head[after : after + 1]
    if direction not in (UP, DOWN):
        raise BadPackage(DAMAGED)
    names = head[after + 1 :]
    return Cover(direction, names[:FINGERPRINT_BYTES], names[FINGERPRINT_BYTES:])


def check(source: BinaryIO, public: bytes) -> tuple[str, int]:
    """Read the file once and see that this key signed all of it; its SHA-256 and size."""
    size = source.seek(0, os.SEEK_END)
    if size > MOST_BYTES or size < LEAST_BYTES:
        raise BadPackage(DAMAGED)
    source.seek(0)
    digest, left = hashlib.sha256(), size - SIGNATURE_BYTES
    while left > 0:
        part = source.read(min(left, 16 * _CHUNK_BYTES))
        if not part:
            raise BadPackage(DAMAGED)
        digest.update(part)
        left -= len(part)
    signature = source.read(SIGNATURE_BYTES)
    if not is_signed_by(public, signature, _SIGNED_AS + digest.digest()):
        raise BadPackage(DAMAGED)
    digest.update(signature)
    return digest.hexdigest(), size


def records(source: BinaryIO, key: NodeKey) -> Iterator[bytes]:
    """What the package holds, one record after the other, the JSON object first."""
    content = _Content(_chunks(source, key))
    count = 0
    while (length := content.take(_LENGTH_BYTES)) != b"":
        size = int.from_bytes(length, "big")
        count += 1
        if len(length) < _LENGTH_BYTES or size > MAX_ENVELOPE_BYTES or count > MOST_ENVELOPES + 1:
            raise BadPackage(DAMAGED)
        record = content.take(size)
        if len(record) < size:
            raise BadPackage(DAMAGED)
        yield record


def about(record: bytes) -> dict[str, Any]:
    """The first record, read."""
    try:
        said = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise BadPackage(DAMAGED) from error
    if not isinstance(said, dict):
        raise BadPackage(DAMAGED)
    return said


def _chunks(source: BinaryIO, key: NodeKey) -> Iterator[bytes]:
    left = source.seek(0, os.SEEK_END) - _HEAD_BYTES - SIGNATURE_BYTES
    source.seek(_COVER_BYTES)
    private = SigningKey(key.seed).to_curve25519_private_key()
    stream = bindings.crypto_secretstream_xchacha20poly1305_state()
    try:
        secret = SealedBox(private).decrypt(source.read(_SEALED_BYTES))
        head = source.read(_STREAM_HEAD_BYTES)
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(stream, head, secret)
        tag = _MORE
        while left > 0 and tag == _MORE:
            sealed = source.read(min(left, _CHUNK_BYTES + _OVERHEAD))
            left -= len(sealed)
            pull = bindings.crypto_secretstream_xchacha20poly1305_pull
            chunk, tag = pull(stream, sealed)
            yield chunk
    except (CryptoError, ValueError, TypeError, RuntimeError) as error:
        raise BadPackage(DAMAGED) from error
    if left or tag != _LAST:
        raise BadPackage(DAMAGED)


class _Content:
    """Chunks as one run of bytes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._held = chunks, bytearray()

    def take(self, size: int) -> bytes:
        """The next so many bytes; fewer at the end."""
        while len(self._held) < size and (chunk := next(self._chunks, None)) is not None:
            self._held += chunk
        taken = bytes(self._held[:size])
        del self._held[:size]
        return taken
