"""Attaching files to a dossier: looked into, kept on the shelf, and told to the other offices in one transaction.

The bytes are kept before the row is written: a row without its file would promise what nobody has, a file without
a row only takes room.
"""

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import puremagic

from app.domain import documents as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import (
    DocumentAlreadyThere,
    DocumentTooLarge,
    FormNotComplete,
    NoFileChosen,
)
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper, Result
from app.queries import documents as questions
from app.queries import dossiers
from app.services import pictures
from sync import blobs, journal

PREVIEW_SIDE = 1400
"""The longer side of a preview, in pixels: a page of text can just be read."""
PREVIEW_TRIES = ((1, 62), (1, 45), (0.75, 45), (0.5, 45), (0.35, 35), (0.2, 30))
"""Size and JPEG quality, tried in turn until the preview is small enough."""


@dataclass(frozen=True)
class Upload:
    """A file as a browser sent it, or as it was put together here. `cover`: its first page, where the file is no
    picture itself."""

    name: str
    stream: BinaryIO
    cover: bytes | None = None


def attach(
    dossier_id: str, uploads: Sequence[Upload], *, about: str = "", by: Officer, at: datetime
) -> list[str]:
    """Attach all of these files, or none; their ids. `about` is the paper or the result they show: "paper:<id>"."""
    rules.refuse_attaching(questions.sides(dossiers.visible(dossier_id, by), by, local(at).date()))
    if not uploads:
        raise NoFileChosen(field="files")
    kept = [_kept(upload) for upload in uploads]
    with journal.transaction():
        journal.lock("dossier", dossier_id)
        dossier = dossiers.visible(dossier_id, by)
        rules.refuse_attaching(questions.sides(dossier, by, local(at).date()))
        known = dict(_known(dossier_id))
        rules.check_count(len(known) + len(kept))
        belongs = _belongs(dossier_id, about)
        return [_record(dossier, fields | belongs, known, by, at) for fields in kept]


def remove(dossier_id: str, document_id: str, *, reason: str, by: Officer, at: datetime) -> None:
    """Say that this file counts no more, and why: it leaves the dossier, its history stays."""
    with journal.transaction():
        journal.lock("dossier", dossier_id)
        dossier = dossiers.visible(dossier_id, by)
        rules.refuse_attaching(questions.sides(dossier, by, local(at).date()))
        questions.one(dossier_id, document_id, by)
        journal.void("document", document_id, reason=rules.checked_reason(reason), by=by, at=at)


def _record(
    dossier: Dossier, fields: dict[str, Any], known: dict[str, str], by: Officer, at: datetime
) -> str:
    if fields["sha256"] in known:
        raise DocumentAlreadyThere(
            name=fields["name"], known_as=known[fields["sha256"]], field="files"
        )
    known[fields["sha256"]] = fields["name"]
    document_id = uuid.uuid4().hex
    journal.record(
        "document", document_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
        added_by=str(by), added_by_name=by.name, added_at=at, **fields,
    )  # fmt: skip
    return document_id


def _known(dossier_id: str) -> list[tuple[str, str]]:
    rows = Document.select(Document.sha256, Document.name).where(Document.dossier_id == dossier_id)
    return list(rows.tuples())


def _belongs(dossier_id: str, about: str) -> dict[str, str]:
    """The column that says what the files show; a paper or a result of this very dossier."""
    kind, _, part_id = about.partition(":")
    if not part_id:
        return {}
    model = {"paper": Paper, "result": Result}.get(kind)
    if model is None or not model.get_or_none(
        (model.id == part_id) & (model.dossier_id == dossier_id)
    ):
        raise FormNotComplete({"about": "Hãy chọn lại giấy tờ mà tệp thuộc về."})
    return {f"{kind}_id": part_id}


# ── One file ────────────────────────────────────────────────────────────────────────────────────────


def look_into(upload: Upload) -> tuple[str, int]:
    """The media type and the size of a file; refuses what is not whole, locked, too large or of another kind."""
    name, stream = rules.name_of(upload.name), upload.stream
    size = stream.seek(0, io.SEEK_END)
    rules.check_size(name, size)
    head, tail = _ends(stream, size)
    media_type = _type_of(head)
    rules.check_type(name, media_type, head, tail)
    stream.seek(0)
    if media_type == rules.PDF:
        rules.check_pdf(name, stream.read())
    stream.seek(0)
    return media_type, size


def _kept(upload: Upload) -> dict[str, Any]:
    """The file on the shelf, and what its row says of it."""
    media_type, size = look_into(upload)
    said, stream = rules.name_of(upload.name), upload.stream
    preview = None
    if media_type in rules.PICTURES:
        preview = _preview(said, stream, is_light=size <= rules.LARGEST_PREVIEW_BYTES)
    elif upload.cover:
        preview = _preview(said, io.BytesIO(upload.cover), is_light=False)
    stream.seek(0)
    try:
        kept = blobs.in_use().put(stream, rules.LARGEST_BYTES)
    except blobs.TooLarge as error:
        raise DocumentTooLarge(name=said, field="files") from error
    return {
        "name": rules.name_of(upload.name, media_type),
        "media_type": media_type,
        "sha256": kept.sha256,
        "size_bytes": kept.size_bytes,
        **_kept_preview(preview),
    }


def _kept_preview(preview: bytes | None) -> dict[str, Any]:
    if preview is None:
        return {}
    kept = blobs.in_use().put(preview, rules.LARGEST_PREVIEW_BYTES)
    return {
        "preview_sha256": kept.sha256,
        "preview_bytes": kept.size_bytes,
        "preview_type": rules.JPEG,
    }


def _ends(stream: BinaryIO, size: int) -> tuple[bytes, bytes]:
    stream.seek(0)
    head = stream.read(rules.HEAD_BYTES)
    stream.seek(max(0, size - rules.TAIL_BYTES))
    return head, stream.read(rules.TAIL_BYTES)


def _type_of(head: bytes) -> str:
    """The media type by content; empty for what is nothing we know."""
    try:
        return str(puremagic.from_string(head, mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _preview(name: str, stream: BinaryIO, *, is_light: bool) -> bytes | None:
    """A small JPEG of the picture, or None where the picture is as light itself. Refuses one that cannot be drawn."""
    drawn = pictures.drawn(name, stream, PREVIEW_SIDE)
    if is_light:
        return None
    found = pictures.lightest(drawn, PREVIEW_TRIES, rules.LARGEST_PREVIEW_BYTES)
    return found[0] if found else None
