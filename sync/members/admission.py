"""Who asks: a request is taken from a node enrolled below, and from nobody else."""

from dataclasses import dataclass
from datetime import datetime

from sync import store, wire
from sync.journal import transaction
from sync.keys import fingerprint
from sync.members import held, nodes, telling
from sync.requests import Refused

REVOKED = "Máy này đã bị ngừng kết nối từ {since}: {reason}"
KEPT = " Những thay đổi vừa gửi được giữ lại ở cấp trên, chờ người xem xét."


@dataclass(frozen=True)
class Child:
    """A node below that may speak; `pins` begins the fingerprint of the key of ours that it believes."""

    unit: str
    public: bytes
    pins: bytes = b""


def admit(envelope: bytes, opened: wire.Envelope, at: datetime) -> Child:
    """The node that signed this request. Raises `Refused`; what a revoked node wrote is kept for a person first."""
    rows = store.every(
        "SELECT unit, public_key, previous_key, revoked_at, revoked_words, pins FROM sync_child"
    )
    for unit, public, previous, revoked_at, words, pins in rows:
        speaks = _speaking(opened, [public, previous])
        if speaks is None:
            continue
        if revoked_at:
            raise _refusal(unit, revoked_at, words, envelope, opened, at)
        if previous and speaks == bytes(public):
            with transaction():
                store.run("UPDATE sync_child SET previous_key = NULL WHERE unit = ?", (unit,))
        return Child(unit, bytes(public), bytes(pins or b""))
    for public, unit, revoked_at, reason in nodes.revoked():
        if _speaking(opened, [public]):
            raise _refusal(unit, revoked_at, reason, envelope, opened, at)
    raise Refused("unknown-node", "Máy này chưa được mời, hoặc đã được thay bằng máy khác.")


def _speaking(opened: wire.Envelope, keys: list[bytes | None]) -> bytes | None:
    """Which of these keys signed it. Raises `Refused` when one is named and did not."""
    for public in (bytes(key) for key in keys if key):
        if fingerprint(public) == opened.key:
            if not opened.is_from(public):
                raise Refused("bad-signature", "Chữ ký của gói tin không đúng.")
            return public
    return None


def _refusal(
    unit: str, since: str, reason: str | None, envelope: bytes, opened: wire.Envelope, at: datetime
) -> Refused:
    is_kept = held.keep(unit, envelope, opened, at)
    words = REVOKED.format(
        since=telling.moment(since), reason=(reason or "không ghi lý do").rstrip(". ") + "."
    )
    return Refused("revoked", words + (KEPT if is_kept else ""))
