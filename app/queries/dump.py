"""Every dossier of a unit as canonical JSON lines, the same bytes at every node that holds the same."""

import json
from collections.abc import Iterator
from typing import Any

from peewee import Model

from app.models.base import JsonTextField
from app.models.conflicts import Reprint
from app.models.dossiers import Dossier, Paper, Result, Step
from app.models.money import Payment
from app.models.notes import Note, NoteRead
from app.models.slips import Pause, Slip, WithdrawalRequest

LOCAL = {"n", "search_text"}
"""Row numbers and folded search words are each node's own."""

PARTS: tuple[tuple[str, type[Model]], ...] = (
    ("papers", Paper),
    ("results", Result),
    ("steps", Step),
    ("slips", Slip),
    ("pauses", Pause),
    ("withdrawal_requests", WithdrawalRequest),
    ("notes", Note),
    ("note_reads", NoteRead),
    ("payments", Payment),
    ("reprints", Reprint),
)


def lines(unit: str) -> Iterator[str]:
    """One line a dossier of this unit, with all that belongs to it, sorted by code."""
    rows = Dossier.select().where(Dossier.unit == unit).order_by(Dossier.id).dicts()
    parts = {name: _parts(model, unit) for name, model in PARTS}
    for row in sorted(rows, key=lambda row: (row["code"] or "", row["id"])):
        whole = _plain(Dossier, row)
        whole |= {name: held.get(row["id"], []) for name, held in parts.items()}
        yield json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _parts(model: type[Model], unit: str) -> dict[str, list[dict[str, Any]]]:
    held: dict[str, list[dict[str, Any]]] = {}
    mine = Dossier.select(Dossier.id).where(Dossier.unit == unit)
    for row in model.select().where(model.dossier_id.in_(mine)).order_by(model.id).dicts():
        held.setdefault(row["dossier_id"], []).append(_plain(model, row))
    for rows in held.values():
        rows.sort(key=lambda row: (row.get("position", 0), row["id"]))
    return held


def _plain(model: type[Model], row: dict[str, Any]) -> dict[str, Any]:
    """The row as stored: instants, days and nested values in their one spelling."""
    return {
        name: json.loads(text) if isinstance(text, str) and _is_nested(model, name) else text
        for name, text in ((n, model._meta.fields[n].db_value(v)) for n, v in row.items())
        if name not in LOCAL
    }


def _is_nested(model: type[Model], name: str) -> bool:
    return isinstance(model._meta.fields[name], JsonTextField)
