"""The key of its parent that a child believes, and how it comes to believe the next one. Told as an aside.

A child pins the key it was given when it joined, and says the beginning of its fingerprint in every exchange. A parent
that has another key by now answers under the pinned one and tells the new one beside it, signed by the new one over
both; the answer's own signature is the old one's word. From then on the child believes the new key alone.
"""

from datetime import datetime
from typing import Any

from sync import keys, positions, store, wire
from sync.asides import Heard
from sync.keys import NodeKey
from sync.members import telling
from sync.operations import canonical
from sync.tables import SyncNotice

PIN_BYTES = 4
CHANGED = (
    "Cấp trên đã đổi khóa ký. Khóa mới được chính khóa cũ xác nhận; máy này tin khóa mới từ nay."
)


def pin_of(public: bytes) -> bytes:
    return keys.fingerprint(public)[:PIN_BYTES]


def said_in(opened: wire.Envelope, last_said: bytes) -> bytes:
    """What this request pins; a verb does not say it, so what the last exchange said holds."""
    beside = opened.header.get("beside")
    pin = beside.get(Pin.name) if isinstance(beside, dict) else None
    try:
        return bytes.fromhex(pin) if isinstance(pin, str) else last_said
    except ValueError:
        return last_said


class Pin:
    """The child says which key it believes; the parent tells the one that follows, if there is one."""

    name = "pin"

    def ask(self, at: datetime) -> str | None:
        row = store.one("SELECT public_key FROM sync_parent")
        return pin_of(bytes(row[0])).hex() if row else None

    def reply(self, heard: Heard) -> dict[str, str] | None:
        if isinstance(heard.said, str):
            store.run(
                "UPDATE sync_child SET pins = ? WHERE unit = ? AND (pins IS NULL OR pins <> ?)",
                (pin := pin_of(heard.key.public), heard.unit, pin),
            )
        if heard.key.successor is None:
            return None
        new = NodeKey(heard.key.successor)
        said = _statement(heard.key.public, new.public, heard.unit)
        return {"public_key": new.public.hex(), "proof": new.sign(said).hex()}

    def take(self, reply: Any, at: datetime) -> None:
        """The answer has proved to come under the key pinned; the new key must speak for itself."""
        row = store.one("SELECT public_key FROM sync_parent")
        try:
            new, proof = bytes.fromhex(reply["public_key"]), bytes.fromhex(reply["proof"])
        except (KeyError, TypeError) as error:
            raise ValueError("not a key") from error
        said = _statement(bytes(row[0]) if row else b"", new, positions.identity().unit)
        if not keys.is_signed_by(new, proof, said):
            raise ValueError("the new key does not speak for itself")
        store.run("UPDATE sync_parent SET public_key = ?", (new,))
        SyncNotice.create(at=telling.text(at), words=CHANGED)


def _statement(old: bytes, new: bytes, unit: str) -> bytes:
    return canonical({"motcua": "new-parent-key", "old": old.hex(), "new": new.hex(), "unit": unit})
