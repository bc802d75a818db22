"""A node takes a new key. The old one vouches for it, and at no point is there a node that cannot speak.

Below: the new key is made beside the old one (`node.key.next`). The node asks its parent, under the old key and with
the new one's own signature, to be known by the new one (verb `rotate`); only when the parent has said yes under its own
signature does the new key take its place. Until the first request under the new key the parent hears the old one
too, so an answer that is lost costs a repetition. At the top there is nobody to ask; children learn by `pins.py`.
"""

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from sync import keys, positions, store, wire
from sync.child import Away, Carrier, Refused
from sync.journal import transaction
from sync.keys import ELDERS_FILE, KEY_FILE, NodeKey
from sync.members import nodes
from sync.operations import canonical
from sync.verbs import Asked, Reply

NEXT_FILE = "node.key.next"
FOLLOWED = "Đã đổi sang khóa mới."


def begin(folder: Path) -> NodeKey:
    """Make the next key, or go on with the one made already."""
    if not (folder / NEXT_FILE).exists():
        keys.keep(folder / NEXT_FILE, [secrets.token_bytes(32)])
    (seed,) = keys.kept(folder / NEXT_FILE)
    return NodeKey(seed)


def is_waiting(folder: Path) -> bool:
    return (folder / NEXT_FILE).exists()


def announce(carrier: Carrier, folder: Path) -> None:
    """Ask the parent to know us by the next key, and take it when it does. Raises `Away` or `Refused`."""
    old, new = keys.load_or_make(folder), begin(folder)
    unit = positions.identity().unit
    header = {
        "verb": "rotate", "node": unit, "protocol": list(wire.PROTOCOL), "public_key": new.public.hex(),
        "proof": new.sign(_statement(unit, old.public, new.public)).hex(),
    }  # fmt: skip
    said = _opened(carrier.carry(wire.seal(header, [], old)))
    if said.get("verdict") != "ok":
        raise Refused(
            str(said.get("verdict")), str(said.get("words", "Cấp trên từ chối khóa mới."))
        )
    if said.get("public_key") != new.public.hex():
        raise Away("Câu trả lời của cấp trên không nói về khóa mới này.")
    promote(folder)


def promote(folder: Path) -> None:
    """The next key takes its place; the one before is remembered first, so no cut leaves neither."""
    now = keys.load_or_make(folder)
    keys.keep(folder / ELDERS_FILE, [now.seed, *now.elders])
    (folder / NEXT_FILE).replace(folder / KEY_FILE)


def take_back(folder: Path) -> bool:
    """Our parent does not know our key, perhaps because it was restored from before the rotation: speak under the one
    before again, and announce this one anew. False when there is none before."""
    now = keys.load_or_make(folder)
    if not now.elders or is_waiting(folder):
        return False
    keys.keep(folder / NEXT_FILE, [now.seed])
    keys.keep(folder / KEY_FILE, [now.elders[0]])
    return True


def answer(asked: Asked) -> Reply:
    """The parent's side of the verb `rotate`."""
    try:
        new, proof = (bytes.fromhex(asked.header[name]) for name in ("public_key", "proof"))
    except (KeyError, TypeError, ValueError):
        return Reply({"verdict": "unreadable", "words": "Lời báo khóa mới không đọc được."})
    with transaction():
        row = store.one(
            "SELECT public_key, previous_key, name, tier FROM sync_child WHERE unit = ?" + store.for_update(),
            (asked.unit,),
        )  # fmt: skip
        if row is None:
            return Reply({"verdict": "unknown-node", "words": "Máy này chưa được mời."})
        public, previous = bytes(row[0]), bytes(row[1] or b"")
        known = public == new
        old = previous if known else public
        if not keys.is_signed_by(new, proof, _statement(asked.unit, old, new)):
            return Reply(
                {"verdict": "bad-signature", "words": "Khóa mới không tự chứng minh được."}
            )
        if not known:
            _follow(asked, old, new, row[2], row[3])
    return Reply({"verdict": "ok", "public_key": new.hex()})


def _follow(asked: Asked, old: bytes, new: bytes, name: str, tier: int) -> None:
    store.run(
        "UPDATE sync_child SET public_key = ?, previous_key = ? WHERE unit = ?",
        (new, old, asked.unit),
    )
    by = f"rotate@{asked.unit}"
    nodes.enrol(new, unit=asked.unit, name=name, tier=tier, by=by, at=asked.at, follows=old)
    nodes.revoke(old, unit=asked.unit, by=by, at=asked.at, reason=FOLLOWED)


def rotate_top(folder: Path, *, name: str, by: str, at: datetime) -> None:
    """A node that nobody has enrolled takes a new key by itself and tells it to all below."""
    old, new = keys.load_or_make(folder), begin(folder)
    with transaction():
        me = positions.identity()
        nodes.enrol(
            new.public, unit=me.unit, name=name, tier=me.tier, by=by, at=at, follows=old.public
        )
        nodes.revoke(old.public, unit=me.unit, by=by, at=at, reason=FOLLOWED)
    promote(folder)


def _statement(unit: str, old: bytes, new: bytes) -> bytes:
    return canonical({"motcua": "new-node-key", "unit": unit, "old": old.hex(), "new": new.hex()})


def _opened(envelope: bytes) -> dict[str, Any]:
    row = store.one("SELECT public_key FROM sync_parent")
    try:
        said = wire.unseal(envelope)
    except wire.BadEnvelope as error:
        raise Away("Nơi trả lời không phải là máy chủ cấp trên (hoặc gói tin bị cắt).") from error
    if row is None or not said.is_from(bytes(row[0])):
        raise Away("Câu trả lời không mang chữ ký của đơn vị cấp trên.")
    return said.header
