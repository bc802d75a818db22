"""Who works for whom on leave: named by the officer who goes, ended by either of the two."""

from datetime import datetime

from app.domain.calendar import local
from app.domain.officers import Officer, Role
from app.domain.refusals import FormNotComplete, StandInUnfit
from app.domain.slips import day_of
from app.domain.vietnamese import clean
from app.models.stand_ins import StandIn
from app.queries import officers
from sync import journal

LONGEST_DAYS = 366


def name_stand_in(stand_in: str, *, from_day: str, to_day: str, by: Officer, at: datetime) -> None:
    """From one day to another a colleague acts for `by`. A leader's signature is lent to a leader alone."""
    today = local(at).date()
    first, last = day_of(from_day), day_of(to_day)
    faults = {}
    if first is None:
        faults["from_day"] = "Ghi ngày bắt đầu vắng, dạng 24/05/2019."
    if last is None:
        faults["to_day"] = "Ghi ngày cuối vắng, dạng 24/05/2019."
    if first and last and (last < first or last < today):
        faults["to_day"] = "Ngày cuối phải từ ngày bắt đầu, và không trước hôm nay."
    if first and last and (last - first).days > LONGEST_DAYS:
        faults["to_day"] = "Nhiều nhất một năm; vắng lâu hơn thì giao lại vai trò cho người khác."
    if faults:
        raise FormNotComplete(faults)
    with journal.transaction():
        colleague = _colleague(clean(stand_in), by)
        StandIn.create(
            absent=by.username, stand_in=colleague.username, from_day=first, to_day=last,
            named_by=str(by), named_at=at,
        )  # fmt: skip


def end_stand_in(number: int, *, by: Officer, at: datetime) -> None:
    """It is over; a second time changes nothing."""
    with journal.transaction():
        mine = (StandIn.absent == by.username) | (StandIn.stand_in == by.username)
        StandIn.update(ended_at=at).where(
            StandIn.id == number, mine, StandIn.ended_at.is_null()
        ).execute()


def _colleague(username: str, by: Officer) -> Officer:
    account = officers.one(username)
    if account is None or account.is_suspended or account.officer.unit != by.unit:
        raise StandInUnfit(why="Chọn một cán bộ đang làm việc ở đơn vị này.", field="stand_in")
    colleague = account.officer
    if colleague.username == by.username:
        raise StandInUnfit(why="Người thay phải là người khác.", field="stand_in")
    if Role.LEADER in by.roles and Role.LEADER not in colleague.roles:
        why = f"{colleague.name} không có vai trò lãnh đạo nên không ký thay được."
        raise StandInUnfit(why=why, field="stand_in")
    return colleague
