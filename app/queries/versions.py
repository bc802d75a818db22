"""How a dossier stood at a moment, and what differs between two: settled anew from the operations until then.

The engine's own rules settle them (`sync/registers.py`), so what is shown is what this office's tables held once all
of it had arrived. Asked for what was known here, it leaves out what came later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain import differences, labels, money, workflow
from app.domain.dossiers import label_of
from app.domain.own_fields import words_of as own_words
from app.domain.vietnamese import money as in_dong
from app.queries import operations
from app.queries.history import names_today, said
from app.queries.operations import HLC_PER_SECOND
from sync import records, registers, shares, store
from sync.operations import Operation, read
from sync.registers import VOID
from sync.tables import APPLIED

Rows = dict[str, list[dict[str, Any]]]
OWN, MONEY_LINES = "own", "charges"
MAIN, FORM, PAPERS, RESULTS, FILES, MONEY, STEPS = (
    "Hồ sơ", "Nội dung tờ khai", "Giấy tờ", "Kết quả", "Tệp", "Biên lai", "Các bước đã đi",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One line of a version. `key` names the same line in another version."""

    group: str
    key: str
    label: str
    value: str


@dataclass(frozen=True)
class Difference:
    """The same line in two versions."""

    group: str
    label: str
    before: str
    after: str

    @property
    def is_other(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> tuple[tuple[differences.Piece, ...], tuple[differences.Piece, ...]]:
        return differences.marked(self.before, self.after)


def until(moment: datetime) -> int:
    """The last tick of this minute by the clock inside the operations: a page names minutes, not seconds."""
    minute = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return int(minute.timestamp()) * HLC_PER_SECOND - 1


def rows(dossier_id: str, version: int, *, known_by: datetime | None = None) -> Rows:
    """The row of the dossier and those of its parts, by entity, as they stood at this tick.

    With `known_by` instead: as far as it had come to this office by then. Empty when the dossier was not there yet.
    """
    told: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for entity, record, operation in _operations(dossier_id, known_by):
        if known_by is not None or operation.hlc <= version:
            told[entity, record].append(operation)
    found: Rows = defaultdict(list)
    for (entity, record), history in told.items():
        row = _settled(entity, sorted(history, key=lambda op: (op.hlc, op.id)))
        if row is not None:
            found[entity].append({"id": record, **row})
    return found if found.get("dossier") else {}


def facts(found: Rows) -> list[Fact]:
    """A version in words, group by group."""
    names = names_today()
    dossier = found["dossier"][0]
    told = [
        Fact(MAIN, name, label, said("dossier", name, dossier.get(name), names))
        for name, label in labels.FIELDS["dossier"].items()
        if name != OWN
    ]
    told += [
        Fact(FORM, str(entry["key"]), str(entry.get("label") or entry["key"]), own_words(entry))
        for entry in dossier.get(OWN) or ()
    ]
    told += [_paper(row) for row in _sorted(found, "paper", "position")]
    told += [_result(row, names) for row in _sorted(found, "result", "issued_on")]
    told += [_file(row) for row in _sorted(found, "document", "added_at")]
    told += [_receipt(row) for row in _sorted(found, "payment", "taken_at")]
    return told + [_step(row, names) for row in _sorted(found, "step", "position")]


def compared(first: Iterable[Fact], second: Iterable[Fact]) -> list[Difference]:
    """Every line of either version, in the order of the later one; what it lacks stands behind it."""
    before = {(fact.group, fact.key): fact for fact in first}
    after = {(fact.group, fact.key): fact for fact in second}
    groups = (MAIN, FORM, PAPERS, RESULTS, FILES, MONEY, STEPS)
    places = sorted(dict.fromkeys([*after, *before]), key=lambda place: groups.index(place[0]))
    return [
        Difference(
            group=place[0],
            label=(after.get(place) or before[place]).label,
            before=before[place].value if place in before else "",
            after=after[place].value if place in after else "",
        )
        for place in places
    ]


# ── From operations to rows ─────────────────────────────────────────────────────────────────────────


def _operations(dossier_id: str, known_by: datetime | None) -> list[tuple[str, str, Operation]]:
    here = "9" if known_by is None else known_by.strftime("%Y-%m-%dT%H:%M:%SZ")
    found = store.every(
        "SELECT r.entity, r.id, o.body FROM record r JOIN operation o ON o.record = r.n "
        f"WHERE r.n IN ({operations.OF_DOSSIER}) AND o.state = ? AND o.arrived_at <= ? ORDER BY o.n",
        (dossier_id, dossier_id, APPLIED, here),
    )
    return [(entity, record, read(bytes(body))) for entity, record, body in found]


def _settled(entity: str, history: list[Operation]) -> dict[str, Any] | None:
    """The row these operations draw; None when somebody had said by then that it counts no more."""
    live: registers.Live = {}
    for operation in _without_refused(history):
        live = registers.settle(live, operation)
    live = registers.without_refused(live, history)
    row = {name: _shown(entity, name, live, history) for name in live}
    if row.get(VOID) is None:
        return row
    clashes = [op for op in history if op.prefix in live[VOID] and VOID in op.values]
    return row if registers.void_clashes(live, clashes) else None


def _without_refused(history: list[Operation]) -> list[Operation]:
    """What an operation replaces that nobody met here was refused here: what stood before that is replaced, too."""
    met = {operation.prefix for operation in history}
    return [
        each
        if all(seen in met for several in each.base.values() for seen in several)
        else records.see_through(each)
        for each in history
    ]


def _shown(entity: str, name: str, live: registers.Live, history: list[Operation]) -> Any:
    candidates = [op for op in history if op.prefix in live[name] and name in op.values]
    return registers.shown(shares.policy(shares.ALL.get(entity), name), candidates, name)


# ── From rows to words ──────────────────────────────────────────────────────────────────────────────


def _sorted(found: Rows, entity: str, by: str) -> list[dict[str, Any]]:
    return sorted(
        found.get(entity, ()), key=lambda row: (str(row.get(by) or "").zfill(12), row["id"])
    )


def _paper(row: dict[str, Any]) -> Fact:
    kind = labels.PAPER_KINDS.get(row.get("kind", ""), "")
    counts = f"{row.get('originals', 0)} bản chính, {row.get('copies', 0)} bản sao"
    value = (
        ", ".join(filter(None, [kind, counts, row.get("note")])) if row.get("have") else "không có"
    )
    return Fact(PAPERS, row["id"], str(row.get("name", "")), value)


def _result(row: dict[str, Any], names: Mapping[str, str]) -> Fact:
    told = [
        f"{label}: {words}"
        for name, label in labels.FIELDS["result"].items()
        if (words := said("result", name, row.get(name), names))
    ]
    return Fact(RESULTS, row["id"], f"Kết quả {row.get('number') or ''}".strip(), "; ".join(told))


def _file(row: dict[str, Any]) -> Fact:
    return Fact(FILES, row["id"], str(row.get("name", "")), str(row.get("added_by_name", "")))


def _receipt(row: dict[str, Any]) -> Fact:
    number = money.receipt_number(row["book"], row["year"], row["number"])
    what = "Hoàn trả" if row.get("about") else "Thu"
    return Fact(MONEY, row["id"], f"Số {number}", f"{what} {in_dong(row['amount'])}")


def _step(row: dict[str, Any], names: Mapping[str, str]) -> Fact:
    at = said("dossier", "received_at", row.get("done_at"), names)
    label = f"{row.get('position', '')}. {workflow.title_of(row['action'], 'cấp trên')}"
    by = " – ".join(
        filter(None, [row.get("done_by_name"), label_of(row["to_status"]), row.get("note")])
    )
    return Fact(STEPS, row["id"], label, f"{at}: {by}")
