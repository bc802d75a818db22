"""A node's own key, its signatures, and invitations.

The key is made on the node and never leaves it. An invitation is a one-use secret of 80 bits for one unit; both
sides prove that they know it without sending it, so nobody in between can put in a key of their own.
"""

import base64
import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

KEY_FILE = "node.key"
ELDERS_FILE = "node.elders"
FINGERPRINT_BYTES = 8
VOUCHER_BYTES = 8
SIGNATURE_BYTES = 64
_SECRET_BYTES = 10


class BadCode(ValueError):
    """This text is not an invitation code."""


@dataclass(frozen=True)
class NodeKey:
    """An Ed25519 key pair (RFC 8032). `elders` are the seeds it followed, the newest first; `successor` the one this
    node has now, while this one still speaks to whoever does not know that yet."""

    seed: bytes = field(repr=False)
    elders: tuple[bytes, ...] = field(default=(), repr=False)
    successor: bytes | None = field(default=None, repr=False)

    @cached_property
    def _pair(self) -> SigningKey:
        return SigningKey(self.seed)

    @cached_property
    def public(self) -> bytes:
        return bytes(self._pair.verify_key)

    def sign(self, message: bytes) -> bytes:
        return self._pair.sign(message).signature

    def voucher(self, operation_id: bytes) -> bytes:
        """Proof for ourselves that we once served this operation to a child, for when we have lost it. It must last
        longer than a key, so it hangs on the first one this node had."""
        oldest = self.elders[-1] if self.elders else self.seed
        secret = hashlib.sha256(b"motcua voucher" + oldest).digest()
        return hmac.new(secret, operation_id, hashlib.sha256).digest()[:VOUCHER_BYTES]

    def warrant(self, unit: str, scope: str) -> bytes:
        """Proof for ourselves that we once let this child hold this scope, for when we have forgotten it."""
        return self.voucher(f"scope {unit} {scope}".encode())

    def known_as(self, pin: bytes) -> "NodeKey":
        """This node under the key whose fingerprint begins so; under its present one when none does."""
        for place, seed in enumerate(self.elders):
            if pin and fingerprint(NodeKey(seed).public).startswith(pin):
                return NodeKey(seed, self.elders[place + 1 :], successor=self.seed)
        return self


def load_or_make(directory: Path) -> NodeKey:
    """The key kept in `directory`, made there on first use and readable by its owner alone."""
    file = directory / KEY_FILE
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True)
        keep(file, [secrets.token_bytes(32)])
    (seed,), old = kept(file), directory / ELDERS_FILE
    elders = tuple(each for each in (kept(old) if old.exists() else []) if each != seed)
    return NodeKey(seed, elders)


def keep(file: Path, seeds: Sequence[bytes]) -> None:
    """Write seeds, one a line, so that the file is whole whenever power fails; readable by its owner alone."""
    fresh = file.with_name(file.name + ".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write("".join(seed.hex() + "\n" for seed in seeds))
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def kept(file: Path) -> list[bytes]:
    return [bytes.fromhex(line) for line in file.read_text().split()]


def is_signed_by(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        VerifyKey(public).verify(message, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> bytes:
    """The short name of a public key, enough to find it among the enrolled ones."""
    return hashlib.sha256(public).digest()[:FINGERPRINT_BYTES]


def new_code() -> str:
    """A fresh invitation code such as `ABCD-EFGH-IJKL-MNOP` (base32, RFC 4648)."""
    text = base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def proof_key(code: str) -> bytes:
    """What the parent keeps of a code: enough to check a proof, not to read the code."""
    letters = "".join(code.upper().split()).replace("-", "")
    try:
        secret = base64.b32decode(letters)
    except ValueError as error:
        raise BadCode(code) from error
    if len(secret) != _SECRET_BYTES:
        raise BadCode(code)
    return hashlib.sha256(b"motcua invitation" + secret).digest()


def prove(key: bytes, *said: bytes) -> bytes:
    """Proof that whoever says this knows the invitation (HMAC-SHA256, RFC 2104)."""
    message = b"".join(len(part).to_bytes(4, "big") + part for part in said)
    return hmac.new(key, message, hashlib.sha256).digest()


def is_proved(key: bytes, proof: bytes, *said: bytes) -> bool:
    return hmac.compare_digest(prove(key, *said), proof)
