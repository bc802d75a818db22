"""The parent's signed word that it holds our log up to here: the office's proof of submission. Told as an aside.

The child asks for one when its log has grown past the last; the parent signs where it stands. What is signed names both
units, the log, the position, its chain and the time, so the paper stands by itself: whoever has the parent's public
key can check it without either machine.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync import keys, positions, store
from sync.asides import Heard
from sync.members import telling
from sync.operations import canonical

MARK = "motcua-bien-nhan"
MOST_TEXT_BYTES = 100_000
BARE = 2
"""What a child says that understands a signature without its time."""


class BadReceipt(ValueError):
    """This text is no receipt, or nobody signed it; the text says which, for a person."""


@dataclass(frozen=True)
class Statement:
    """What a receipt says, and by whom it is signed."""

    child: str
    parent: str
    incarnation: str
    seq: int
    chain: bytes
    at: str
    public_key: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The bytes under the signature: canonical JSON."""
        return canonical(
            {
                "at": self.at, "chain": self.chain.hex(), "child": self.child, "log": self.incarnation,
                "motcua": "receipt", "parent": self.parent, "seq": self.seq,
            }
        )  # fmt: skip

    @property
    def is_good(self) -> bool:
        return keys.is_signed_by(self.public_key, self.signature, self.signed)

    @property
    def number(self) -> str:
        """How people call it: the log it belongs to, and the position."""
        return f"{self.incarnation[:4].upper()}-{self.seq}"


class Receipts:
    """The child asks when its live log has grown; the parent signs; the child keeps what is signed well."""

    name = "receipt"

    def ask(self, at: datetime) -> int | None:
        row = store.one(
            "SELECT 1 FROM sync_self s JOIN log l ON l.incarnation = s.incarnation "
            "WHERE l.head_seq > (SELECT COALESCE(MAX(r.seq), 0) FROM receipt r WHERE r.log = l.n)"
        )
        return BARE if row else None

    def reply(self, heard: Heard) -> str | list[Any] | None:
        if not heard.said or not heard.logs or not heard.logs[-1][1]:
            return None
        incarnation, seq, chain = heard.logs[-1]
        at = telling.text(heard.at)
        here = positions.identity().unit
        said = Statement(heard.unit, here, incarnation, seq, chain, at, heard.key.public, b"")
        signature = base64.b85encode(heard.key.sign(said.signed)).decode()
        return signature if heard.said == BARE else [int(heard.at.timestamp()), signature]

    def take(self, reply: Any, at: datetime) -> None:
        """The position is the one just acknowledged and proved to be ours; the chain is our own."""
        row = store.one(
            "SELECT l.n, l.incarnation, l.acked_seq, l.acked_hash, s.unit, p.unit, p.public_key, "
            "p.clock_offset_seconds FROM sync_self s JOIN log l ON l.incarnation = s.incarnation "
            "JOIN sync_parent p ON 1 = 1"
        )
        if row is None or not row[2]:
            return
        if isinstance(reply, str):
            reply = [int(at.timestamp()) + row[7], reply]
        seconds, signature = reply
        if not 0 <= int(seconds) < 2**32:
            raise ValueError("not a time")
        said = Statement(
            child=row[4], parent=row[5], incarnation=row[1], seq=row[2], chain=bytes(row[3]),
            at=telling.text(datetime.fromtimestamp(int(seconds), UTC)), public_key=bytes(row[6]),
            signature=base64.b85decode(signature),
        )  # fmt: skip
        if not said.is_good:
            raise ValueError("a receipt nobody signed")
        store.run(
            "INSERT INTO receipt (log, seq, chain, at, public_key, signature) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (row[0], said.seq, said.chain, said.at, said.public_key, said.signature),
        )


# ── As a text that stands by itself ─────────────────────────────────────────────────────────────────


def as_text(said: Statement, *, words: str) -> str:
    """The receipt as a file: words for people, then what a program checks."""
    facts = {"key": said.public_key.hex(), "signature": said.signature.hex()}
    return f"{words}\n\n{MARK} {said.signed.decode()}\n{MARK}-chu-ky {json.dumps(facts, sort_keys=True)}\n"


def from_text(text: str) -> Statement:
    """Read such a file. Raises `BadReceipt`; whether it is signed well is for `is_good`."""
    found = dict(re.findall(rf"^({MARK}(?:-chu-ky)?) (\{{.*\}})\s*$", text[:MOST_TEXT_BYTES], re.M))
    try:
        facts, signed = json.loads(found[MARK]), json.loads(found[f"{MARK}-chu-ky"])
        return Statement(
            child=str(facts["child"]), parent=str(facts["parent"]), incarnation=str(facts["log"]),
            seq=int(facts["seq"]), chain=bytes.fromhex(facts["chain"]), at=str(facts["at"]),
            public_key=bytes.fromhex(signed["key"]), signature=bytes.fromhex(signed["signature"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadReceipt("Tệp này không phải biên nhận của Một Cửa.") from error
