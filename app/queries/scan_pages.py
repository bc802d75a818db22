"""The trays of a dossier: scanned pages that wait here to be put together, line by line of the checklist."""

from dataclasses import dataclass
from typing import BinaryIO

from app.domain import scan_pages as rules
from app.domain.officers import Officer
from app.domain.refusals import NoSuchDocument, NoSuchPaper
from app.models.dossiers import Paper
from app.models.scan_pages import ScanPage
from app.queries import dossiers
from sync import blobs

FOLDER = "waiting"


@dataclass(frozen=True)
class Tray:
    """The waiting pages of one line, in the order they will have in the file."""

    paper: Paper
    pages: list[ScanPage]

    @property
    def seal(self) -> str:
        return seal_of(self.pages)

    @property
    def size_bytes(self) -> int:
        return sum(page.size_bytes for page in self.pages)


def tray(dossier_id: str, paper_id: str, officer: Officer) -> Tray:
    """The tray of a line of a dossier this officer may see."""
    return Tray(paper(dossier_id, paper_id, officer), pages(dossier_id, paper_id))


def paper(dossier_id: str, paper_id: str, officer: Officer) -> Paper:
    """A line of the checklist of a dossier this officer may see."""
    dossiers.visible(dossier_id, officer)
    row = Paper.get_or_none((Paper.id == paper_id) & (Paper.dossier_id == dossier_id))
    if row is None:
        raise NoSuchPaper
    return row


def pages(dossier_id: str, paper_id: str) -> list[ScanPage]:
    found = ScanPage.select().where(
        ScanPage.dossier_id == dossier_id, ScanPage.paper_id == paper_id
    )
    return list(found.order_by(ScanPage.position, ScanPage.id))


def waiting(dossier_id: str) -> dict[str, int]:
    """How many pages wait at each line."""
    found = ScanPage.select(ScanPage.paper_id).where(ScanPage.dossier_id == dossier_id).tuples()
    counts: dict[str, int] = {}
    for (paper_id,) in found:
        counts[paper_id] = counts.get(paper_id, 0) + 1
    return counts


def picture(dossier_id: str, page_id: int, officer: Officer) -> BinaryIO:
    """The page as it will stand in the file."""
    dossiers.visible(dossier_id, officer)
    row = ScanPage.get_or_none((ScanPage.id == page_id) & (ScanPage.dossier_id == dossier_id))
    if row is None:
        raise NoSuchDocument
    try:
        return shelf().open(row.sha256)
    except FileNotFoundError as error:
        raise NoSuchDocument from error


def shelf() -> blobs.Shelf:
    """Where pages wait: on this machine's disk, apart from what travels, so that they may be thrown away."""
    return blobs.Shelf(blobs.in_use().folder.parent / FOLDER)


def seal_of(pages: list[ScanPage]) -> str:
    return rules.seal((page.id, page.position, page.sha256) for page in pages)
