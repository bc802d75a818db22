"""Changes of the offices below that were not taken in here, and those that wait for one made before them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import NoSuchConflict
from app.models.conflicts import RefusalSettled
from app.models.dossiers import Dossier
from app.queries import outbox, units
from app.queries.moments import instant
from app.queries.outbox import ROOT, Thing
from app.queries.visibility import visible_to
from sync import store
from sync.operations import Operation, read

MOST = 300
SET_ASIDE, TOLD, MENDED, ACCEPTED = "aside", "told", "mended", "accepted"
HOW = {
    SET_ASIDE: "Để riêng",
    TOLD: "Đã báo xã",
    MENDED: "Xã đã gửi lại, đã nhận",
    ACCEPTED: "Đã sửa và nhận tại đây",
}
CLOSED = (SET_ASIDE, MENDED, ACCEPTED)


@dataclass(frozen=True)
class Change:
    """One refused or parked change. `can_tell`: its dossier stands here, so that a note can be written about it."""

    n: int
    thing: Thing
    unit_name: str
    reason: str
    since: datetime
    can_tell: bool
    unit: str = ""
    settled: str = ""
    settled_by: str = ""
    settled_reason: str = ""
    settled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.settled not in CLOSED


REFUSED = f"""
SELECT o.n, x.reason, x.refused_at, x.child, COALESCE(r.entity, ''), COALESCE(r.id, ''), d.id, d.code, d.procedure_name,
  o.body
FROM refused_operation x JOIN operation o ON o.n = x.operation LEFT JOIN record r ON r.n = o.record {ROOT}
WHERE x.child IS NOT NULL ORDER BY x.n DESC LIMIT ?
"""
# The state is written out, so that the small index of parked operations is read.
WAITING = f"""
SELECT o.n, o.reason, o.arrived_at, r.scope, COALESCE(r.entity, ''), COALESCE(r.id, ''), d.id, d.code, d.procedure_name,
  o.body
FROM operation o LEFT JOIN record r ON r.n = o.record {ROOT} WHERE o.state = 1 ORDER BY o.n LIMIT ?
"""
STILL_OPEN = """
SELECT x.operation, o.body FROM refused_operation x JOIN operation o ON o.n = x.operation
LEFT JOIN refusal_settled s ON s.operation = x.operation AND s.how <> 'told'
WHERE x.child IS NOT NULL AND s.id IS NULL ORDER BY x.n DESC LIMIT ?
"""


def refused() -> list[Change]:
    """The newest first; those set aside stand behind the others."""
    found = _changes(store.every(REFUSED, (MOST,)))
    return sorted(found, key=lambda change: not change.is_open)


def unsettled() -> dict[str, int]:
    """How many refused changes of each office nobody has set aside, and no later change has mended."""
    return dict(
        store.every(
            "SELECT x.child, COUNT(*) FROM refused_operation x WHERE x.child IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM refusal_settled s WHERE s.operation = x.operation AND s.how <> ?) GROUP BY x.child",
            (TOLD,),
        )
    )


def parked() -> list[Change]:
    """Those that wait longest first."""
    return _changes(store.every(WAITING, (MOST,)))


def mended() -> list[int]:
    """The open ones of which every value has been replaced by a later change that was taken in."""
    waiting = {n: read(bytes(body)) for n, body in store.every(STILL_OPEN, (MOST,))}
    if not waiting:
        return []
    ids = sorted({operation.record for operation in waiting.values()})
    marks = ", ".join("?" * len(ids))
    replaced: dict[str, set[str]] = defaultdict(set)
    for (body,) in store.every(
        "SELECT o.body FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.id IN ({marks}) AND o.state = 0 AND o.n > ?",
        (*ids, min(waiting)),
    ):
        for name, seen in read(bytes(body)).base.items():
            for prefix in seen:
                replaced[prefix].add(name)
    return [n for n, each in waiting.items() if each.values.keys() <= replaced[each.prefix]]


def one(n: int, officer: Officer) -> tuple[Change, Dossier | None]:
    """A refused change with its dossier, where that stands here and the officer may see it."""
    change = next((each for each in refused() if each.n == n), None)
    if change is None:
        raise NoSuchConflict
    of = (Dossier.id == change.thing.dossier_id) & visible_to(officer)
    return change, Dossier.get_or_none(of)


def ours(n: int) -> tuple[str, str] | None:
    """The record, by entity and id, of a change of ours that the office above refused."""
    row = store.one(
        "SELECT r.entity, r.id FROM refused_operation x JOIN operation o ON o.n = x.operation "
        "JOIN record r ON r.n = o.record WHERE x.child IS NULL AND x.operation = ?",
        (n,),
    )
    return (row[0], row[1]) if row else None


def _changes(rows: list[tuple[Any, ...]]) -> list[Change]:
    names = units.names(local(clock.now()).date())
    numbers = [row[0] for row in rows]
    said = {
        each.operation: each
        for each in RefusalSettled.select().where(RefusalSettled.operation.in_(numbers or [0]))
    }
    return [_change(row, names, said.get(row[0])) for row in rows]


def _change(row: tuple[Any, ...], names: dict[str, str], said: RefusalSettled | None) -> Change:
    n, reason, at, unit, entity, record, dossier, code, procedure, body = row
    if entity:
        thing = outbox.thing_of(entity, record, dossier, code, procedure)
    else:
        entity, thing = _never_begun(read(bytes(body)))
    return Change(
        n=n, thing=thing,
        unit_name=names.get(unit or "", unit or "chưa rõ"), reason=outbox.said(reason or "", entity),
        since=instant(at), unit=unit or "", can_tell=dossier is not None and procedure is not None,
        settled=said.how if said else "", settled_by=said.by_name if said else "",
        settled_reason=said.reason if said else "", settled_at=said.at if said else None,
    )  # fmt: skip


def _never_begun(operation: Operation) -> tuple[str, Thing]:
    """What a change is about whose record has never come to stand here: only the change itself says."""
    values = operation.values
    if operation.entity == "dossier" and values.get("procedure_name"):
        words = f"Hồ sơ {values.get('code') or 'chưa cấp số'}"
        return "dossier", Thing(words, str(values["procedure_name"]))
    return operation.entity, outbox.thing_of(operation.entity, operation.record, None, None, None)
