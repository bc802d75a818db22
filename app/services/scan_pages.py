"""Scanned pages before they are one file: taken in, shrunk, turned, put in order, thrown away, put together.

Waiting pages lie apart from the files that travel. A page is always drawn from the picture as it came, so that
turning it does not make it worse.
"""

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn
from PIL import Image

from app.domain import documents as files
from app.domain import scan_pages as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.refusals import (
    DocumentTooLarge,
    NoFileChosen,
    NoPagesWaiting,
    NoSuchDocument,
    PagesChangedMeanwhile,
    TooManyAtOnce,
)
from app.models.scan_pages import ScanPage
from app.queries import documents as document_questions
from app.queries import dossiers
from app.queries import scan_pages as questions
from app.services import documents, pictures
from app.services.documents import Upload
from sync import journal

TURNED = "Xoay cho đúng chiều; bản mới thay bản này."


@dataclass(frozen=True)
class Added:
    """What came of the chosen files: pages that wait now, and PDF files attached as they are."""

    pages: int
    attached: int


def add(
    dossier_id: str, paper_id: str, uploads: Sequence[Upload], *, colour: bool, by: Officer, at: datetime
) -> Added:  # fmt: skip
    """Take all of these or none: pictures go behind the pages that wait at the line, a PDF becomes a file at once."""
    _refuse(dossier_id, by, at)
    questions.paper(dossier_id, paper_id, by)
    if not uploads:
        raise NoFileChosen(field="files")
    if len(uploads) > rules.MOST_AT_ONCE:
        raise TooManyAtOnce(most=rules.MOST_AT_ONCE, field="files")
    pictured = [each for each in uploads if documents.look_into(each)[0] in files.PICTURES]
    whole = [each for each in uploads if each not in pictured]
    drawn = [_fresh(each, colour) for each in pictured]
    with journal.transaction():
        journal.lock("dossier", dossier_id)
        _refuse(dossier_id, by, at)
        waiting = len(questions.pages(dossier_id, paper_id))
        rules.check_pages(waiting + len(drawn))
        position = _last_position(dossier_id, paper_id)
        for place, fields in enumerate(drawn, start=position + 1):
            ScanPage.create(
                dossier_id=dossier_id, paper_id=paper_id, position=place, colour=colour, added_by=str(by),
                added_by_name=by.name, added_at=at, **fields,
            )  # fmt: skip
        if whole:
            documents.attach(dossier_id, whole, about=f"paper:{paper_id}", by=by, at=at)
    return Added(len(drawn), len(whole))


def turn(
    dossier_id: str, page_id: int, *, seal: str, quarters: int = 1, by: Officer, at: datetime
) -> str:
    """Turn a page clockwise; the line it waits at."""
    with journal.transaction():
        row = _row(dossier_id, page_id, seal, by, at)
        turns = (row.turns + quarters) % rules.QUARTERS
        with questions.shelf().open(row.source_sha256) as source:
            fields = _page(row.name, source, row.colour, turns)
        old = row.sha256
        ScanPage.update(turns=turns, **fields).where(ScanPage.id == page_id).execute()
    _throw_away([old])
    return str(row.paper_id)


def move(
    dossier_id: str, page_id: int, *, seal: str, places: int, by: Officer, at: datetime
) -> str:
    """Put a page so many places further back, or forward where negative."""
    with journal.transaction():
        row = _row(dossier_id, page_id, seal, by, at)
        ids = [page.id for page in questions.pages(dossier_id, row.paper_id)]
        for position, each in enumerate(rules.moved(ids, page_id, places), start=1):
            ScanPage.update(position=position).where(ScanPage.id == each).execute()
    return str(row.paper_id)


def drop(dossier_id: str, page_id: int, *, seal: str, by: Officer, at: datetime) -> str:
    """Throw a waiting page away."""
    with journal.transaction():
        row = _row(dossier_id, page_id, seal, by, at)
        ScanPage.delete().where(ScanPage.id == page_id).execute()
    _throw_away([row.sha256, row.source_sha256])
    return str(row.paper_id)


def put_together(dossier_id: str, paper_id: str, *, seal: str, by: Officer, at: datetime) -> str:
    """Make one file of the pages that wait at the line, and attach it; the file's id."""
    with journal.transaction():
        journal.lock("dossier", dossier_id)
        tray = questions.tray(dossier_id, paper_id, by)
        _refuse(dossier_id, by, at)
        if not tray.pages:
            raise NoPagesWaiting(field="files")
        if tray.seal != seal:
            raise PagesChangedMeanwhile(field="files")
        upload = _one_file(tray.paper.name, tray.pages)
        (document_id,) = documents.attach(
            dossier_id, [upload], about=f"paper:{paper_id}", by=by, at=at
        )
        ScanPage.delete().where(ScanPage.id.in_([page.id for page in tray.pages])).execute()
    _throw_away(sha for page in tray.pages for sha in (page.sha256, page.source_sha256))
    return document_id


def turn_attached(dossier_id: str, document_id: str, *, by: Officer, at: datetime) -> str:
    """Turn an attached picture clockwise: a new file takes the place of the old one, whose history stays; its id."""
    stream, media_type, name = document_questions.opened(dossier_id, document_id, by)
    with stream:
        _refuse(dossier_id, by, at)
        if media_type not in files.PICTURES:
            raise NoSuchDocument
        drawn = pictures.drawn(name, stream, rules.LONGEST_SIDE).transpose(_TURNED[1])
    content, _, _ = _light(name, drawn, colour=drawn.mode != "L")
    with journal.transaction():
        journal.lock("dossier", dossier_id)
        old = document_questions.one(dossier_id, document_id, by)
        (new_id,) = documents.attach(
            dossier_id, [Upload(name, io.BytesIO(content))], about=old.about, by=by, at=at
        )
        documents.remove(dossier_id, document_id, reason=TURNED, by=by, at=at)
    return new_id


def forget_old(*, at: datetime) -> int:
    """Throw away pages nobody put together in 30 days; how many."""
    with journal.transaction():
        old = list(
            ScanPage.select().where(ScanPage.added_at < at - timedelta(days=rules.KEPT_DAYS))
        )
        ScanPage.delete().where(ScanPage.id.in_([page.id for page in old])).execute()
    _throw_away(sha for page in old for sha in (page.sha256, page.source_sha256))
    return len(old)


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _refuse(dossier_id: str, by: Officer, at: datetime) -> None:
    dossier = dossiers.visible(dossier_id, by)
    files.refuse_attaching(document_questions.sides(dossier, by, local(at).date()))


def _row(dossier_id: str, page_id: int, seal: str, by: Officer, at: datetime) -> ScanPage:
    """A waiting page, ours until the transaction ends; refuses when the tray is not what the officer saw."""
    journal.lock("dossier", dossier_id)
    _refuse(dossier_id, by, at)
    row = ScanPage.get_or_none((ScanPage.id == page_id) & (ScanPage.dossier_id == dossier_id))
    if row is None:
        raise PagesChangedMeanwhile(field="files")
    if questions.seal_of(questions.pages(dossier_id, row.paper_id)) != seal:
        raise PagesChangedMeanwhile(field="files")
    return row


def _last_position(dossier_id: str, paper_id: str) -> int:
    last = ScanPage.select(fn.MAX(ScanPage.position)).where(
        ScanPage.dossier_id == dossier_id, ScanPage.paper_id == paper_id
    )
    return int(last.scalar() or 0)


def _fresh(upload: Upload, colour: bool) -> dict[str, Any]:
    """The picture as it came, kept on the shelf of waiting pages, and the page drawn from it."""
    name = files.name_of(upload.name)
    fields = _page(name, upload.stream, colour, 0)
    upload.stream.seek(0)
    source = questions.shelf().put(upload.stream, files.LARGEST_BYTES)
    return {"name": name, "source_sha256": source.sha256, **fields}


def _page(name: str, source: Any, colour: bool, turns: int) -> dict[str, Any]:
    drawn = pictures.drawn(name, source, rules.LONGEST_SIDE)
    if not colour:
        drawn = drawn.convert("L")
    elif drawn.mode != "RGB":
        drawn = drawn.convert("RGB")
    if turns:
        drawn = drawn.transpose(_TURNED[turns])
    content, width, height = _light(name, drawn, colour=colour)
    kept = questions.shelf().put(content, rules.COLOUR_BYTES)
    return {
        "sha256": kept.sha256, "size_bytes": kept.size_bytes, "width": width, "height": height,
    }  # fmt: skip


def _light(name: str, drawn: Image.Image, *, colour: bool) -> tuple[bytes, int, int]:
    found = pictures.lightest(drawn, rules.TRIES, rules.most_bytes(colour))
    if found is None:
        raise DocumentTooLarge(name=name, field="files")
    return found


_TURNED = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}
"""Pillow counts against the clock."""


def _one_file(paper: str, pages: Sequence[ScanPage]) -> Upload:
    sheets = [_sheet(page) for page in pages]
    name = rules.file_name(paper, len(sheets))
    if len(sheets) == 1:
        return Upload(name, io.BytesIO(sheets[0].jpeg))
    return Upload(name, io.BytesIO(rules.pdf_of(sheets)), cover=sheets[0].jpeg)


def _sheet(page: ScanPage) -> rules.Sheet:
    with questions.shelf().open(page.sha256) as file:
        return rules.Sheet(file.read(), page.width, page.height, is_grey=not page.colour)


def _throw_away(names: Iterable[str]) -> None:
    """Remove files no waiting page needs any more. What cannot be removed now only takes room."""
    for name in set(names):
        needed = ScanPage.select(ScanPage.id).where(
            (ScanPage.sha256 == name) | (ScanPage.source_sha256 == name)
        )
        if not needed.exists():
            with suppress(OSError):
                questions.shelf().remove(name)
