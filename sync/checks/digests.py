"""Do two nodes hold the same? Digests of what is really stored: operations, live values, rows of the tables.

A bucket is one scope and the month its records began. Its digest is the sum of the digests of its records, so it
needs no order; two nodes compare some dozens of short numbers and look into the buckets that differ.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync import journal, registers, store
from sync.operations import canonical, operation_id
from sync.tables import APPLIED

MODULUS = 1 << 256
SHORT_BYTES = 8
_ONE = 1 << 128
"""Added with each operation id, which is shorter: the sum tells how many there are, too."""

Key = tuple[str, str]
"""Of a record: (entity, id). Of a bucket: (scope, month)."""


@dataclass(frozen=True)
class Looked:
    """The short digests of all buckets looked at, and how many records they hold."""

    records: int = 0
    buckets: dict[Key, str] = field(default_factory=dict)


def shape() -> str:
    """The shared fields this program knows. Two programs that differ in them cannot compare their rows."""
    known = {entity: sorted(table.settle) for entity, table in journal.shared().items()}
    return short(hashlib.sha256(canonical(known)).digest())


def look(
    scopes: Collection[str] | None, *, rows: bool, without: Collection[bytes] = (), only: Collection[Key] | None = None
) -> Looked:  # fmt: skip
    """Every bucket of these scopes (of all when None); of those only `only`, when given.

    With `rows` the shown values go in; without, only the operations. `without` are ids of operations that our parent
    refused: above they never entered.
    """
    buckets: dict[Key, str] = {}
    records = 0
    for scope, month in buckets_of(scopes):
        if only is not None and (scope, month) not in only:
            continue
        total = count = 0
        for _, digest in of_bucket((scope, month), rows=rows, without=without):
            total += int.from_bytes(digest, "big")
            count += 1
        whole = f"{count} {total % MODULUS:x}".encode()
        buckets[scope, month] = short(hashlib.sha256(whole).digest())
        records += count
    return Looked(records, buckets)


def buckets_of(scopes: Collection[str] | None) -> list[Key]:
    found = store.every("SELECT DISTINCT scope, month FROM record")
    return sorted((s, month) for s, month in found if scopes is None or s in scopes)


def of_bucket(
    bucket: Key, *, rows: bool, without: Collection[bytes] = ()
) -> Iterator[tuple[Key, bytes]]:
    """Each record of a bucket with its digest, in no order."""
    sums = _sums(
        "SELECT r.n, o.body FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.scope = ? AND r.month = ? AND o.state = {APPLIED}",
        bucket,
        without,
    )
    entities = store.every(
        "SELECT DISTINCT entity FROM record WHERE scope = ? AND month = ?", bucket
    )
    for (entity,) in entities:
        found = store.run(
            _drawn(entity, rows=rows) + " AND r.scope = ? AND r.month = ?", (entity, *bucket)
        )
        yield from _digested(entity, found, sums)


def of_record(
    entity: str, record_id: str, *, rows: bool, without: Collection[bytes] = ()
) -> bytes | None:
    """The digest of one record; None when it is not here."""
    sums = _sums(
        "SELECT r.n, o.body FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.entity = ? AND r.id = ? AND o.state = {APPLIED}",
        (entity, record_id),
        without,
    )
    found = store.every(_drawn(entity, rows=rows) + " AND r.id = ?", (entity, record_id))
    return next((digest for _, digest in _digested(entity, found, sums)), None)


def _sums(statement: str, values: Sequence[Any], without: Collection[bytes]) -> dict[int, int]:
    """Per record the ids that the bytes of its operations have now, added up."""
    left_out = set(without)
    sums: dict[int, int] = {}
    for n, body in store.run(statement, values):
        operation = operation_id(body)
        if operation not in left_out:
            sums[n] = sums.get(n, 0) + int.from_bytes(operation, "big") + _ONE
    return sums


def _drawn(entity: str, *, rows: bool) -> str:
    """The statement that reads records of an entity beside their rows."""
    table = journal.shared().get(entity)
    if table is None or not rows:
        return "SELECT r.n, r.id, r.scope, r.live FROM record r WHERE r.entity = ?"
    columns = "".join(f', t."{name}"' for name in sorted(table.settle))
    return (
        f"SELECT r.n, r.id, r.scope, r.live, t.id{columns} "
        f'FROM record r LEFT JOIN "{table.table}" t ON t.id = r.id WHERE r.entity = ?'
    )


def _digested(entity: str, found: Any, sums: dict[int, int]) -> Iterator[tuple[Key, bytes]]:
    truths = store.is_postgresql()
    for n, record_id, scope, live, *row in found:
        values = [int(v) if isinstance(v, bool) else v for v in row] if truths else row
        whole = _json(
            [entity, record_id, scope, registers.spell(live), f"{sums.get(n, 0):x}", values]
        )
        yield (entity, record_id), hashlib.sha256(whole.encode()).digest()


def _encoder() -> Callable[[list[Any]], str]:
    """JSON of a list. `JSONEncoder.encode` makes the same inner encoder anew at every call: half of its time."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    escaped = json.encoder.encode_basestring
    inner = make(None, str, escaped, None, ":", ",", False, False, True)
    return lambda content: "".join(inner(content, 0))


_json = _encoder()


def short(digest: bytes) -> str:
    """As it is told."""
    return digest[:SHORT_BYTES].hex()
