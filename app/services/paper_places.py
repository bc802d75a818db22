"""Where the paper of dossiers lies: written down for one, or for a pile at once."""

from datetime import datetime

from app.domain.officers import Officer
from app.domain.papers import read_codes, read_place
from app.domain.refusals import FormNotComplete, PaperElsewhere
from app.models.dossiers import Dossier
from app.queries.visibility import visible_to
from sync import journal


def put(codes: str, place: str, *, by: Officer, at: datetime) -> int:
    """Say that the paper of these dossiers lies at this place now, all or none; of how many that is new.

    The office that received a dossier may say it, and the one that holds it; of a closed dossier too, for then
    its paper goes to the archive.
    """
    named = _read(codes, place)
    with journal.transaction():
        moved = 0
        for dossier in _named(named[0], by):
            if by.unit not in (dossier.unit, dossier.holder_unit):
                raise PaperElsewhere(code=dossier.code, field="codes")
            if dossier.paper_place != named[1]:
                journal.record(
                    "dossier", dossier.id, by=by, at=at, scope=dossier.unit, paper_place=named[1]
                )
                moved += 1
    return moved


def _read(codes: str, place: str) -> tuple[list[str], str]:
    """Both boxes; what is wrong with either is said together."""
    faults: dict[str, str] = {}
    found: list[str] = []
    where = ""
    try:
        found = read_codes(codes)
    except FormNotComplete as no:
        faults |= no.facts["fields"]
    try:
        where = read_place(place)
    except FormNotComplete as no:
        faults |= no.facts["fields"]
    if faults:
        raise FormNotComplete(faults)
    return found, where


def _named(codes: list[str], by: Officer) -> list[Dossier]:
    rows = list(Dossier.select().where(Dossier.code.in_(codes), visible_to(by)).order_by(Dossier.n))
    missing = [code for code in codes if code not in {row.code for row in rows}]
    if missing:
        words = ", ".join(code[:40] for code in missing[:5])
        more = f" và {len(missing) - 5} mã nữa" if len(missing) > 5 else ""
        raise FormNotComplete(
            {"codes": f"Không có hồ sơ {words}{more}. Hãy xem lại mã, chưa ghi gì."}
        )
    return rows
