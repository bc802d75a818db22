"""The checklist of a dossier, line by line: what was handed in, its scans, and the pages that wait."""

from dataclasses import dataclass
from typing import Any

from app.domain.officers import Officer
from app.domain.papers import seal
from app.models.dossiers import Dossier, Paper
from app.queries import documents, dossiers, scan_pages
from app.queries.documents import Files


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


def seal_of(papers: list[Paper]) -> str:
    """What a form of these lines sends back, so that a change made meanwhile is noticed."""
    return seal(
        (each.id, each.have, each.kind, each.originals, each.copies, each.note or "")
        for each in papers
    )
