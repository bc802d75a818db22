"""The queue of fields that two offices wrote differently, and what the page of a dossier says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from app import clock
from app.domain import labels
from app.domain.calendar import local
from app.domain.conflicts import DOSSIER, is_legal
from app.domain.officers import Officer
from app.domain.refusals import NoSuchConflict
from app.models.conflicts import ConflictQuestion, Reprint
from app.models.dossiers import Dossier
from app.models.notes import Note
from app.queries import contested, nodes, reprints, units
from app.queries.contested import Clash, Contested
from app.queries.visibility import visible_to
from sync import store

MOST = 2_000
"""Cards looked at for one page; what is behind them comes when these are settled."""
PAGE = 50
ON_A_CARD = (Dossier.id, Dossier.code, Dossier.procedure_name, Dossier.unit)
VOID = "@void"
PART_WORDS = {"paper": "Giấy tờ", "result": "Kết quả", "slip": "Phiếu", "payment": "Biên lai", "note": "Trao đổi",
              "step": "Bước", "pause": "Tạm dừng", "document": "Tệp"}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """One card of the queue. `legal` names the fields that weigh most; `asked_at` while an answer is waited for."""

    n: int
    dossier_id: str
    code: str
    procedure: str
    unit_name: str
    legal: tuple[str, ...]
    others: tuple[str, ...]
    since: datetime
    asked_at: datetime | None
    answered: bool


# The marks are written out so that the small index of contested records is read, however many records there are.
QUEUE = """
SELECT r.n, COALESCE(w.id, r.id) FROM record r LEFT JOIN record w ON w.n = r.owner
WHERE r.contested > 0 ORDER BY r.n LIMIT ?
"""


def is_cut() -> bool:
    """Whether more records wait than are looked at, whoever may see them."""
    behind = "SELECT n FROM record WHERE contested > 0 ORDER BY n LIMIT 1 OFFSET ?"
    return store.one(behind, (MOST,)) is not None


def numbers(officer: Officer) -> list[int]:
    """The row numbers of the records of dossiers this officer may see in which something is contested."""
    return [n for n, _ in _visible(officer)[0]]


def waiting(officer: Officer, *, only: str = "") -> list[Waiting]:
    """The cards, those that bind first and among them the oldest. `only`: "phap-ly", "khac" or "cho-tra-loi"."""
    rows, dossiers = _visible(officer)
    records = contested.read_records(n for n, _ in rows)
    names = units.names(local(clock.now()).date())
    asked = asked_of(records)
    cards = [
        _waiting(records[n], dossiers[root], names, asked.get(n))
        for n, root in rows if records[n].clashes
    ]  # fmt: skip
    keep = {
        "phap-ly": lambda card: card.legal and not card.asked_at,
        "khac": lambda card: not card.legal and not card.asked_at,
        "cho-tra-loi": lambda card: card.asked_at is not None,
    }.get(only, lambda card: True)
    return sorted(filter(keep, cards), key=lambda card: (not card.legal, card.since, card.n))


def of_dossier(dossier_id: str) -> list[Contested]:
    """What is contested in a dossier and its parts; one question where nothing is."""
    rows = store.every(
        "SELECT r.n FROM record r WHERE r.contested > 0 AND (r.entity = 'dossier' AND r.id = ? "
        "OR r.owner = (SELECT w.n FROM record w WHERE w.entity = 'dossier' AND w.id = ?))",
        (dossier_id, dossier_id),
    )
    return [each for each in contested.read_records(n for (n,) in rows).values() if each.clashes]


def fields_waiting(dossier_id: str) -> set[str]:
    """The fields of the dossier itself that wait for a choice."""
    return {
        clash.field for found in of_dossier(dossier_id) if found.entity == DOSSIER for clash in found.clashes
    }  # fmt: skip


@dataclass(frozen=True)
class Strip:
    """What the page of a dossier says above everything else: (number of the card, the fields)."""

    contested: list["Told"]
    reprints: list[Reprint]
    is_parent: bool


@dataclass(frozen=True)
class Told:
    n: int
    labels: tuple[str, ...]


def strip(dossier_id: str) -> Strip:
    """For the dossier's page at either office."""
    return Strip(
        contested=[
            Told(each.n, tuple(label_of(each.entity, clash.field) for clash in ordered(each)))
            for each in of_dossier(dossier_id)
        ],
        reprints=reprints.of_dossier(dossier_id),
        is_parent=nodes.this().is_parent,
    )


def record(n: int, officer: Officer) -> tuple[Contested, Dossier]:
    """The record of this row number with its dossier, or `NoSuchConflict` where it is not the officer's to see."""
    found = contested.read_records([n]).get(n) if 0 < n < 2**31 else None
    visible = (
        Dossier.get_or_none((Dossier.id == found.root) & visible_to(officer)) if found else None
    )
    if found is None or visible is None:
        raise NoSuchConflict
    return found, visible


def _visible(officer: Officer) -> tuple[list[tuple[int, str]], dict[str, Dossier]]:
    rows = store.every(QUEUE, (MOST,))
    dossiers: dict[str, Dossier] = {}
    roots = list(dict.fromkeys(root for _, root in rows))
    for start in range(0, len(roots), contested.MOST_AT_ONCE):
        some = roots[start : start + contested.MOST_AT_ONCE]
        found = Dossier.select(*ON_A_CARD).where(Dossier.id.in_(some), visible_to(officer))
        dossiers |= {each.id: each for each in found}
    return [(n, root) for n, root in rows if root in dossiers], dossiers


def _waiting(
    record: Contested, dossier: Dossier, names: Mapping[str, str], asked: tuple[datetime, bool] | None
) -> Waiting:  # fmt: skip
    legal = [clash.field for clash in record.clashes if is_legal(record.entity, clash.field)]
    others = [clash.field for clash in record.clashes if clash.field not in legal]
    return Waiting(
        n=record.n, dossier_id=dossier.id, code=dossier.code or "chưa cấp số",
        procedure=dossier.procedure_name, unit_name=names.get(dossier.unit, dossier.unit),
        legal=tuple(label_of(record.entity, name) for name in legal),
        others=tuple(label_of(record.entity, name) for name in others), since=record.since,
        asked_at=asked[0] if asked else None, answered=bool(asked and asked[1]),
    )  # fmt: skip


def asked_of(records: Mapping[int, Contested]) -> dict[int, tuple[datetime, bool]]:
    """When the office below was last asked about a record, and whether it has written since."""
    found = ConflictQuestion.select().order_by(ConflictQuestion.id)
    last = {row.record: row for row in found if row.record in records}
    if not last:
        return {}
    roots = [row.dossier_id for row in last.values()]
    notes = Note.select(Note.dossier_id, Note.unit, fn.MAX(Note.n)).where(
        Note.dossier_id.in_(roots)
    )
    newest = {
        (dossier, unit): n
        for dossier, unit, n in notes.group_by(Note.dossier_id, Note.unit).tuples()
    }
    return {
        n: (row.asked_at, newest.get((row.dossier_id, row.unit), 0) > row.after_note)
        for n, row in last.items()
    }


def label_of(entity: str, field: str) -> str:
    """What a field is called; of a part with the part's own name before it."""
    if field == VOID:
        return f"{PART_WORDS.get(entity, 'Hồ sơ')}: bỏ hay giữ"
    label = labels.field_label(entity, field) or field.replace("_", " ")
    return label if entity == DOSSIER else f"{PART_WORDS.get(entity, 'Mục')}: {label.lower()}"


def ordered(found: Contested) -> list[Clash]:
    known = list(labels.FIELDS.get(found.entity, {}))
    place = {name: at for at, name in enumerate(known)}
    return sorted(
        found.clashes,
        key=lambda clash: (
            not is_legal(found.entity, clash.field),
            place.get(clash.field, len(known)),
        ),
    )
