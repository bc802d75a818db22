"""How a node joins its parent: an invitation for one unit, and one signed message each way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sync import keys, store, wire
from sync.instants import instant
from sync.journal import transaction
from sync.keys import NodeKey
from sync.members import nodes, pins
from sync.tables import Invitation, SyncChild, SyncParent

VALID_FOR = timedelta(hours=72)


class NotEnrolled(Exception):
    """The parent did not take this node in; the text says why, for a person."""


def invite(unit: str, *, at: datetime) -> str:
    """A fresh one-use code for this unit, valid for 72 hours. Earlier unused codes of the unit stop working."""
    code = keys.new_code()
    with transaction():
        store.run("DELETE FROM invitation WHERE unit = ? AND used_at IS NULL", (unit,))
        Invitation.create(
            unit=unit,
            proof_key=keys.proof_key(code),
            made_at=instant(at),
            expires_at=instant(at + VALID_FOR),
        )
    return code


def request(unit: str, code: str, key: NodeKey) -> bytes:
    """What a new node says to its parent."""
    public = key.public
    proof = keys.prove(keys.proof_key(code), b"child", unit.encode(), public)
    header = {"unit": unit, "public_key": public.hex(), "proof": proof.hex()}
    return wire.seal(header, [], key)


def answer(
    envelope: bytes,
    *,
    key: NodeKey,
    me: dict[str, Any],
    names: dict[str, tuple[str, int]],
    at: datetime,
) -> bytes:
    """Take the node in, or say why not. `me` = {unit, name, tier} of this parent; `names` = units that may be
    enrolled below it: code → (name, tier)."""
    try:
        said = wire.unseal(envelope)
        unit = str(said.header["unit"])
        public = bytes.fromhex(said.header["public_key"])
        proof = bytes.fromhex(said.header["proof"])
    except (wire.BadEnvelope, KeyError, TypeError, ValueError):
        return _no("Yêu cầu kết nối không đọc được.", key)
    if not said.is_from(public) or unit not in names:
        return _no("Yêu cầu kết nối không hợp lệ.", key)
    with transaction():
        found = _invitation(unit, public, proof, at)
        if found is None:
            return _no("Mã mời không đúng, đã dùng, hoặc đã quá 72 giờ. Hãy xin mã mới.", key)
        store.run("UPDATE invitation SET used_at = ? WHERE id = ?", (instant(at), found[0]))
        nodes.tell_self(key.public, name=str(me["name"]), by=f"enrol@{me['unit']}", at=at)
        _take_in(
            unit,
            public,
            *names[unit],
            pins=pins.pin_of(key.public),
            by=f"enrol@{me['unit']}",
            at=at,
        )
    proof_back = keys.prove(bytes(found[1]), b"parent", key.public, public)
    header = {
        **me, "verdict": "ok", "public_key": key.public.hex(), "proof": proof_back.hex(), "child_name": names[unit][0],
        "child_tier": names[unit][1],
    }  # fmt: skip
    return wire.seal(header, [], key)


def _take_in(
    unit: str, public: bytes, name: str, tier: int, *, pins: bytes, by: str, at: datetime
) -> None:
    """The machine speaks for the unit from now on, and the one before it no more."""
    before = store.one(
        "SELECT public_key, revoked_at FROM sync_child WHERE unit = ?" + store.for_update(), (unit,)
    )
    if before and bytes(before[0]) != public and not before[1]:
        nodes.revoke(bytes(before[0]), unit=unit, by=by, at=at, reason=nodes.REPLACED)
    if before is None or bytes(before[0]) != public or before[1]:
        store.run("DELETE FROM sync_child WHERE unit = ?", (unit,))
        SyncChild.create(
            unit=unit, name=name, tier=tier, public_key=public, enrolled_at=instant(at), pins=pins
        )
    nodes.enrol(public, unit=unit, name=name, tier=tier, by=by, at=at)


def accept(envelope: bytes, *, code: str, url: str, key: NodeKey) -> dict[str, Any]:
    """Read the parent's answer and keep the parent; raises `NotEnrolled` with the reason."""
    try:
        said = wire.unseal(envelope)
        if said.header.get("verdict") != "ok":
            raise NotEnrolled(str(said.header.get("words", "Đơn vị cấp trên từ chối.")))
        public = bytes.fromhex(said.header["public_key"])
        proof = bytes.fromhex(said.header["proof"])
    except (wire.BadEnvelope, KeyError, TypeError, ValueError) as error:
        raise NotEnrolled("Địa chỉ này không phải là máy chủ Một Cửa.") from error
    known = keys.is_proved(keys.proof_key(code), proof, b"parent", public, key.public)
    if not known or not said.is_from(public):
        raise NotEnrolled("Máy chủ trả lời không chứng minh được là bên đã cấp mã mời.")
    return {**said.header, "public": public, "url": url}


def keep_parent(answered: dict[str, Any]) -> None:
    with transaction():
        store.run("DELETE FROM sync_parent")
        SyncParent.create(
            unit=answered["unit"],
            name=answered["name"],
            url=answered["url"],
            public_key=answered["public"],
        )


def revoke(unit: str, *, reason: str, by: str, at: datetime) -> bool:
    """End what the machine of this unit may do here; false when there is none, or it has ended already."""
    with transaction():
        row = store.one(
            "SELECT public_key FROM sync_child WHERE unit = ? AND revoked_at IS NULL", (unit,)
        )  # fmt: skip
        if row is None:
            return False
        store.run(
            "UPDATE sync_child SET revoked_at = ?, revoked_words = ? WHERE unit = ?",
            (instant(at), reason[:300], unit),
        )
        nodes.revoke(bytes(row[0]), unit=unit, by=by, at=at, reason=reason)
        return True


def note_compared(unit: str, public: bytes, *, by: str, at: datetime) -> bool:
    """Two people have compared the words of this key; false when the unit has another key by now."""
    with transaction():
        cursor = store.run(
            "UPDATE sync_child SET compared_at = ?, compared_by = ? WHERE unit = ? AND public_key = ?",
            (instant(at), by, unit, public),
        )
        return bool(cursor.rowcount)


def scopes_of(unit: str, units_below: Sequence[str]) -> list[str]:
    """What a child may hold: what everyone holds, its own unit, and the units below it."""
    return ["all", unit, *units_below]


def _invitation(unit: str, public: bytes, proof: bytes, at: datetime) -> tuple[int, bytes] | None:
    """The open invitation this proof fits. Asked again by the same key, a used one fits too: the answer may
    have been lost on the way."""
    rows = store.every(
        "SELECT id, proof_key, used_at FROM invitation WHERE unit = ? AND expires_at >= ? ORDER BY id DESC",
        (unit, instant(at)),
    )
    for row_id, proof_key, used_at in rows:
        if keys.is_proved(bytes(proof_key), proof, b"child", unit.encode(), public):
            again = store.one(
                "SELECT 1 FROM sync_child WHERE unit = ? AND public_key = ?", (unit, public)
            )
            return (row_id, bytes(proof_key)) if used_at is None or again else None
    return None


def _no(words: str, key: NodeKey) -> bytes:
    return wire.seal({"verdict": "refused", "words": words}, [], key)
