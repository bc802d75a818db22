"""What came from the other side, told by dossier: who did what, when they did it, and when it came here.

Names of fields are told, never what was written into them: who looks after the machine reads this page too.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app import clock
from app.domain import workflow
from app.domain.labels import field_label
from app.queries import units
from app.queries.moments import instant
from app.queries.outbox import ENTITIES, OF_LATER_VERSION, ROOT, Thing, thing_of
from sync import store

WINDOW = 400
"""How many changes, the latest first, one page gathers."""
MOST_PARKED = 50
VOID, MOVE = "@void", "@scope"
"""Fields of the engine: a record that counts no more, and one that another office may hold from now on."""
HLC_PER_SECOND = 1_000_000
ABOVE, BELOW = "tren", "duoi"


@dataclass
class Arrived:
    """What came about one dossier, or about one kind of other record. `places` is where it stands in what came."""

    thing: Thing
    place: int
    arrived_at: datetime
    done_at: datetime
    is_new: bool = False
    changes: int = 0
    done: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Inbox:
    """One page of what came; `older` is where the next one begins, `latest` what has been seen with this one."""

    rows: list[Arrived]
    latest: int
    older: int | None


@dataclass(frozen=True)
class Parked:
    """A change that waits for one made before it."""

    thing: Thing
    since: datetime
    reason: str


# What the feed of the office above brought, in its order; and what the logs of offices below brought, in ours.
FROM_ABOVE = f"""
SELECT o.feed_n, o.body, o.arrived_at, r.entity, r.id, d.id, d.code, d.procedure_name
FROM operation o LEFT JOIN record r ON r.n = o.record {ROOT}
WHERE o.feed_n IS NOT NULL AND o.feed_n < ? AND o.state < 2 ORDER BY o.feed_n DESC LIMIT ?
"""
FROM_BELOW = f"""
SELECT w.n, o.body, o.arrived_at, r.entity, r.id, d.id, d.code, d.procedure_name
FROM feed w JOIN log l ON l.n = w.log AND l.own = ? JOIN operation o ON o.n = w.operation
LEFT JOIN record r ON r.n = o.record {ROOT}
WHERE w.n < ? ORDER BY w.n DESC LIMIT ?
"""
LAST = 2**62


def arrived(side: str, before: int | None = None, seen: int | None = None) -> Inbox:
    """What came from above or from below, by dossier, the latest first; new is what came after place `seen`."""
    start = before or LAST
    if side == ABOVE:
        found = store.every(FROM_ABOVE, (start, WINDOW))
    else:
        found = store.every(FROM_BELOW, (False, start, WINDOW))
    names = units.names(clock.local(clock.now()).date())
    rows = _gathered(found, names, seen)
    older = found[-1][0] if len(found) == WINDOW else None
    return Inbox(rows, latest=found[0][0] if found else 0, older=older)


def parked(limit: int = MOST_PARKED) -> list[Parked]:
    """Changes that wait for one made before them, those that wait longest first."""
    rows = store.every(
        "SELECT o.arrived_at, o.reason, r.entity, r.id, d.id, d.code, d.procedure_name "
        f"FROM operation o LEFT JOIN record r ON r.n = o.record {ROOT} "
        "WHERE o.state = 1 ORDER BY o.n LIMIT ?",
        (limit,),
    )
    return [
        Parked(thing_of(entity or "", record or "", dossier, code, procedure), instant(at), reason)
        for at, reason, entity, record, dossier, code, procedure in rows
    ]


def contested(limit: int = MOST_PARKED) -> list[Thing]:
    """Dossiers that both sides have changed differently, until a person chooses."""
    rows = store.every(
        "SELECT DISTINCT d.id, d.code, d.procedure_name FROM record r "
        f"{ROOT} WHERE r.contested > 0 AND d.id IS NOT NULL ORDER BY d.code LIMIT ?",
        (limit,),
    )
    return [thing_of("dossier", dossier, dossier, code, name) for dossier, code, name in rows]


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _gathered(
    found: Iterable[tuple[Any, ...]], names: Mapping[str, str], seen: int | None
) -> list[Arrived]:
    rows: dict[str, Arrived] = {}
    for place, body, arrived_at, entity, record, dossier, code, procedure in found:
        operation = json.loads(bytes(body))
        kind = entity or str(operation.get("entity", ""))
        root = dossier or kind
        if root not in rows:
            rows[root] = Arrived(
                thing=thing_of(kind, record or "", dossier, code, procedure), place=place,
                arrived_at=instant(arrived_at), done_at=_done_at(operation),
                is_new=seen is not None and place > seen,
            )  # fmt: skip
        _tell(rows[root], kind, operation, names)
    for root, row in rows.items():
        if row.thing.dossier_id is None:
            row.thing = Thing(ENTITIES.get(root, OF_LATER_VERSION), f"{row.changes} thay đổi")
            row.done = row.done or ["Dữ liệu dùng chung của các đơn vị"]
    return list(rows.values())


BY_PROGRAM = dict.fromkeys(("setup", "enrol", "cli"), "chương trình")
"""Who wrote what no officer wrote."""
MARKS = {VOID: "Bỏ, kèm lý do", MOVE: "Chuyển nơi giữ"}


def _tell(
    row: Arrived, entity: str, operation: Mapping[str, Any], names: Mapping[str, str]
) -> None:
    row.changes += 1
    for words in _done(entity, operation["values"]):
        if words not in row.done:
            row.done.append(words)
    unit, actor = str(operation["node"]), str(operation["actor"]).partition("@")[0]
    who = _named(operation["values"])
    person = f"{who or BY_PROGRAM.get(actor, actor)}, {names.get(unit, unit)}"
    known = [each for each in row.people if each.endswith(names.get(unit, unit))]
    if who and person not in row.people:
        # Whoever signed a step is told by name; the account that wrote the rest was theirs.
        row.people = [each for each in row.people if not each.startswith(f"{actor}, ")] + [person]
    elif not known:
        row.people.append(person)


def _named(values: Mapping[str, Any]) -> str | None:
    """Who did it, by the name the record itself carries."""
    names = (
        str(values[key])
        for key in sorted(values)
        if key.endswith(("by_name", "reader_name")) and values[key]
    )
    return next(names, None)


def _done(entity: str, values: Mapping[str, Any]) -> list[str]:
    """What the change did, in words: the step, or the fields."""
    if entity == "step":
        return [f"Bước “{workflow.title_of(str(values.get('action', '')), 'cấp trên')}”"]
    if entity == "document" and VOID not in values:
        return ["Tệp đính kèm"]
    if entity == "paper":
        return ["Giấy tờ"]
    if entity == "dossier" and "procedure_code" in values:
        return ["Hồ sơ mới"]
    labelled = (
        MARKS.get(name) or field_label(entity, name)
        for name in sorted(values, key=lambda name: name != "status")
    )
    return [label for label in labelled if label]


def _done_at(operation: Mapping[str, Any]) -> datetime:
    """When it was done by the clock over there; that of a clock gone mad is cut to the end of the century."""
    seconds = max(0, min(int(operation["hlc"]) // HLC_PER_SECOND, 4_102_444_799))
    return datetime.fromtimestamp(seconds, UTC)
