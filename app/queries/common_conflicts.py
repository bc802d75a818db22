"""Rows that belong to no dossier (catalogue, units, calendar, letters) of which two values live: a queue and a card."""

from dataclasses import dataclass
from datetime import datetime

from app.domain import common_conflicts as rules
from app.domain.calendar import local
from app.domain.conflicts import Side
from app.domain.officers import Officer
from app.domain.permissions import Permission, may
from app.domain.refusals import NoSuchConflict
from app.models.conflicts import ConflictDecision
from app.models.officers import OfficerAccount
from app.queries import contested, nodes, units
from app.queries.contested import Contested
from app.queries.memory import remembered
from app.queries.outbox import ENTITIES, OF_LATER_VERSION
from sync import store

EVERYWHERE = "all"
MOST, PAGE = 1_000, 50
ORDER = (
    "catalogue_version", "procedure", "unit", "unit_successor", "calendar_year", "calendar_day", "working_hours",
)  # fmt: skip
OF_CATALOGUE = frozenset({"catalogue_version", "procedure"})
# The mark is written out so that the small index of contested records is read, however many records there are.
QUEUE = """
SELECT r.n, r.entity, r.scope FROM record r LEFT JOIN record w ON w.n = r.owner
WHERE r.contested > 0 AND COALESCE(w.entity, r.entity) <> 'dossier' ORDER BY r.n LIMIT ?
"""
COUNT = f"SELECT COUNT(*) FROM ({QUEUE.strip()}) AS found"


@dataclass(frozen=True)
class Waiting:
    """One row that waits for a choice. `kind` names what it is, `title` which one."""

    n: int
    entity: str
    kind: str
    title: str
    labels: tuple[str, ...]
    since: datetime
    seal: str
    may_choose: bool


@dataclass(frozen=True)
class Value:
    """One of the values: whose, when it was written there and when it came here."""

    prefix: str
    words: str
    who: str
    unit_name: str
    at: datetime
    arrived_at: datetime


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    before: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Decided:
    label: str
    words: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Card:
    """Everything on the page of one row; without fields once all is settled."""

    waiting: Waiting
    record: Contested
    fields: tuple[Field, ...]
    decisions: tuple[Decided, ...]


@remembered
def count() -> int:
    """How many such rows wait, up to `MOST`."""
    row = store.one(COUNT, (MOST,))
    return int(row[0]) if row else 0


def of_row(entity: str, record_id: str) -> int | None:
    """The number of the card of this row, while two of its values live."""
    row = store.one(
        "SELECT n FROM record WHERE entity = ? AND id = ? AND contested > 0", (entity, record_id)
    )
    return int(row[0]) if row else None


def waiting(officer: Officer) -> list[Waiting]:
    """Whole versions first, then their procedures, units and days; the oldest first among equals."""
    rows = [(n, scope) for n, _, scope in store.every(QUEUE, (MOST,)) if _sees(officer, scope)]
    records = contested.read_records(n for n, _ in rows)
    found = [
        _waiting(records[n], scope, officer) for n, scope in rows if n in records and records[n].clashes
    ]  # fmt: skip
    return sorted(found, key=lambda each: (_place(each.entity), each.since, each.n))


def card(n: int, officer: Officer) -> Card:
    """One row with its values side by side, or `NoSuchConflict` where it is not this page's or not the officer's."""
    found, scope = record(n, officer)
    names, people = units.names(local(found.since).date()), _people()
    fields = tuple(
        Field(
            clash.field, rules.label_of(found.entity, clash.field),
            rules.said(found.entity, clash.field, clash.before) if clash.had_before else "",
            tuple(_value(found.entity, clash.field, side, names, people) for side in clash.sides),
        )
        for clash in found.clashes
    )  # fmt: skip
    decided = ConflictDecision.select().where(ConflictDecision.record == n)
    return Card(
        _waiting(found, scope, officer), found, fields,
        tuple(_decided(row) for row in decided.order_by(ConflictDecision.id.desc()).limit(100)),
    )  # fmt: skip


def record(n: int, officer: Officer) -> tuple[Contested, str]:
    """The row with the scope it is in. Rows of dossiers have a page of their own."""
    told = (
        store.one(
            "SELECT r.scope, COALESCE(w.entity, r.entity) FROM record r LEFT JOIN record w ON w.n = r.owner "
            "WHERE r.n = ?",
            (n,),
        )
        if 0 < n < 2**31
        else None
    )
    if told is None or told[1] == "dossier" or not _sees(officer, told[0]):
        raise NoSuchConflict
    found = contested.read_records([n]).get(n)
    if found is None or not (found.clashes or _was_decided(n)):
        raise NoSuchConflict
    return found, told[0]


def may_choose(officer: Officer, entity: str, scope: str) -> bool:
    """What holds for all is chosen by an administrator at the top, other rows by whoever settles conflicts above."""
    here = nodes.this()
    if scope != EVERYWHERE:
        return here.is_parent and may(officer, Permission.SETTLE_CONFLICTS)
    wanted = Permission.MANAGE_CATALOGUE if entity in OF_CATALOGUE else Permission.MANAGE_NODE
    return here.parent_unit is None and may(officer, wanted)


def _sees(officer: Officer, scope: str) -> bool:
    return scope == EVERYWHERE or may(officer, Permission.SETTLE_CONFLICTS)


def _was_decided(n: int) -> bool:
    return bool(ConflictDecision.select().where(ConflictDecision.record == n).exists())


def _waiting(found: Contested, scope: str, officer: Officer) -> Waiting:
    values = {name: value for op, _ in found.written for name, value in op.values.items()}
    labels = tuple(rules.label_of(found.entity, clash.field) for clash in found.clashes)
    return Waiting(
        found.n, found.entity, ENTITIES.get(found.entity, OF_LATER_VERSION),
        rules.title_of(found.entity, found.record_id, values), labels, found.since, found.seal,
        may_choose(officer, found.entity, scope),
    )  # fmt: skip


def _value(
    entity: str, field: str, side: Side, names: dict[str, str], people: dict[str, str]
) -> Value:
    who = people.get(side.actor, side.actor.partition("@")[0])
    return Value(
        side.prefix, rules.said(entity, field, side.value), who, names.get(side.unit, side.unit), side.at,
        side.arrived_at,
    )  # fmt: skip


def _decided(row: ConflictDecision) -> Decided:
    words = rules.said(row.entity, row.field, row.chosen[0])
    return Decided(rules.label_of(row.entity, row.field), words, row.by_name, row.at)


def _people() -> dict[str, str]:
    rows = OfficerAccount.select(OfficerAccount.username, OfficerAccount.unit, OfficerAccount.name)
    return {f"{username}@{unit}": name for username, unit, name in rows.tuples()}


def _place(entity: str) -> int:
    return ORDER.index(entity) if entity in ORDER else len(ORDER)
