"""The parent's side of a comparison: it names what differs, gives what the child lacks and takes what it lacks itself.

A child sees nothing here of records outside its scopes, and cannot bring in operations that an exchange would refuse.
"""

from typing import Any

from sync import store
from sync.asides import Heard
from sync.checks import digests, incidents, ledger, mending
from sync.checks.digests import Key, short
from sync.checks.findings import heard, repair_of
from sync.checks.mending import Body, Holdings
from sync.instants import instant
from sync.journal import transaction
from sync.keys import VOUCHER_BYTES
from sync.operations import MalformedOperation, read
from sync.tables import database

MOST_BUCKETS = 200
MOST_SAID_BYTES = 160 * 1024

BUCKETS, RECORDS, MENDING = "buckets", "records", "mend"
WAIT, SHAPE = "wait", "shape"


def reply(said: Heard) -> Any:
    """The answer to one step, or nothing to what is not one."""
    replies = {BUCKETS: _buckets, RECORDS: _records, MENDING: _mending}
    if not isinstance(said.said, dict) or said.said.get("step") not in replies:
        return None
    if not said.is_level:
        return {"step": WAIT}
    try:
        with database.atomic():
            return replies[said.said["step"]](said)
    except (KeyError, TypeError, ValueError, AttributeError, MalformedOperation):
        return None


def _buckets(said: Heard) -> Any:
    ask = said.said
    if ask["rows"] and ask["shape"] != digests.shape():
        return {"step": SHAPE}
    theirs = {
        (scope, month): digest
        for scope, months in ask["buckets"].items()
        for month, digest in months.items()
        if scope in said.scopes
    }
    only = None
    if ask.get("days"):
        first, last = map(str, ask["days"])
        only = ledger.buckets_touched(first, last, said.scopes) | theirs.keys()
    mine = digests.look(said.scopes, rows=bool(ask["rows"]), only=only)
    keys = sorted(mine.buckets.keys() | theirs.keys())
    differ = [key for key in keys if mine.buckets.get(key) != theirs.get(key)]
    store.run(
        "INSERT INTO comparison (unit, began_at, ended_at, records, buckets, differing, todo) "
        "VALUES (?, ?, ?, ?, ?, 0, '{}')",
        (said.unit, instant(said.at), instant(said.at), mine.records, len(keys)),
    )
    incidents.close(said.unit, differ, said.at, among=only)
    return {
        "step": BUCKETS, "differ": differ[:MOST_BUCKETS], "buckets": len(keys), "records": mine.records,
        **({"among": sorted(only)} if only is not None else {}),
    }  # fmt: skip


def _records(said: Heard) -> Any:
    ask = said.said
    (scope, month), rows = ask["bucket"], bool(ask["rows"])
    if scope not in said.scopes:
        return None
    after, upto = ask["after"], ask["upto"]
    mine = {
        key: short(digest)
        for key, digest in digests.of_bucket((scope, month), rows=rows)
        if (after is None or key > tuple(after)) and (upto is None or key <= tuple(upto))
    }
    theirs = {
        (str(entity), str(record_id)): digest
        for entity, records in ask["records"].items()
        for record_id, digest in records.items()
    }
    differ: list[Any] = []
    room = MOST_SAID_BYTES
    for key in sorted(mine.keys() | theirs.keys()):
        if mine.get(key) == theirs.get(key):
            continue
        if room <= 0:
            return {"step": RECORDS, "differ": differ, "upto": differ[-1]["key"]}
        differ.append(_what_we_hold(key, said, rows=rows))
        room -= 200 + 36 * sum(len(differ[-1][name]) for name in ("applied", "parked", "refused"))
    return {"step": RECORDS, "differ": differ, "upto": upto}


def _what_we_hold(key: Key, said: Heard, *, rows: bool) -> dict[str, Any]:
    """What we have of a record, after its row was mended; nothing of one that is outside the child's scopes."""
    found = store.one("SELECT scope FROM record WHERE entity = ? AND id = ?", key)
    row, held, digest = [], Holdings(), None
    if found is not None and found[0] in said.scopes:
        row = mending.mend(*key, is_complete=False)
        held = mending.holdings(*key)
        digest = digests.of_record(*key, rows=rows)
    return {
        "key": key, "row": row, "digest": short(digest) if digest else None,
        "applied": _hexes(held.applied), "parked": _hexes(held.parked), "refused": _hexes(held.refused),
        "damaged": _hexes(held.damaged),
    }  # fmt: skip


def _mending(said: Heard) -> Any:
    """Take and give; what was found comes with the last of what the child gives."""
    ask = said.said
    scope, month = map(str, ask["bucket"])
    if scope not in said.scopes:
        return None
    took = [_take_given(str(text), bytes.fromhex(voucher), said) for text, voucher in ask["give"]]
    given = mending.bodies(list(ask["want"]), said.scopes, most_bytes=MOST_SAID_BYTES)
    found = [heard(value).from_above() for value in ask["found"]]
    if found:
        repair = repair_of(found, other="cấp dưới")
        spoken = [one.spoken() for one in found]
        incidents.note(
            incidents.BETWEEN, said.unit, (scope, month), spoken, repair=repair, at=said.at
        )
        store.run(
            "UPDATE comparison SET ended_at = ?, differing = differing + ? "
            "WHERE n = (SELECT MAX(n) FROM comparison WHERE unit = ?)",
            (instant(said.at), len(found), said.unit),
        )
    for one in found:
        _mend_for_good(one.entity, one.id, said)
    if took:
        with transaction() as work:
            ledger.mend(work.kept)
    return {"step": MENDING, "took": took, "give": [_with_proof(body, said) for body in given]}


def _mend_for_good(entity: str, record_id: str, said: Heard) -> None:
    """The child has given all it has of this record: what lives in it without an operation is wrong."""
    row = store.one("SELECT scope FROM record WHERE entity = ? AND id = ?", (entity, record_id))
    if row is not None and row[0] in said.scopes:
        mending.mend(entity, record_id, is_complete=True)


def _take_given(text: str, voucher: bytes, said: Heard) -> str:
    """Take an operation we lack; one of a node that is not below the child only with our own proof that we served it
    once."""
    operation = read(text.encode())
    is_proved = voucher[:VOUCHER_BYTES] == said.key.voucher(operation.id)
    if operation.scope in said.scopes and (is_proved or operation.node in said.scopes):
        mending.restore(operation.body, at=said.at)
    return operation.id.hex()


def _with_proof(body: Body, said: Heard) -> list[Any]:
    """An operation for the child, with its number in the feed and our voucher, as the feed gives it."""
    row = store.one("SELECT MAX(n) FROM feed WHERE operation = ?", (body.n,))
    proof = said.key.voucher(bytes.fromhex(body.id)) + body.voucher
    return [body.text, row[0] if row else None, proof.hex()]


def _hexes(ids: set[bytes]) -> list[str]:
    return sorted(one.hex() for one in ids)
