"""The files of a dossier: what each is, whether it has come here, and whether the office above holds it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from app.domain import documents as rules
from app.domain.documents import Sides
from app.domain.labels import DOCUMENT_TYPES
from app.domain.officers import Officer
from app.domain.refusals import DocumentNotHere, NoSuchDocument
from app.domain.workflow import title_of
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper, Result, Step
from app.queries import dossiers, nodes, units
from sync import blobs
from sync.tables import Attachment

CHUNK_BYTES = 64 * 1024
HERE = "here"


@dataclass(frozen=True)
class File:
    """A file as a page shows it. `percent` of it is here; `is_above` is None where nobody stands above."""

    id: str
    dossier_id: str
    name: str
    type_label: str
    size_bytes: int
    belongs_to: str
    added_by_name: str
    added_at: datetime | None
    is_picture: bool
    is_here: bool
    percent: int
    has_preview: bool
    is_above: bool | None
    above: str
    """What people call the office above: “huyện”."""
    paper_id: str | None = None
    about: str = ""
    """What it is a scan of, as a form says it: “paper:<id>”, “result:<id>”, or nothing."""

    @property
    def tone(self) -> str:
        return "warn" if not self.is_here or self.is_above is False else "good"

    @property
    def words(self) -> str:
        """Where the file is, in words."""
        if not self.is_here:
            come = f" (đã đến {self.percent} %)" if self.percent else ""
            return f"Chưa đến – đang chờ đường truyền{come}"
        if self.is_above is None:
            return "Đã có tại đây"
        up = self.above.capitalize()
        return f"{up} đã có" if self.is_above else f"Đã lưu tại đây – {self.above} chưa có"


@dataclass(frozen=True)
class Files:
    """All files of one dossier, in the order they were attached."""

    rows: list[File]
    may_attach: bool

    @property
    def come(self) -> int:
        return sum(row.is_here for row in self.rows)

    @property
    def held_above(self) -> int | None:
        told = [row.is_above for row in self.rows if row.is_above is not None]
        return sum(told) if told else None

    @property
    def words(self) -> str:
        """“3 trên 5 bản quét đã đến”, and what the office above has of those written here."""
        if not self.rows:
            return ""
        if self.come < len(self.rows):
            return f"{self.come} trên {len(self.rows)} bản quét đã đến"
        if self.held_above is not None and self.held_above < len(self.rows):
            up = self.rows[0].above
            return f"{self.held_above} trên {len(self.rows)} bản quét {up} đã có"
        return ""


def of(dossier: Dossier, by: Officer) -> Files:
    """The files of a dossier that this officer was found to see."""
    asked = Document.select().where(Document.dossier_id == dossier.id)
    rows = list(asked.order_by(Document.added_at, Document.n))
    return Files(_files(rows), rules.may_attach(_sides(dossier, by, holder="")))


def of_several(dossier_ids: list[str]) -> list[File]:
    """The files of dossiers that this officer was found to see, in the order they were attached."""
    asked = Document.select().where(Document.dossier_id.in_(dossier_ids))
    return _files(list(asked.order_by(Document.added_at, Document.n)))


def one(dossier_id: str, document_id: str, by: Officer) -> File:
    """One file of a dossier this officer may see."""
    return _files([_row(dossier_id, document_id, by)])[0]


def opened(dossier_id: str, document_id: str, by: Officer) -> tuple[BinaryIO, str, str]:
    """The content, its media type and its name. Raises when it has not come."""
    row = _row(dossier_id, document_id, by)
    return _open(row.sha256, row.name), row.media_type, row.name


def preview(dossier_id: str, document_id: str, by: Officer) -> tuple[BinaryIO, str]:
    """The small picture that travels before the file; for a small file, the file."""
    row = _row(dossier_id, document_id, by)
    if row.preview_sha256:
        return _open(row.preview_sha256, row.name), row.preview_type or rules.JPEG
    if row.media_type not in rules.PICTURES:
        raise NoSuchDocument
    return _open(row.sha256, row.name), row.media_type


def sides(dossier: Dossier, by: Officer, on: date) -> Sides:
    """How the dossier stands to whoever wants to attach a file."""
    return _sides(dossier, by, holder=units.name_of(dossier.holder_unit, on))


# ── Parts ───────────────────────────────────────────────────────────────────────────────────────────


def _sides(dossier: Dossier, by: Officer, *, holder: str) -> Sides:
    return Sides(
        code=dossier.code or "này",
        status=dossier.status,
        held_here=dossier.holder_unit == by.unit,
        holder=holder,
    )


def _row(dossier_id: str, document_id: str, by: Officer) -> Document:
    dossiers.visible(dossier_id, by)
    row = Document.get_or_none((Document.id == document_id) & (Document.dossier_id == dossier_id))
    if row is None or row.media_type not in rules.SUFFIXES:
        raise NoSuchDocument
    return row


def _open(sha256: str, name: str) -> BinaryIO:
    try:
        return blobs.in_use().open(sha256)
    except (FileNotFoundError, ValueError) as error:
        raise DocumentNotHere(name=name) from error


def _files(rows: list[Document]) -> list[File]:
    if not rows:
        return []
    wanted = {each for row in rows for each in (row.sha256, row.preview_sha256) if each}
    found = Attachment.select(
        Attachment.sha256, Attachment.state, Attachment.have, Attachment.is_above
    ).where(Attachment.sha256.in_(wanted))
    states = {each.sha256: each for each in found}
    names = _names_of_parts(rows)
    here = nodes.this()
    return [_file(row, states, names, here) for row in rows]


def _file(
    row: Document, states: dict[str, Any], names: dict[str, str], here: nodes.ThisNode
) -> File:
    state = states.get(row.sha256)
    is_here = state is not None and state.state == HERE
    chunks = sum(byte.bit_count() for byte in bytes(state.have)) if state else 0
    is_picture = row.media_type in rules.PICTURES
    shown = state if is_picture else None
    if row.preview_sha256:
        shown = states.get(row.preview_sha256)
    return File(
        id=row.id,
        dossier_id=row.dossier_id,
        name=row.name,
        type_label=DOCUMENT_TYPES.get(row.media_type, "Tệp"),
        size_bytes=row.size_bytes,
        belongs_to=_belongs_to(row, names),
        added_by_name=row.added_by_name,
        added_at=row.added_at,
        is_picture=is_picture,
        is_here=is_here,
        percent=100 if is_here else rules.percent(chunks * CHUNK_BYTES, row.size_bytes),
        has_preview=shown is not None and shown.state == HERE,
        paper_id=row.paper_id,
        about=_about(row),
        is_above=(bool(state and state.is_above) if here.parent_unit else None),
        above=here.parent_label,
    )


def _belongs_to(row: Document, names: dict[str, str]) -> str:
    """The paper or the result it shows, and the step it came with."""
    parts = (names.get(each or "", "") for each in (row.paper_id, row.result_id, row.step_id))
    return " · ".join(filter(None, parts))


def _about(row: Document) -> str:
    if row.paper_id:
        return f"paper:{row.paper_id}"
    return f"result:{row.result_id}" if row.result_id else ""


def _names_of_parts(rows: list[Document]) -> dict[str, str]:
    """What the papers, the results and the steps of these files are called."""
    papers = {row.paper_id for row in rows if row.paper_id}
    results = {row.result_id for row in rows if row.result_id}
    steps = {row.step_id for row in rows if row.step_id}
    names: dict[str, str] = {}
    if papers:
        names |= dict(Paper.select(Paper.id, Paper.name).where(Paper.id.in_(papers)).tuples())
    if results:
        found = Result.select(Result.id, Result.number).where(Result.id.in_(results)).tuples()
        names |= {each: f"Kết quả {number or ''}".strip() for each, number in found}
    if steps:
        taken = Step.select(Step.id, Step.action).where(Step.id.in_(steps)).tuples()
        names |= {each: f"Thêm ở bước “{title_of(action)}”" for each, action in taken}
    return names
