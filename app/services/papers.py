"""The papers of a dossier after reception: lines corrected, earlier scans used again, and where the paper lies."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from app.domain import documents as files
from app.domain import papers as rules
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.papers import LineTyped
from app.domain.refusals import FormNotComplete, PapersChangedMeanwhile
from app.domain.vietnamese import clean
from app.models.dossiers import Dossier
from app.queries import documents as document_questions
from app.queries import dossiers
from app.queries import papers as questions
from sync import journal

FIX = "sửa giấy tờ"


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
