"""The checklist of a dossier, line by line: what was handed in, its scans, and the pages that wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain.documents import SUFFIXES
from app.domain.officers import Officer
from app.domain.papers import seal
from app.domain.people import APPLICANT
from app.models.documents import Document
from app.models.dossiers import Dossier, Paper
from app.models.people import PersonDossier
from app.queries import documents, dossiers, people, scan_pages
from app.queries.documents import Files

MOST_EARLIER = 50


@dataclass(frozen=True)
class Line:
    """One line of the checklist, its files here, and how many pages wait to be put together."""

    paper: Paper
    files: Files
    waiting: int


@dataclass(frozen=True)
class Sheet:
    """All lines of a dossier, and the files that belong to none of them. `seal` changes with any of the lines."""

    lines: list[Line]
    others: Files
    may_change: bool
    seal: str

    @property
    def had(self) -> int:
        return sum(line.paper.have for line in self.lines)

    @property
    def scanned(self) -> int:
        return sum(bool(line.files.rows) for line in self.lines)


def of(dossier: Dossier, by: Officer) -> Sheet:
    """The sheet of a dossier this officer was found to see."""
    files, papers = documents.of(dossier, by), dossiers.papers(dossier.id)
    waiting = scan_pages.waiting(dossier.id)
    by_paper: dict[str | None, list[Any]] = {}
    for file in files.rows:
        by_paper.setdefault(file.paper_id, []).append(file)
    lines = [
        Line(each, Files(by_paper.pop(each.id, []), files.may_attach), waiting.get(each.id, 0))
        for each in papers
    ]
    others = [file for rest in by_paper.values() for file in rest]
    return Sheet(lines, Files(others, files.may_attach), files.may_attach, seal_of(papers))


@dataclass(frozen=True)
class Earlier:
    """A scan of an earlier dossier of the same person: where it was handed in, and for which paper."""

    document: Document
    code: str
    procedure: str
    paper: str


def earlier(dossier: Dossier, by: Officer) -> list[Earlier]:
    """Scans in other dossiers of whose dossier this is, the newest first; each content once, and none that this
    dossier has already."""
    person = people.of_dossier(dossier.id, by)
    if person is None:
        return []
    own = PersonDossier.select(PersonDossier.dossier_id).where(
        PersonDossier.person == person,
        PersonDossier.role == APPLICANT,
        PersonDossier.dossier_id != dossier.id,
    )
    found = {
        row.id: row
        for row in Dossier.select(Dossier.id, Dossier.code, Dossier.procedure_name).where(
            Dossier.id.in_(own), dossiers.visible_to(by)
        )
    }
    here = Document.select(Document.sha256).where(Document.dossier_id == dossier.id)
    rows = (
        Document.select()
        .where(
            Document.dossier_id.in_(list(found)),
            Document.result_id.is_null(),
            Document.media_type.in_(list(SUFFIXES)),
            Document.sha256.not_in(here),
        )
        .order_by(Document.added_at.desc(), Document.n.desc())
        .limit(MOST_EARLIER)
    )
    once = {row.sha256: row for row in reversed(list(rows))}
    names = _names(row.paper_id for row in once.values())
    return [
        Earlier(
            row, found[row.dossier_id].code or "chưa cấp mã", found[row.dossier_id].procedure_name,
            names.get(row.paper_id or "", ""),
        )
        for row in reversed(once.values())
    ]  # fmt: skip


def _names(ids: Iterable[str | None]) -> dict[str, str]:
    wanted = [each for each in ids if each]
    return dict(list(Paper.select(Paper.id, Paper.name).where(Paper.id.in_(wanted)).tuples()))


def seal_of(papers: list[Paper]) -> str:
    """What a form of these lines sends back, so that a change made meanwhile is noticed."""
    return seal(
        (each.id, each.have, each.kind, each.originals, each.copies, each.note or "")
        for each in papers
    )
