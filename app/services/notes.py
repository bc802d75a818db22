"""Writing to colleagues about a dossier, whichever office holds it, and telling that one has read it."""

from datetime import datetime

from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.models.notes import Note, NoteRead
from app.queries import dossiers, notes
from app.services.steps import part_id
from sync import journal

LONGEST = 1000


def write(
    dossier_id: str, text: str, *, to: str = "", form_id: str, by: Officer, at: datetime
) -> None:
    """Add a note. The same form sent twice adds one; what the writer had before them counts as read."""
    text = "\n".join(clean(line) for line in text.splitlines()).strip()
    if not text:
        raise FormNotComplete({"text": "Hãy viết nội dung trao đổi."})
    if len(text) > LONGEST:
        raise FormNotComplete({"text": f"Nội dung dài quá {LONGEST} ký tự. Hãy viết ngắn lại."})
    with journal.transaction():
        dossier = dossiers.visible(dossier_id, by)
        to_name = dict(notes.addressees(dossier_id, by)).get(to, "")
        if to and not to_name:
            raise FormNotComplete({"to": "Hãy chọn người nhận trong danh sách."})
        note_id = part_id(dossier_id, "note", str(by), form_id)
        if Note.select().where(Note.id == note_id).exists():
            return
        _read_all(dossier, by, at)
        journal.record(
            "note", note_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier_id,
            written_at=at, written_by=str(by), written_by_name=by.name,
            written_by_title=by.title or None, unit=by.unit, to_officer=to or None,
            to_officer_name=to_name.partition(" – ")[0] or None, text=text,
        )  # fmt: skip


def mark_read(dossier_id: str, *, by: Officer, at: datetime) -> None:
    """Tell the others that this officer has read every note that is here."""
    with journal.transaction():
        _read_all(dossiers.visible(dossier_id, by), by, at)


def _read_all(dossier: Dossier, by: Officer, at: datetime) -> None:
    mine = NoteRead.select(NoteRead.note_id).where(
        NoteRead.dossier_id == dossier.id, NoteRead.reader == str(by)
    )
    new = Note.select(Note.id).where(
        Note.dossier_id == dossier.id, Note.written_by != str(by), Note.id.not_in(mine)
    )
    for note in list(new):
        journal.record(
            "note_read", part_id(dossier.id, "read", note.id, str(by)), by=by, at=at,
            scope=dossier.unit, dossier_id=dossier.id, note_id=note.id, reader=str(by),
            reader_name=by.name, unit=by.unit, read_at=at,
        )  # fmt: skip
