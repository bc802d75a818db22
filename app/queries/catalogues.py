"""Questions about versions of the catalogue: the draft, what each changes, who runs which."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import fn

from app import clock
from app.domain.catalogues import (
    CatalogueState,
    Change,
    EditKind,
    compare,
    same,
    states,
)
from app.domain.fleet import Facts
from app.domain.officers import Officer
from app.domain.procedure_boxes import content_of
from app.domain.procedures import Procedure
from app.domain.refusals import NoSuchCatalogue
from app.models.catalogues import (
    CatalogueDraft,
    CatalogueEdit,
    CatalogueReading,
    CatalogueVersion,
)
from app.models.officers import OfficerAccount
from app.models.procedures import Procedure as ProcedureRow
from app.queries import units
from app.queries.fleet import offices
from app.queries.memory import remembered
from app.queries.procedures import COLUMNS, days_of, first_days, procedure_of
from sync import store

FIRST = 1
"""The number of the catalogue that comes with the program, before anything was published."""
PROGRAM = "program"
KIND_ORDER = (EditKind.CHANGED, EditKind.RETIRED, EditKind.ADDED)
MOST_TOLD = 200
LONG_BEHIND_DAYS = 30
"""Behind for so long, the day is told: “bản 9 áp dụng từ 01/03/2018”."""


@dataclass(frozen=True)
class Listed:
    """A published version as a list shows it."""

    number: int
    title: str
    decision: str | None
    valid_from: date
    published_at: datetime
    published_by_name: str
    state: CatalogueState
    added: int
    changed: int
    retired: int

    @property
    def count(self) -> int:
        return self.added + self.changed + self.retired


@dataclass(frozen=True)
class Difference:
    """What a version does to one procedure."""

    code: str
    name: str
    field: str
    kind: EditKind
    before: int | None
    changes: list[Change]


@dataclass(frozen=True)
class Offer:
    """A procedure of the program's own catalogue that is not what holds here; `is_ours`: edited by this office."""

    code: str
    name: str
    kind: EditKind
    changes: list[Change]
    is_ours: bool


@dataclass(frozen=True)
class Runs:
    """Which version an office holds, by what it has confirmed; the words of an office that was revoked are gone."""

    unit: str
    name: str
    number: int
    in_force: int
    waiting: int | None
    tone: str
    words: str
    contact: str
    program: str


def listed(today: date) -> list[Listed]:
    """Every published version, the newest first."""
    rows = list(CatalogueVersion.select().order_by(CatalogueVersion.number.desc()))
    standing = _states(rows, today)
    return [_listed(row, standing[row.number]) for row in rows]


def version(number: int) -> CatalogueVersion:
    found: CatalogueVersion | None = CatalogueVersion.get_or_none(CatalogueVersion.number == number)
    if found is None:
        raise NoSuchCatalogue
    return found


def one(number: int, today: date) -> Listed:
    rows = list(CatalogueVersion.select().order_by(CatalogueVersion.number.desc()))
    row = next((row for row in rows if row.number == number), None)
    if row is None:
        raise NoSuchCatalogue
    return _listed(row, _states(rows, today)[number])


def standing() -> list[CatalogueVersion]:
    """The versions that were not cancelled, in order."""
    rows = CatalogueVersion.select().where(CatalogueVersion.cancelled_at.is_null())
    return list(rows.order_by(CatalogueVersion.number))


def next_number() -> int:
    """Above every number a procedure or a catalogue has ever had here."""
    published = CatalogueVersion.select(fn.MAX(CatalogueVersion.number)).scalar() or FIRST
    written = ProcedureRow.select(fn.MAX(ProcedureRow.version)).scalar() or FIRST
    return int(max(published, written)) + 1


def differences(version: CatalogueVersion) -> list[Difference]:
    """What the version changes, procedure by procedure: first what a desk knows already, and reads otherwise now."""
    wanted = [f"{each['code']}@{version.number}" for each in version.changes]
    wanted += [f"{each['code']}@{each['before']}" for each in version.changes if each.get("before")]
    rows = _by_id(wanted)
    found = []
    for each in version.changes:
        before = rows.get(f"{each['code']}@{each.get('before')}")
        after = rows.get(f"{each['code']}@{version.number}") or before
        if after is not None:
            kind = EditKind(each["kind"])
            found.append(_difference(each["code"], kind, each.get("before"), before, after))
    return sorted(found, key=lambda each: (KIND_ORDER.index(each.kind), each.field, each.code))


def draft() -> CatalogueDraft | None:
    found: CatalogueDraft | None = CatalogueDraft.get_or_none(CatalogueDraft.open_mark == 1)
    return found


def edits() -> list[CatalogueEdit]:
    """What the open draft holds, by code."""
    found = CatalogueEdit.select().join(CatalogueDraft).where(CatalogueDraft.open_mark == 1)
    return list(found.order_by(CatalogueEdit.code))


def edit(code: str) -> CatalogueEdit | None:
    found = CatalogueEdit.select().join(CatalogueDraft).where(CatalogueDraft.open_mark == 1)
    row: CatalogueEdit | None = found.where(CatalogueEdit.code == code).first()
    return row


def edit_changes(edits: Iterable[CatalogueEdit]) -> Mapping[str, list[Change]]:
    """By code, how what the draft says differs from what it replaces. Only contents without faults can be compared."""
    edits = list(edits)
    rows = _by_id([f"{each.code}@{each.before}" for each in edits if each.before])
    told = {}
    for each in edits:
        before = rows.get(f"{each.code}@{each.before}")
        told[each.code] = compare(before, each.content) if before else []
    return told


def versions_of(code: str) -> list[Procedure]:
    """Every version a code has had that ever was, or will be, in force."""
    rows, days = ProcedureRow.select().where(ProcedureRow.code == code), first_days()
    return [procedure_of(row, days) for row in rows if days_of(row, days)]


def newest(code: str) -> Procedure | None:
    return max(versions_of(code), key=lambda each: each.version, default=None)


def all_newest() -> dict[str, Procedure]:
    """The newest version of every code, one that waits for its day or has ended too."""
    rows, days = ProcedureRow.select().order_by(ProcedureRow.version), first_days()
    newest = {row.code: row for row in rows if days_of(row, days)}
    return {code: procedure_of(row, days) for code, row in newest.items()}


def offers(shipped: Iterable[Procedure]) -> list[Offer]:
    """What the program's own catalogue says otherwise than the office; ended procedures are not offered again."""
    here = all_newest()
    published = {
        (each["code"], row.number): each.get("origin")
        for row in CatalogueVersion.select(CatalogueVersion.number, CatalogueVersion.changes)
        for each in row.changes
    }
    found = []
    for procedure in shipped:
        known = here.get(procedure.code)
        if known is not None and (known.valid_to is not None or same(known, procedure)):
            continue
        kind = EditKind.CHANGED if known else EditKind.ADDED
        content = content_of(procedure.to_values())
        changes = compare(content_of(known.to_values()), content) if known else []
        origin = published.get((procedure.code, known.version), PROGRAM) if known else PROGRAM
        is_ours = origin != PROGRAM
        found.append(Offer(procedure.code, procedure.name, kind, changes, is_ours))
    return found


def news(by: Officer, today: date) -> Listed | None:
    """The newest version this officer has not read, or that was put off or cancelled since; None where all is known.

    Who came to the office after a version was published need not read what it changed.
    """
    row = CatalogueVersion.select().order_by(CatalogueVersion.number.desc()).first()
    if row is None:
        return None
    reading = CatalogueReading.get_or_none(officer=by.username, number=row.number)
    if row.cancelled_at is not None:
        is_news = reading is not None and reading.read_at < row.cancelled_at
    elif reading is not None:
        is_news = row.changed_at is not None and reading.read_at < row.changed_at
    else:
        account = OfficerAccount.get_or_none(OfficerAccount.username == by.username)
        is_news = account is not None and account.created_at < row.published_at
    return one(row.number, today) if is_news else None


@remembered
def waiting_for(code: str, today: date) -> tuple[int, date] | None:
    """The version of a code whose day has not come: its number and its day."""
    coming = [each for each in versions_of(code) if each.valid_from > today]
    first = min(coming, key=lambda each: each.version, default=None)
    return (first.version, first.valid_from) if first else None


def board(now: datetime) -> list[Runs]:
    """Who below holds which version, at any depth, those that hold an old one first."""
    here, today = {row.number: row for row in standing()}, clock.local(now).date()
    names, found, known = units.names(today), [], {office.unit: office for office in offices(now)}
    for heard in _heard(here):
        office = known[heard.unit]
        found.append(
            _runs(office.unit, office.name, heard.number, here, today, office.words, heard.program)
        )
        for unit, held in heard.below.items():
            name = names.get(unit, unit)
            found.append(_runs(unit, name, held, here, today, f"qua {office.name}", ""))
    return sorted(found, key=lambda each: (each.number, each.name))


def held_below() -> dict[str, int]:
    """By code of every office below, the newest version it has confirmed: what is told to the office above. Of very
    many those that hold the oldest."""
    here = {row.number: row for row in standing()}
    found: dict[str, int] = {}
    for heard in _heard(here) if here else ():
        found |= {**heard.below, heard.unit: heard.number}
    oldest = sorted(found, key=lambda unit: (found[unit], unit))[:MOST_TOLD]
    return {unit: found[unit] for unit in oldest}


@dataclass(frozen=True)
class Heard:
    """An office that has joined below, the newest version it has confirmed, and those of the offices below it."""

    unit: str
    number: int
    program: str
    below: Mapping[str, int]


def _heard(here: Mapping[int, Any]) -> Iterator[Heard]:
    spoken = dict(
        store.every("SELECT id, feed_n FROM record WHERE entity = ?", ("catalogue_version",))
    )
    for unit, cursor, program, told in store.every(
        "SELECT c.unit, c.cursor_n, c.program, r.facts FROM sync_child c LEFT JOIN node_report r "
        "ON r.unit = c.unit AND r.told_at IS NOT NULL WHERE c.revoked_at IS NULL ORDER BY c.unit"
    ):
        facts = Facts.heard(json.loads(told)) if told else Facts()
        held = (number for number in here if spoken.get(f"ban-{number}", 0) <= cursor)
        yield Heard(
            unit, max(held, default=FIRST), facts.program or program or "", facts.below or {}
        )


def _runs(
    unit: str, name: str, number: int, here: Mapping[int, Any], today: date, contact: str, program: str
) -> Runs:  # fmt: skip
    held = [row for n, row in here.items() if n <= number]
    in_force = max((row.number for row in held if row.valid_from <= today), default=FIRST)
    coming = max((row.number for row in held if row.valid_from > today), default=None)
    should = max((n for n, row in here.items() if row.valid_from <= today), default=FIRST)
    newest = max(here, default=FIRST)
    tone, words = "good", f"Đang dùng bản {in_force}"
    if in_force < should:
        tone, words = "warn", f"{words}, chưa xác nhận đã nhận bản {should}"
        since = here[should].valid_from
        if (today - since).days >= LONG_BEHIND_DAYS:
            words += f" áp dụng từ {since:%d/%m/%Y}"
    elif number < newest:
        tone, words = "info", f"{words}, chưa xác nhận đã nhận bản {newest} sắp áp dụng"
    elif coming:
        words += f", đã có sẵn bản {coming}"
    return Runs(unit, name, number, in_force, coming, tone, words, contact, program)


def _listed(row: CatalogueVersion, state: CatalogueState) -> Listed:
    kinds = [each["kind"] for each in row.changes]
    return Listed(
        row.number, row.title, row.decision, row.valid_from, row.published_at, row.published_by_name, state,
        added=kinds.count("added"), changed=kinds.count("changed"), retired=kinds.count("retired"),
    )  # fmt: skip


def _states(rows: list[CatalogueVersion], today: date) -> Mapping[int, CatalogueState]:
    return states(
        [(row.number, row.valid_from, row.cancelled_at is not None) for row in rows], today
    )


def _difference(
    code: str, kind: EditKind, number: int | None, before: Any, after: Any
) -> Difference:
    changes = compare(before, after) if before and kind is EditKind.CHANGED else []
    return Difference(code, after["name"], after["field"], kind, number, changes)


def _by_id(ids: list[str]) -> dict[str, dict[str, Any]]:
    """Contents of versions, all asked for at once."""
    rows = ProcedureRow.select().where(ProcedureRow.id.in_(ids)) if ids else []
    return {row.id: content_of({name: getattr(row, name) for name in COLUMNS}) for row in rows}
