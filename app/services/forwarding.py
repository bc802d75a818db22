"""The way of a dossier up to the office above, and of its result back down."""

from collections.abc import Collection
from datetime import datetime

from app.domain import workflow
from app.domain.calendar import local
from app.domain.officers import Officer
from app.domain.results import ResultDraft
from app.domain.slips import RequestState
from app.models.dossiers import Dossier
from app.models.dossiers import Step as Line
from app.queries import units
from app.services import arrivals, results, steps
from app.services.endings import answer_withdrawal
from app.services.steps import NOBODY, begin, end, released, taking
from sync import journal


def forward_up(
    dossier_id: str, *, note: str = "", by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Hand it to the office above. From now on that office holds it, with or without a line."""
    with journal.transaction():
        dossier, entered = begin(workflow.FORWARD_UP, dossier_id, by, at, seen)
        arrivals.let_go(dossier, by=by, at=at)
        above = units.office_above(by.unit, local(at).date())
        end(
            workflow.FORWARD_UP, dossier, entered, by, at, note=note, to_unit=above, holder_unit=above,
            sent_back_at=None, **NOBODY,
        )  # fmt: skip


def accept_forward(
    dossier_id: str,
    *,
    arrived: Collection[str] | None = None,
    by_scan: bool = False,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """The parent's desk takes it over. `arrived` are the papers in hand, all of them where it says nothing; the
    others are still on their way."""
    with journal.transaction():
        dossier, entered = begin(workflow.ACCEPT_FORWARD, dossier_id, by, at, seen)
        arrivals.keep(dossier, arrived, by_scan=by_scan, by=by, at=at)
        end(workflow.ACCEPT_FORWARD, dossier, entered, by, at, note=note, **NOBODY)


def return_down(
    dossier_id: str, *, reason: str, by: Officer, at: datetime, seen: int | None = None
) -> None:
    """Send it back to the office it came from, to the officer who had it there."""
    with journal.transaction():
        taken = taking(workflow.RETURN_DOWN, dossier_id, by, at, seen)
        below = _sender(taken.dossier)
        arrivals.let_go(taken.dossier, by=by, at=at)
        before = steps.last_line(dossier_id, Line.unit == below, Line.to_officer.is_null(False))
        answer_withdrawal(taken, RequestState.AGREED, "Trả hồ sơ về nơi tiếp nhận.")
        taken.close(
            note=reason, to_unit=below, holder_unit=below, sent_back_at=at, withdrawal=None,
            holder_officer=before.to_officer if before else None,
            holder_officer_name=before.to_officer_name if before else None,
        )  # fmt: skip


def send_result_down(
    dossier_id: str,
    *,
    result: ResultDraft | None = None,
    note: str = "",
    by: Officer,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Send the result to the office it came from. It is released when it reaches the one that received it."""
    step = workflow.RESULT_FROM_PARENT
    with journal.transaction():
        taken = taking(step, dossier_id, by, at, seen)
        dossier = taken.dossier
        if result is not None:
            results.keep(dossier, result, issued=True, by=by, at=at)
        answer_withdrawal(taken, RequestState.DECLINED, "Đã có kết quả giải quyết.")
        below = _sender(dossier)
        taken.close(
            note=note, to_unit=below, holder_unit=below, withdrawal=None,
            **released(dossier, below, at),
        )  # fmt: skip


def _sender(dossier: Dossier) -> str:
    """The office below that sent the dossier to the one that holds it; its home when no line says so."""
    line = steps.last_line(
        dossier.id,
        Line.action == workflow.FORWARD_UP.key,
        Line.to_unit == dossier.holder_unit,
    )
    return line.unit if line else dossier.unit
