"""Do we and the others hold the same: the code of a day, how comparisons went, and what was found to differ."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app import clock
from app.domain.labels import field_label
from app.queries import nodes, outbox, units
from app.queries.moments import instant, instant_or_none
from app.queries.outbox import Thing
from sync import store
from sync.checks import ledger
from sync.tables import Incident

MOST_INCIDENTS = 100
WITHIN = "within"


@dataclass(frozen=True)
class Partner:
    """An office to compare a day with, and whose work is compared: ours with our parent, a child's with that child."""

    unit: str
    name: str
    is_above: bool


@dataclass(frozen=True)
class Hour:
    hour: int
    code: str
    operations: int


@dataclass(frozen=True)
class Day:
    """`code` is what two people read to each other; `hours` and `wholes` only when they were asked for."""

    code: str
    operations: int
    hours: list[Hour]
    wholes: int | None


@dataclass(frozen=True)
class Check:
    """The last comparison with one office. `failed`: it ended without an answer that could be used."""

    name: str
    at: datetime
    is_running: bool
    failed: bool
    records: int
    differing: int


@dataclass(frozen=True)
class Difference:
    thing: Thing
    what: list[str]


@dataclass(frozen=True)
class Found:
    """One incident. `differences` only where its own page shows them."""

    n: int
    at: datetime
    with_whom: str
    of_whom: str
    month: str
    words: str
    repair: str
    repaired_at: datetime | None
    seen_at: datetime | None
    seen_by: str | None
    differences: list[Difference]


# ── The code of a day ───────────────────────────────────────────────────────────────────────────────


def partners() -> list[Partner]:
    """Whom a day can be compared with: our parent first, then the offices below."""
    here = nodes.this()
    above = [Partner(here.unit, here.parent_name or "", is_above=True)] if here.parent_name else []
    rows = store.every("SELECT unit, name FROM sync_child WHERE revoked_at IS NULL ORDER BY name")
    return above + [Partner(unit, name, is_above=False) for unit, name in rows]


def day(partner: Partner, on: date, *, with_hours: bool) -> Day:
    """What was written on a day in the scope the two offices share."""
    text = on.isoformat()
    whole = ledger.day_sum(partner.unit, text, without_refused_above=partner.is_above)
    code = ledger.code(partner.unit, text, whole)
    if not with_hours:
        return Day(code, whole.operations, [], None)
    parts = ledger.day(partner.unit, text, without_refused_above=partner.is_above)
    hours = [
        Hour(hour, ledger.code(partner.unit, f"{text}T{hour:02}", found), found.operations)
        for hour, found in sorted(parts.hours.items())
    ]
    return Day(code, whole.operations, hours, parts.records)


# ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────

LAST = """
SELECT p.name, c.began_at, c.ended_at, c.records, c.differing, c.todo FROM {partner} p
JOIN comparison c ON c.n = (SELECT MAX(n) FROM comparison WHERE unit = p.unit) ORDER BY p.name
"""


def with_parent() -> Check | None:
    """The last comparison with the parent; None before the first."""
    return next((_check(row) for row in store.every(LAST.format(partner="sync_parent"))), None)


def with_children() -> list[Check]:
    return [_check(row) for row in store.every(LAST.format(partner="sync_child"))]


def _check(row: tuple[Any, ...]) -> Check:
    name, began_at, ended_at, records, differing, todo = row
    at = instant(ended_at or began_at)
    return Check(name, at, ended_at is None, "failed" in json.loads(todo), records, differing)


# ── Incidents ───────────────────────────────────────────────────────────────────────────────────────


def incidents() -> list[Found]:
    """The newest first."""
    rows = Incident.select().order_by(Incident.n.desc()).limit(MOST_INCIDENTS)
    names = units.names(clock.local(clock.now()).date())
    return [_found(row, names, []) for row in rows]


def unseen() -> int:
    """How many differences nobody has read about."""
    return int(Incident.select().where(Incident.seen_at.is_null()).count())


def incident(n: int) -> Found | None:
    row = Incident.get_or_none(Incident.n == n)
    if row is None:
        return None
    names = units.names(clock.local(clock.now()).date())
    found = json.loads(row.records)
    other = names.get(row.unit, row.unit)
    things = _things([one["id"] for one in found])
    return _found(
        row,
        names,
        [
            Difference(
                things.get((one["entity"], one["id"]))
                or outbox.thing_of(one["entity"], one["id"], None, None, None),
                _what(one, other),
            )
            for one in found
        ],
    )


def _found(row: Any, names: dict[str, str], differences: list[Difference]) -> Found:
    scope = "dùng chung" if row.scope == "all" else names.get(row.scope, row.scope)
    return Found(
        n=row.n, at=instant(row.at), with_whom="" if row.kind == WITHIN else names.get(row.unit, row.unit),
        of_whom=scope, month=f"{row.month[5:]}/{row.month[:4]}" if row.month else "", words=row.words,
        repair=row.repair or "", repaired_at=instant_or_none(row.repaired_at),
        seen_at=instant_or_none(row.seen_at), seen_by=row.seen_by, differences=differences,
    )  # fmt: skip


def _things(records: list[str]) -> dict[tuple[str, str], Thing]:
    if not records:
        return {}
    marks = ", ".join("?" * len(records))
    rows = store.every(
        f"SELECT r.entity, r.id, d.id, d.code, d.procedure_name FROM record r {outbox.ROOT} WHERE r.id IN ({marks})",
        records,
    )
    return {
        (entity, record): outbox.thing_of(entity, record, dossier, code, procedure)
        for entity, record, dossier, code, procedure in rows
    }


def _what(one: dict[str, Any], other: str) -> list[str]:
    """What of a record differed and what was done, in whole sentences."""
    entity = one["entity"]
    said = [
        *_rows(entity, one.get("row", ()), "Tại đây"),
        *_rows(entity, one.get("row_above", ()), f"Ở {other}"),
    ]
    for name, words in (
        ("lacked", "Tại đây thiếu {} thay đổi; đã xin {other} gửi lại."),
        ("lacked_above", "{other} thiếu {} thay đổi; máy này đã gửi lại."),
        ("damaged", "Tại đây có {} thay đổi bị hỏng nội dung."),
        ("damaged_above", "Ở {other} có {} thay đổi bị hỏng nội dung."),
        ("parked", "{} thay đổi còn chờ thay đổi đến trước nó."),
        ("refused", "{} thay đổi bị từ chối; hãy sửa theo lý do ở mục “Bị từ chối”."),
    ):
        if one.get(name):
            said.append(words.format(one[name], other=other))
    return said or ["Hai bên khác nhau mà chưa rõ vì sao; cần người xem ở cả hai nơi."]


OF_ENGINE = {
    "live": "giá trị hiện hành không đúng với sổ thay đổi; đã tính lại.",
    "row": "dòng trong bảng bị mất hoặc thừa; đã vẽ lại.",
    "place": "nơi giữ hoặc tháng bắt đầu bị ghi sai; đã ghi lại.",
}


def _rows(entity: str, names: list[str], where: str) -> list[str]:
    said = [f"{where}: {OF_ENGINE[name]}" for name in names if name in OF_ENGINE]
    fields = [f"“{field_label(entity, name) or name}”" for name in names if name not in OF_ENGINE]
    if fields:
        said.append(f"{where}: {', '.join(fields)} không đúng với sổ thay đổi; đã vẽ lại từ sổ.")
    return said
