"""Correcting what was typed about the citizen at reception: each field checked as at the counter, with what it is
taken from. The history keeps both; a receipt that says otherwise is to be printed again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.calendar import local
from app.domain.conflicts import ON_RECEIPT, check_value
from app.domain.corrections import SOURCES, TAKEN_FROM, seal_of
from app.domain.dossiers import CLOSED, in_sentence
from app.domain.labels import FIELDS, ID_TYPES
from app.domain.officers import Officer
from app.domain.refusals import CorrectedMeanwhile, FormNotComplete, NotForCorrection
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.notes import Note
from app.queries import conflicts as questions
from app.queries import dossiers, nodes
from app.services import conflicts
from app.services.steps import part_id
from sync import journal

CHECKED_LAST = ("id_no",)
"""Read when the kind of paper and the birth date are known."""


def correct(
    dossier_id: str, typed: Mapping[str, str], *, source: str, note: str = "", seal: str,
    form_id: str, by: Officer, at: datetime,
) -> list[str]:  # fmt: skip
    """Write what differs from the row and give the fields' names. `source` says what it was taken from."""
    note = clean(note)
    with journal.transaction():
        dossier = load(dossier_id, by=by)
        note_id = part_id(dossier_id, "correction", str(by), form_id)
        if _is_written(note_id):
            return []
        if seal_of(dossier.__data__) != seal:
            raise CorrectedMeanwhile(code=dossier.code or "này")
        waiting = questions.fields_waiting(dossier_id)
        values = _values(dossier, {n: text for n, text in typed.items() if n not in waiting}, at)
        if not values:
            return []
        faults = {}
        if source not in SOURCES:
            faults["source"] = "Chọn căn cứ của việc sửa."
        if len(note) > 300:
            faults["note"] = "Ghi chú dài quá 300 ký tự."
        if faults:
            raise FormNotComplete(faults)
        journal.record("dossier", dossier_id, by=by, at=at, **values)
        journal.resend("dossier", dossier_id, by=by, at=at)
        labels = ", ".join(FIELDS["dossier"][name].lower() for name in values)
        told = f"Sửa {labels} – {in_sentence(SOURCES[source])}" + (f": {note}" if note else "")
        journal.record(
            "note", note_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
            written_at=at, written_by=str(by), written_by_name=by.name,
            written_by_title=by.title or None, unit=by.unit, text=told,
        )  # fmt: skip
        if dossier.received_at and not dossier.old_number and ON_RECEIPT.intersection(values):
            conflicts.ask_for_reprint(dossier, told, by=by, at=at, key=form_id)
        return sorted(values)


def load(dossier_id: str, *, by: Officer) -> Dossier:
    """The dossier, ours until the transaction ends."""
    journal.lock("dossier", dossier_id)
    dossier = dossiers.visible(dossier_id, by)
    refuse_unfit(dossier, by)
    return dossier


def refuse_unfit(dossier: Dossier, by: Officer) -> None:
    """Refuse a dossier whose data this office does not keep, or keeps as it is."""
    why = ""
    if dossier.status in CLOSED:
        why = "đã kết thúc"
    elif by.unit not in (dossier.unit, dossier.holder_unit) and not nodes.this().is_parent:
        why = "không do đơn vị này tiếp nhận hay giữ"
    if why:
        raise NotForCorrection(code=dossier.code or "này", why=why)


def _is_written(note_id: str) -> bool:
    return bool(Note.select().where(Note.id == note_id).exists())


def _values(dossier: Dossier, typed: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """The columns that change, in the spelling they are stored in."""
    row, today = dict(dossier.__data__), local(at).date()
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    fields = [name for name in TAKEN_FROM if name in typed]
    for name in sorted(fields, key=lambda name: name in CHECKED_LAST):
        try:
            value = _read(name, typed[name], row, today)
        except FormNotComplete as no:
            faults |= no.facts["fields"]
            continue
        if value != row[name]:
            values[name] = row[name] = value
    if faults:
        raise FormNotComplete(faults)
    return values


def _read(name: str, text: str, row: Mapping[str, Any], today: Any) -> Any:
    if name not in ("id_type", "gender"):
        return check_value(name, text, row, today)
    if text and text not in {"id_type": ID_TYPES, "gender": ("male", "female")}[name]:
        raise FormNotComplete({name: f"Chọn lại: {FIELDS['dossier'][name].lower()}."})
    return text or None
