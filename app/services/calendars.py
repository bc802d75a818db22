"""The calendar of a year: proposed by a library or by hand, kept as a draft, decided and published by a person."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from importlib import metadata
from typing import Any

from app.domain.calendar import local
from app.domain.calendars import (
    LONGEST_BASIS,
    SATURDAY,
    DayChange,
    DayKind,
    PlannedDay,
    belongs_to,
    compare,
)
from app.domain.officers import Officer
from app.domain.refusals import (
    CalendarAsBefore,
    CalendarMovedMeanwhile,
    DecidedAbove,
    FormNotComplete,
    NoProposals,
)
from app.domain.vietnamese import clean
from app.models.calendars import CalendarDraft
from app.queries import calendars, nodes
from app.queries.calendars import Year
from sync import journal

FROM_LIBRARY = "Đề xuất của thư viện ngày lễ “holidays” {version}, chưa đối chiếu với thông báo"
BY_HAND = "Nhập tay"


def proposed(year: int) -> tuple[list[PlannedDay], str]:
    """The days a library of public holidays expects, and which library says so."""
    try:
        # Only the office at the top of a tree proposes calendars, and only there it is installed.
        import holidays
    except ImportError as missing:
        raise NoProposals from missing
    found = holidays.country_holidays("VN", years=[year, year + 1], language="vi")
    return sorted(_of_library(found, year)), FROM_LIBRARY.format(
        version=metadata.version("holidays")
    )


def propose(year: int, *, by: Officer, at: datetime, seen: int) -> None:
    """Put the library's proposal into the draft, in place of what stood there."""
    _refuse_below()
    days, origin = proposed(year)
    _keep(year, days, origin, by=by, at=at, seen=seen)


def save(year: int, days: Sequence[PlannedDay], *, by: Officer, at: datetime, seen: int) -> None:
    """Keep what a person has typed."""
    _refuse_below()
    found = calendars.draft(year)
    _keep(year, days, found.origin if found else BY_HAND, by=by, at=at, seen=seen)


def drop(year: int) -> None:
    """Throw the draft away; the year in force stays."""
    _refuse_below()
    with journal.transaction():
        CalendarDraft.delete().where(CalendarDraft.year == year).execute()


def publish(
    year: int, *, basis: str, by: Officer, at: datetime, seen: int, version: int
) -> list[DayChange]:
    """Make the draft the calendar of the year for every office; what it changed.

    `seen` is the revision of the draft and `version` that of the year in force, as the page showed them.
    """
    _refuse_below()
    basis = _checked_basis(basis)
    with journal.transaction():
        now, found = calendars.year(year), calendars.draft(year)
        _refuse_moved(now, version)
        if found is None or found.revision != seen:
            raise _moved(year, found, now)
        days = calendars.days_of_draft(found)
        changes = compare(now.days, days)
        if not changes and now.version and now.basis == basis:
            raise CalendarAsBefore(year=year)
        _write(year, changes, basis, by=by, at=at)
        journal.record(
            "calendar_year", str(year), by=by, at=at, scope="all", year=year, version=now.version + 1,
            basis=basis, published_at=at, published_by=str(by), published_by_name=by.name,
        )  # fmt: skip
        CalendarDraft.delete().where(CalendarDraft.year == year).execute()
    return changes


def _of_library(found: Any, year: int) -> Iterator[PlannedDay]:
    for on, name in found.items():
        if belongs_to(on) == year and on.weekday() < SATURDAY:
            yield PlannedDay(on, DayKind.OFF, str(name)[:200])
    worked: set[date] = getattr(found, "weekend_workdays", set())
    for on in worked:
        if belongs_to(on) == year:
            yield PlannedDay(on, DayKind.MAKE_UP, "Làm bù")


def _write(
    year: int, changes: Sequence[DayChange], basis: str, *, by: Officer, at: datetime
) -> None:
    for change in changes:
        record, day = change.on.isoformat(), change.after
        if day is None:
            reason = f"Không còn trong lịch năm {year}: {basis}"
            journal.void("calendar_day", record, reason=reason[:300], by=by, at=at)
            continue
        if change.before is None:
            journal.restore("calendar_day", record, by=by, at=at)
        journal.record(
            "calendar_day", record, by=by, at=at, scope="all", on_date=day.on, kind=day.kind.value,
            note=day.note, source=basis,
        )  # fmt: skip


def _keep(
    year: int, days: Sequence[PlannedDay], origin: str, *, by: Officer, at: datetime, seen: int
) -> None:
    stored = [day.to_json() for day in days]
    with journal.transaction():
        found = calendars.draft(year)
        if found is not None and found.days == stored and found.origin == origin:
            return
        if (found.revision if found else 0) != seen:
            raise _moved(year, found, calendars.year(year))
        revision = seen + 1
        CalendarDraft.delete().where(CalendarDraft.year == year).execute()
        CalendarDraft.create(
            year=year, days=stored, origin=origin, revision=revision, saved_at=at, saved_by_name=by.name
        )  # fmt: skip


def _checked_basis(basis: str) -> str:
    basis = clean(basis)
    if not basis:
        raise FormNotComplete({"basis": "Ghi căn cứ: số và ngày của thông báo nghỉ lễ."})
    if len(basis) > LONGEST_BASIS:
        raise FormNotComplete({"basis": f"Căn cứ dài quá {LONGEST_BASIS} ký tự."})
    return basis


def _refuse_below() -> None:
    here = nodes.this()
    if here.parent_unit is not None:
        raise DecidedAbove(what="Lịch nghỉ", above=here.parent_name or here.parent_label)


def _refuse_moved(now: Year, version: int) -> None:
    if now.version != version and now.published_at is not None:
        raise CalendarMovedMeanwhile(
            year=now.year, who=now.published_by, what="ban hành",
            when=f"{local(now.published_at):%H:%M %d/%m/%Y}",
        )  # fmt: skip


def _moved(year: int, found: CalendarDraft | None, now: Year) -> CalendarMovedMeanwhile:
    if found is not None:
        who, what, when = found.saved_by_name, "sửa bản nháp", found.saved_at
    else:
        who, what = now.published_by or "người khác", "ban hành hoặc bỏ bản nháp"
        when = now.published_at
    told = f"{local(when):%H:%M %d/%m/%Y}" if when else "vừa rồi"
    return CalendarMovedMeanwhile(year=year, who=who, what=what, when=told)
