"""Attaching files to a dossier: looked into, kept on the shelf, and told to the other offices in one transaction.

The bytes are kept before the row is written: a row without its file would promise what nobody has, a file without
a row only takes room.
"""

import io
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

import puremagic
from PIL import Image, ImageOps

from app.domain import documents as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import (
    DocumentAlreadyThere,
    DocumentBroken,
    DocumentTooLarge,
    FormNotComplete,
    NoFileChosen,
)
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper, Result
from app.queries import documents as questions
from app.queries import dossiers
from sync import blobs, journal

PREVIEW_SIDE = 1400
"""The longer side of a preview, in pixels: a page of text can just be read."""
PREVIEW_TRIES = ((1, 62), (1, 45), (0.75, 45), (0.5, 45), (0.35, 35), (0.2, 30))
"""Size and JPEG quality, tried in turn until the preview is small enough."""

_one_picture = threading.Lock()
"""A scanned page unfolds to a hundred megabytes; two at once would be too much for the machine of an office."""


@dataclass(frozen=True)
class Upload:
    """A file as a browser sent it."""

    name: str
    stream: BinaryIO


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


def _kept(upload: Upload) -> dict[str, Any]:
    """The file on the shelf, and what its row says of it."""
    name, stream = rules.name_of(upload.name), upload.stream
    size = stream.seek(0, io.SEEK_END)
    rules.check_size(name, size)
    head, tail = _ends(stream, size)
    media_type = _type_of(head)
    rules.check_type(name, media_type, head, tail)
    preview = _preview(name, stream, size) if media_type in rules.PICTURES else None
    stream.seek(0)
    try:
        kept = blobs.in_use().put(stream, rules.LARGEST_BYTES)
    except blobs.TooLarge as error:
        raise DocumentTooLarge(name=name, field="files") from error
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


def _preview(name: str, stream: BinaryIO, size: int) -> bytes | None:
    """A small JPEG of the picture, or None when the picture itself is as small. Refuses one that cannot be drawn."""
    stream.seek(0)
    with _one_picture:
        try:
            with Image.open(stream, formats=("JPEG", "PNG")) as picture:
                rules.check_picture(name, *picture.size)
                drawn = _drawn(picture)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise DocumentBroken(name=name, field="files") from error
        return None if size <= rules.LARGEST_PREVIEW_BYTES else _small(drawn)


def _drawn(picture: Image.Image) -> Image.Image:
    """The whole picture, read to its end, upright, at the size of a preview and on white."""
    picture.draft("RGB", (PREVIEW_SIDE, PREVIEW_SIDE))
    picture.load()
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    return upright.convert("L" if upright.mode in ("1", "L") else "RGB")


def _small(drawn: Image.Image) -> bytes | None:
    for scale, quality in PREVIEW_TRIES:
        out = io.BytesIO()
        size = (max(1, int(drawn.width * scale)), max(1, int(drawn.height * scale)))
        drawn.resize(size).save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= rules.LARGEST_PREVIEW_BYTES:
            return out.getvalue()
    return None
