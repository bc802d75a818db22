"""A node's own key, its signatures, and invitations.

The key is made on the node and never leaves it. An invitation is a one-use secret of 80 bits for one unit; both
sides prove that they know it without sending it, so nobody in between can put in a key of their own.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

KEY_FILE = "node.key"
FINGERPRINT_BYTES = 8
VOUCHER_BYTES = 8
SIGNATURE_BYTES = 64
_SECRET_BYTES = 10


class BadCode(ValueError):
    """This text is not an invitation code."""


@dataclass(frozen=True)
class NodeKey:
    """An Ed25519 key pair (RFC 8032)."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        return bytes(SigningKey(self.seed).verify_key)

    def sign(self, message: bytes) -> bytes:
        return SigningKey(self.seed).sign(message).signature

    def voucher(self, operation_id: bytes) -> bytes:
        """Proof for ourselves that we once served this operation to a child, for when we have lost it."""
        secret = hashlib.sha256(b"motcua voucher" + self.seed).digest()
        return hmac.new(secret, operation_id, hashlib.sha256).digest()[:VOUCHER_BYTES]


def load_or_make(directory: Path) -> NodeKey:
    """The key kept in `directory`, made there on first use and readable by its owner alone."""
    file = directory / KEY_FILE
    if not file.exists():
        directory.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(secrets.token_hex(32) + "\n")
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(file)
    return NodeKey(bytes.fromhex(file.read_text().strip()))


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
