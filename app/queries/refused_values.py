"""What a refused change would have written, field by field beside what stands here: for a person to mend and accept."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from app import clock
from app.domain import labels
from app.domain.calendar import local
from app.domain.conflicts import DOSSIER, TYPED
from app.domain.officers import Officer
from app.domain.refusals import NoSuchConflict
from app.models.dossiers import Dossier
from app.queries import history, refused_changes, units
from app.queries.conflicts import label_of
from app.queries.refused_changes import Change
from sync import records, shares, store
from sync.operations import Operation, read
from sync.registers import MOVE, VOID
from sync.tables import REFUSED

LONGEST = 2000


@dataclass(frozen=True)
class Value:
    """One field: what stands here and what the change would write; `fits` unless the column cannot hold that."""

    name: str
    label: str
    here: Any
    theirs: Any
    here_words: str
    theirs_words: str
    fits: bool
    may_be_typed: bool

    @property
    def is_same(self) -> bool:
        return bool(self.here == self.theirs)


@dataclass(frozen=True)
class Mending:
    """A refused change as it can be mended; `why_not` where it cannot be here. `root` is the dossier it belongs to,
    `seal` another one when what stands here has changed."""

    change: Change
    entity: str
    root: str | None
    dossier: Dossier | None
    is_new: bool
    values: tuple[Value, ...]
    why_not: str
    seal: str
    row: dict[str, Any]


def mending(n: int, officer: Officer) -> Mending:
    """For the page of one refused change."""
    change, dossier = refused_changes.one(n, officer)
    found = store.one("SELECT body FROM operation WHERE n = ? AND state = ?", (n, REFUSED))
    if found is None or (change.thing.dossier_id and dossier is None):
        raise NoSuchConflict
    operation = read(bytes(found[0]))
    table = shares.ALL.get(operation.entity)
    row = records.row_of(table, operation.record) if table else None
    shown = row or {}
    values = tuple(_value(operation, table, name, shown) for name in _ordered(operation))
    stood = json.dumps([each.here for each in values], ensure_ascii=False, default=str)
    return Mending(
        change=change, entity=operation.entity, root=_root(operation, table, shown), dossier=dossier,
        is_new=row is None, values=values, why_not=_why_not(operation, table, row, change),
        seal=hashlib.sha256(stood.encode()).hexdigest()[:16], row=shown | dict(operation.values),
    )  # fmt: skip


def _ordered(operation: Operation) -> list[str]:
    known = list(labels.FIELDS.get(operation.entity, {}))
    return sorted(
        operation.values, key=lambda name: (known.index(name) if name in known else 999, name)
    )


def _value(
    operation: Operation, table: shares.Share | None, name: str, row: dict[str, Any]
) -> Value:
    theirs, here = operation.values[name], row.get(name)
    names = units.names(local(clock.now()).date())
    words = [history.said(operation.entity, name, each, names) for each in (here, theirs)]
    is_checked = operation.entity == DOSSIER and name in TYPED
    is_plain = isinstance(theirs, str | int | None) and not isinstance(theirs, bool)
    return Value(
        name=name, label=label_of(operation.entity, name), here=here, theirs=theirs,
        here_words=words[0] or "(để trống)", theirs_words=(words[1] or "(để trống)")[:LONGEST],
        fits=table is None or table.unfit({name: theirs}) is None,
        may_be_typed=is_checked or (is_plain and not name.endswith(("_id", "_unit", "_at"))),
    )  # fmt: skip


def _root(operation: Operation, table: shares.Share | None, row: dict[str, Any]) -> str | None:
    if operation.entity == DOSSIER:
        return operation.record
    named = table.belongs_to[0] if table and table.belongs_to else ""
    found = operation.values.get(named) or row.get(named)
    return str(found) if found else None


def _why_not(
    operation: Operation, table: shares.Share | None, row: dict[str, Any] | None, change: Change
) -> str:
    """Why only the office that wrote it can send it anew, in words; empty where it can be mended here."""
    if table is None:
        return "chương trình ở đây chưa biết loại dữ liệu này, cần nâng cấp trước."
    if MOVE in operation.values or VOID in operation.values:
        return "đây là việc bỏ hoặc chuyển cả bản ghi, không phải sửa giá trị."
    if operation.scope not in (change.unit, *units.units_below(change.unit)):
        return "thay đổi này ghi vào bản ghi của đơn vị khác."
    if row is None and _is_known(operation):
        return "bản ghi này đã bỏ, hoặc đã chuyển sang đơn vị khác."
    root = _root(operation, table, row or {})
    if table.belongs_to and row is None and not _stands(table.belongs_to[1], root):
        return "hồ sơ chứa nó chưa có ở đây. Nhận hồ sơ trước, rồi mở lại trang này."
    return ""


def _is_known(operation: Operation) -> bool:
    """Whether something of this record was applied here before."""
    found = store.one(
        "SELECT live FROM record WHERE entity = ? AND id = ?", (operation.entity, operation.record)
    )
    return found is not None and found[0] not in ("", "{}")


def _stands(entity: str, record_id: str | None) -> bool:
    return record_id is not None and records.row_of(shares.ALL[entity], record_id) is not None
