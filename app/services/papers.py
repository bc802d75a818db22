"""The papers of a dossier after reception: lines corrected, earlier scans used again, and where the paper lies."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from app.domain import documents as files
from app.domain import papers as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.papers import LineTyped
from app.domain.refusals import FormNotComplete, NotAnEarlierScan, PapersChangedMeanwhile
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.queries import documents as document_questions
from app.queries import dossiers, scan_pages
from app.queries import papers as questions
from sync import journal

FIX, AGAIN = "sửa giấy tờ", "dùng lại giấy tờ"
SAME = (
    "name", "media_type", "sha256", "size_bytes", "preview_sha256", "preview_bytes", "preview_type",
)  # fmt: skip
"""What a scan used again has in common with the earlier one."""


def correct(
    dossier_id: str, lines: Mapping[str, LineTyped], *, more: LineTyped | None = None, more_name: str = "",
    seal: str, by: Officer, at: datetime,
) -> int:  # fmt: skip
    """Write what was corrected in the lines of the checklist, and one more line where it has a name; how many lines
    changed. The history tells what stood there before."""
    with journal.transaction():
        dossier = _ours(dossier_id, FIX, by, at)
        papers = dossiers.papers(dossier_id)
        if questions.seal_of(papers) != seal:
            raise PapersChangedMeanwhile
        faults: dict[str, str] = {}
        wanted = {}
        for paper in papers:
            if typed := lines.get(paper.id):
                columns, wrong = rules.read_line(paper.name, typed)
                faults |= {f"{name}-{paper.position}": words for name, words in wrong}
                wanted[paper.id] = rules.changed(paper.__data__, columns)
        if more is not None and clean(more_name):
            position = max((paper.position for paper in papers), default=0) + 1
            columns, wrong = rules.read_line(clean(more_name), more)
            faults |= {f"more-{name}": words for name, words in wrong}
            faults |= _name_faults(more_name)
            wanted[uuid.uuid4().hex] = columns | {
                "dossier_id": dossier_id, "position": position, "name": clean(more_name), "need": "submit",
            }  # fmt: skip
        if faults:
            raise FormNotComplete(faults)
        changes = {paper_id: columns for paper_id, columns in wanted.items() if columns}
        for paper_id, columns in changes.items():
            journal.record("paper", paper_id, by=by, at=at, scope=dossier.unit, **columns)
    return len(changes)


def use_again(
    dossier_id: str, paper_id: str, document_id: str, *, by: Officer, at: datetime
) -> str:
    """Let a scan of an earlier dossier of the same person stand for this line too; the new file's id. The bytes are
    the same and are kept once."""
    with journal.transaction():
        dossier = _ours(dossier_id, AGAIN, by, at)
        paper = scan_pages.paper(dossier_id, paper_id, by)
        known = document_questions.of(dossier, by).rows
        files.check_count(len(known) + 1)
        offered = {each.document.id: each.document for each in questions.earlier(dossier, by)}
        if document_id not in offered:
            raise NotAnEarlierScan(field="document")
        scan = offered[document_id]
        new_id = uuid.uuid4().hex
        journal.record(
            "document", new_id, by=by, at=at, scope=dossier.unit, dossier_id=dossier.id,
            paper_id=paper.id, added_by=str(by), added_by_name=by.name, added_at=at,
            **{name: getattr(scan, name) for name in SAME if getattr(scan, name) is not None},
        )  # fmt: skip
    return new_id


def _name_faults(name: str) -> dict[str, str]:
    if len(clean(name)) <= rules.LONGEST_NAME:
        return {}
    return {"more-name": f"Tên giấy tờ dài quá {rules.LONGEST_NAME} ký tự."}


def _ours(dossier_id: str, step: str, by: Officer, at: datetime) -> Dossier:
    """The dossier, ours until the transaction ends; refuses where it is closed or held elsewhere."""
    journal.lock("dossier", dossier_id)
    dossier = dossiers.visible(dossier_id, by)
    files.refuse_attaching(document_questions.sides(dossier, by, local(at).date()), step)
    return dossier
