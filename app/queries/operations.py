"""What the log says of a dossier: each operation on it and on what belongs to it, with the clocks it passed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sync import store
from sync.tables import APPLIED, PARKED, REFUSED

HLC_PER_SECOND = 1_000_000
OF_DOSSIER = (
    "SELECT n FROM record WHERE entity = 'dossier' AND id = ? UNION ALL "
    "SELECT p.n FROM record d JOIN record p ON p.owner = d.n WHERE d.entity = 'dossier' AND d.id = ?"
)
"""The record of the dossier, and those of its parts."""


@dataclass(frozen=True)
class Operation:
    """One operation as a history reads it. `n` is its row here; `hlc` the clock inside it, the same everywhere."""

    n: int
    entity: str
    record: str
    actor: str
    unit: str
    at: datetime
    hlc: int
    arrived_at: datetime
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """An operation that changed nothing here yet, or never will, and why."""

    operation: Operation
    is_refused: bool
    reason: str


DATA = frozenset({"dossier", "paper", "result", "document"})
"""What holds the data of a dossier; steps, letters and money are told in their own lines."""


def of_dossier(dossier_id: str) -> list[Operation]:
    """What changed the dossier, its papers, its result and its files, as it was done."""
    found = [each for each in of_parts(dossier_id) if each.entity in DATA]
    return sorted(found, key=lambda operation: (operation.hlc, operation.entity))


def of_parts(dossier_id: str) -> list[Operation]:
    """Every operation on the dossier and on all that belongs to it, in the order they came here."""
    rows = store.every(
        f"SELECT o.n, o.body, o.arrived_at FROM operation o WHERE o.record IN ({OF_DOSSIER}) "
        "AND o.state = ? ORDER BY o.n",
        (dossier_id, dossier_id, APPLIED),
    )
    return [_read(*row) for row in rows]


def waiting(dossier_id: str) -> list[Waiting]:
    """What came for the dossier and stands beside it: parked, or refused."""
    rows = store.every(
        f"SELECT o.n, o.body, o.arrived_at, o.state, o.reason FROM operation o WHERE o.record IN ({OF_DOSSIER}) "
        "AND o.state IN (?, ?) ORDER BY o.n",
        (dossier_id, dossier_id, PARKED, REFUSED),
    )
    return [
        Waiting(_read(n, body, arrived_at), state == REFUSED, reason or "")
        for n, body, arrived_at, state, reason in rows
    ]


def receipts_of_money(dossier_id: str) -> list[Operation]:
    """Every receipt for money of the dossier, as it was written."""
    rows = store.every(
        "SELECT o.n, o.body, o.arrived_at FROM record d "
        "JOIN record p ON p.owner = d.n AND p.entity = 'payment' JOIN operation o ON o.record = p.n "
        "WHERE d.entity = 'dossier' AND d.id = ? AND o.state = ? ORDER BY o.n",
        (dossier_id, APPLIED),
    )
    return [told for told in (_read(*row) for row in rows) if "amount" in told.values]


def of_records(entity: str, ids: Iterable[str]) -> list[Operation]:
    wanted = list(ids)
    if not wanted:
        return []
    rows = store.every(
        "SELECT o.n, o.body, o.arrived_at FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.entity = ? AND r.id IN ({', '.join('?' * len(wanted))}) AND o.state = ? "
        "ORDER BY o.n",
        (entity, *wanted, APPLIED),
    )
    return [_read(*row) for row in rows]


def received_above(ours: Iterable[Operation]) -> dict[int, datetime]:
    """When the office above had signed for each of these operations of ours, by row; none where it has not yet.

    A receipt covers all that stands before it in our log, so the first one at or behind the operation says when.
    """
    wanted = sorted(ours, key=lambda operation: operation.n)
    if not wanted:
        return {}
    rows = store.every(
        "SELECT e.operation, r.at FROM receipt r JOIN entry e ON e.log = r.log AND e.seq = r.seq "
        "WHERE r.at >= ? ORDER BY r.at, e.operation",
        (min(each.arrived_at for each in wanted).strftime("%Y-%m-%dT%H:%M:%SZ"),),
    )
    signed = [(int(n), datetime.fromisoformat(at)) for n, at in rows]
    found: dict[int, datetime] = {}
    for each in wanted:
        at = next((at for n, at in signed if n >= each.n and at >= each.arrived_at), None)
        if at is not None:
            found[each.n] = at
    return found


def _read(n: int, raw: bytes, arrived_at: str) -> Operation:
    body = json.loads(bytes(raw))
    return Operation(
        n=n,
        entity=body["entity"],
        record=body["id"],
        actor=body["actor"],
        unit=body["node"],
        at=datetime.fromtimestamp(body["hlc"] // HLC_PER_SECOND, UTC),
        hlc=body["hlc"],
        arrived_at=datetime.fromisoformat(arrived_at),
        values=body["values"],
    )
