"""What an upgrade teaches: fields and entities that came before this program knew them, drawn when it does.

Until then they stand in the log and in the live values like any other, and go on to other nodes byte for byte. What
the tables show is compared with what was drawn last, once at every start; where a field or an entity is new, the
records that have it are treated as if what they hold came now: a value that does not fit is refused, a part enters the
record it belongs to or waits for it, and the row is drawn.
"""

import json
from dataclasses import dataclass

from sync import journal, records, registers, store
from sync.applying import drawing
from sync.checks import ledger
from sync.journal import transaction
from sync.operations import Operation
from sync.records import NOT_YET_KNOWN, Known
from sync.shares import Share
from sync.tables import APPLIED, PARKED, REFUSED, RETRACTED

UNFIT = "Giá trị của “{name}” không hợp lệ."


def learn() -> int:
    """Bring the tables to what this program shares; how many records were looked at again."""
    drawn_last = dict(store.every("SELECT entity, fields FROM learned"))
    looked_at = 0
    for entity, table in journal.shared().items():
        before, now = drawn_last.get(entity), json.dumps(sorted(table.settle))
        if before != now:
            looked_at += _learn(table, set(json.loads(before)) if before else None)
            _note(entity, now)
    return looked_at


def _learn(table: Share, before: set[str] | None) -> int:
    """Draw the records that hold something new; all of them when the whole entity is."""
    looked_at = 0
    with transaction() as work:
        rows = store.every(
            "SELECT n, id, scope, live, month, owner FROM record WHERE entity = ? ORDER BY n",
            (table.entity,),
        )
        for n, record_id, scope, live, month, owner in rows:
            known = Known(n, scope, registers.unpack(live), month, owner)
            fields = set(known.live) & set(table.settle)
            if not known.live and before is None and table.belongs_to:
                looked_at += _comes_back(known)
                continue
            if not fields or (before is not None and fields <= before):
                continue
            if not _comes_again(table, record_id, known):
                _count_contested(table, known)
                drawing.again(table, record_id, known, work.may_hold())
            looked_at += 1
    return looked_at


def _comes_back(known: Known) -> bool:
    """A part that was let go of with the scope it was written under, by a program that did not know it for a part:
    where its record is held, it is; and where that has gone, it has gone too."""
    held = records.read_all(
        store.every(
            "SELECT n, body FROM operation WHERE record = ? AND state = ? ORDER BY n",
            (known.n, RETRACTED),
        )
    )
    owner = next(filter(None, (records.owner_of(operation) for _, operation in held)), None)
    if owner is None:
        if held:
            records.let_go_with(known, held[0][1])
        return False
    store.run(
        "UPDATE operation SET state = ?, reason = ? WHERE record = ? AND state = ?",
        (PARKED, NOT_YET_KNOWN, known.n, RETRACTED),
    )
    records.take_up(known, held[0][1], owner)
    journal.look_again(known, held[-1][1], owner)
    return True


@dataclass
class Held:
    """An operation that was applied when less was known of its record."""

    n: int
    operation: Operation
    unfit: str | None


def _comes_again(table: Share, record_id: str, known: Known) -> bool:
    """Whether the record cannot stay as it was taken: what it holds is then refused, parked or applied anew."""
    held = [
        Held(n, operation, table.unfit(operation.values))
        for n, operation in records.read_all(
            store.every(
                "SELECT n, body FROM operation WHERE record = ? AND state = ? ORDER BY n",
                (known.n, APPLIED),
            )
        )
    ]
    is_stray = table.belongs_to is not None and known.owner is None
    if not is_stray and not any(each.unfit for each in held):
        return False
    for each in held:
        reason = UNFIT.format(name=each.unfit) if each.unfit else NOT_YET_KNOWN
        state = REFUSED if each.unfit else PARKED
        store.run("UPDATE operation SET state = ?, reason = ? WHERE n = ?", (state, reason, each.n))
    if refused := [each.operation for each in held if each.unfit]:
        store.take_feed_lock()
        ledger.take_out(refused)
    known.live = {}
    drawing.erase(table, record_id)
    store.run("UPDATE record SET live = '{}', contested = 0 WHERE n = ?", (known.n,))
    owner = next(filter(None, (records.whole_of(each.operation) for each in held)), None)
    if owner is not None and owner.is_let_go:
        records.let_go_with(known, held[0].operation)
    else:
        journal.look_again(known, held[-1].operation, owner)
    return True


def _count_contested(table: Share, known: Known) -> None:
    """How the field settles is known only now."""
    store.run(
        "UPDATE record SET contested = ? WHERE n = ?", (drawing.contested(table, known), known.n)
    )


def _note(entity: str, fields: str) -> None:
    with transaction():
        store.run("DELETE FROM learned WHERE entity = ?", (entity,))
        store.run("INSERT INTO learned (entity, fields) VALUES (?, ?)", (entity, fields))
