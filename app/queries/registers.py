"""The register of dossiers (Mẫu 06) of one office: by the day of reception, in a period, of one field or of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.domain.calendar import local, moment
from app.domain.dossiers import CLOSED, Status, label_of
from app.domain.officers import Officer
from app.domain.procedures import Holder
from app.domain.refusals import RegisterTooLong
from app.domain.register_sheets import RegisterLine
from app.models.dossiers import Dossier
from app.models.procedures import Procedure
from app.queries import units
from app.queries.paging import Order, Page, page_of, read_key
from app.queries.rows import instant_text
from app.queries.visibility import visible_to

IN_ORDER = Order(Dossier.n, descending=False, column=Dossier.listed_at)
MOST_LINES = 5000
SCREEN = 100
WAYS = {"desk": "Trực tiếp", "post": "Bưu điện", "online": "Điện tử"}
COLUMNS = (
    Dossier.n, Dossier.id, Dossier.code, Dossier.register_seq, Dossier.procedure_code,
    Dossier.procedure_version, Dossier.procedure_name, Dossier.case_name, Dossier.set_count, Dossier.applicant_name,
    Dossier.address, Dossier.phone, Dossier.received_at, Dossier.due_at, Dossier.finished_at,
    Dossier.released_at, Dossier.return_mode, Dossier.collected_by, Dossier.status, Dossier.listed_at,
    Dossier.submitter_name,
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted; `field` empty for all of them.

    `origin` is the office whose register this is, where this one has taken its place.
    """

    first: date
    last: date
    field: str = ""
    origin: str = ""


def page(period: Period, officer: Officer, after: str | None = None) -> Page:
    """One page of the register on the screen: pairs of the dossier's id and its line."""
    key = read_key(after)
    fetched = list(IN_ORDER.cut(_of(period, officer), key, SCREEN))
    found = page_of(fetched, key, SCREEN, lambda row: (row.listed_at, row.n))
    told = list(zip((row.id for row in found.rows), _told(found.rows, officer), strict=True))
    return Page(told, found.next_key, found.previous_key, found.words)


def lines(period: Period, officer: Officer) -> list[RegisterLine]:
    """The whole period for the printer; refuses more than one can print at once."""
    found = _of(period, officer).order_by(Dossier.listed_at, Dossier.n).limit(MOST_LINES + 1)
    rows = list(found)
    if len(rows) > MOST_LINES:
        raise RegisterTooLong(most=f"{MOST_LINES:,}".replace(",", "."))
    return list(_told(rows, officer))


def fields(officer: Officer) -> list[str]:
    """The fields there are in the catalogue, in order."""
    found = Procedure.select(Procedure.field).distinct().order_by(Procedure.field).tuples()
    return [field for (field,) in found]


def _of(period: Period, officer: Officer) -> Any:
    begins, ends = (moment(day, time()) for day in (period.first, period.last + timedelta(days=1)))
    wanted = [
        Dossier.unit == officer.unit,
        Dossier.listed_at >= instant_text(begins),
        Dossier.listed_at < instant_text(ends),
        Dossier.received_at.is_null(False),
        visible_to(officer),
    ]
    mine = Dossier.origin_unit.is_null()
    wanted.append(Dossier.origin_unit == period.origin if period.origin else mine)
    if period.field:
        wanted.append(Dossier.field == period.field)
    return Dossier.select(*COLUMNS).where(*wanted)


def _told(rows: Iterable[Dossier], officer: Officer) -> Iterable[RegisterLine]:
    rows = list(rows)
    deciding = _deciding(rows)
    on = local(rows[-1].received_at).date() if rows else date.max
    above = [unit.name for unit in units.path_up(officer.unit, on)]
    return (_line(row, _office(deciding.get(_version(row)), above)) for row in rows)


def _deciding(rows: Iterable[Dossier]) -> dict[str, str]:
    """Who decides, by version of the procedure: one question for all lines."""
    versions = {_version(row) for row in rows}
    found = Procedure.select(Procedure.id, Procedure.decides).where(Procedure.id.in_(versions))
    return dict(found.tuples()) if versions else {}


def _version(row: Dossier) -> str:
    return f"{row.procedure_code}@{row.procedure_version}"


def _office(decides: str | None, above: list[str]) -> str:
    place = {Holder.PARENT.value: 1, Holder.GRANDPARENT.value: 2}.get(decides or "", 0)
    if decides == Holder.AGENCY.value:
        return "Cơ quan khác"
    return above[place] if place < len(above) else "Cơ quan cấp trên"


def _line(row: Dossier, office: str) -> RegisterLine:
    returned = row.finished_at if row.status == Status.RETURNED else None
    return RegisterLine(
        seq=str(row.register_seq or ""),
        code=row.code or "",
        procedure=", ".join(
            filter(None, (f"{row.procedure_name} ({row.procedure_code})", row.case_name))
        ),
        sets=f"{row.set_count:02d}",
        name=row.applicant_name,
        address="; ".join(filter(None, (row.address, row.phone))),
        office=office,
        received=_day(row.received_at),
        due=_day(row.due_at),
        returned=_day(returned),
        way=WAYS.get(row.return_mode or "", ""),
        collected=(row.collected_by or row.submitter_name or row.applicant_name)
        if returned
        else "",
        note=label_of(row.status) if row.status in CLOSED and returned is None else "",
    )


def _day(at: datetime | None) -> str:
    return f"{local(at):%d/%m/%Y}" if at else ""
