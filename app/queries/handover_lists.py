"""What went from hand to hand at this office on a day, ready for its handover lists."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from peewee import fn

from app.domain.calendar import moment
from app.domain.handover_lists import ACTIONS, Direction, HandedOver
from app.domain.officers import Officer
from app.models.dossiers import Dossier, Paper
from app.models.dossiers import Step as Line
from app.queries import units
from app.queries.rows import instant_text
from app.queries.visibility import visible_to

DESK = "Bộ phận một cửa"


def of_day(direction: Direction, day: date, officer: Officer) -> dict[str, list[HandedOver]]:
    """The dossiers of a day by receiver, each once to each receiver, in the order they went."""
    names = units.names(day)
    lines = _lines(direction, day, officer)
    counts = _papers({line.dossier_id for line in lines})
    found: dict[str, dict[str, HandedOver]] = {}
    for line in lines:
        told = _told(line, direction, names, counts.get(line.dossier_id, (0, 0)))
        found.setdefault(told.receiver, {})[told.dossier_id] = told
    return {receiver: list(dossiers.values()) for receiver, dossiers in found.items()}


def _lines(direction: Direction, day: date, officer: Officer) -> list[Line]:
    begins, ends = (instant_text(moment(each, time())) for each in (day, day + timedelta(days=1)))
    columns = (
        Dossier.code, Dossier.procedure_name, Dossier.applicant_name, Dossier.set_count,
        Dossier.due_at, Dossier.unit.alias("home"),
    )  # fmt: skip
    found = (
        Line.select(Line, *columns)
        .join(Dossier, on=(Line.dossier_id == Dossier.id), attr="of")
        .where(
            Line.unit == officer.unit,
            Line.done_at >= begins,
            Line.done_at < ends,
            Line.action.in_(ACTIONS[direction]),
            visible_to(officer),
        )
        .order_by(Line.done_at, Line.n)
    )
    return list(found)


def _told(
    line: Line, direction: Direction, names: dict[str, str], counts: tuple[int, int]
) -> HandedOver:
    receiver, receiver_name = _receiver(line, direction, names)
    return HandedOver(
        dossier_id=line.dossier_id, code=line.of.code or "", procedure=line.of.procedure_name,
        applicant=line.of.applicant_name, sets=line.of.set_count, originals=counts[0],
        copies=counts[1], due_at=line.of.due_at, at=line.done_at, receiver=receiver,
        receiver_name=receiver_name,
        giver_name=DESK if direction is Direction.TO_OFFICERS else line.done_by_name,
        note=line.note or "",
    )  # fmt: skip


def _receiver(line: Line, direction: Direction, names: dict[str, str]) -> tuple[str, str]:
    if direction is Direction.TO_DESK:
        return "desk", DESK
    if direction is Direction.TO_OFFICERS:
        return line.to_officer or line.done_by, line.to_officer_name or line.done_by_name
    unit = line.to_unit or ""
    return unit, names.get(unit, unit)


def _papers(dossiers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """How many originals and copies lie in each dossier: one question for the whole list."""
    ids = list(dossiers)
    if not ids:
        return {}
    sums = (
        Paper.select(Paper.dossier_id, fn.SUM(Paper.originals), fn.SUM(Paper.copies))
        .where(Paper.dossier_id.in_(ids), Paper.have == True, Paper.need == "submit")  # noqa: E712 - SQL
        .group_by(Paper.dossier_id)
        .tuples()
    )
    return {dossier: (int(originals or 0), int(copies or 0)) for dossier, originals, copies in sums}
