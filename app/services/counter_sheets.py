"""The other lists of the counter as sheets: people, the register, appointments and what nobody collects, the money of
a day, blank receipts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain import labels
from app.domain.birth_dates import show_date
from app.domain.calendar import local
from app.domain.exports import MOST_ROWS, CellKind, Column
from app.domain.intake import read_day
from app.domain.money import MoneyKind
from app.domain.officers import Officer
from app.domain.permissions import Permission
from app.domain.reserve import STATES
from app.models.people import Person
from app.queries import (
    appointments,
    money,
    paper_places,
    people,
    ratings,
    registers,
    reserve,
    units,
)
from app.queries.appointments import Appointment
from app.queries.money import Receipt
from app.queries.registers import Period
from app.services.listings import LISTINGS, Listing

SLICE = 250
PEOPLE, REGISTER, DUE, UNCOLLECTED = "people", "register", "appointments", "uncollected"
MONEY, BLANKS, PLACE, RATINGS = "money", "blanks", "place", "ratings"
ALL = (PEOPLE, REGISTER, DUE, UNCOLLECTED, MONEY, BLANKS, PLACE, RATINGS)
GIVEN = ("tim", "tu", "den", "linh-vuc", "so-cua", "ngay", "tap", "noi", "du-so")
"""What a page may ask for besides the list itself."""

Filters = Mapping[str, str]
Rows = Iterator[Sequence[Any]]


class _Joined:
    """The columns of a sheet, of a row and beside it."""

    def __init__(self, row: Any, **beside: Any) -> None:
        self._row, self._beside = row, beside

    def __getattr__(self, name: str) -> Any:
        return self._beside[name] if name in self._beside else getattr(self._row, name)


def _day(filters: Filters, name: str, now: datetime) -> date:
    return read_day(filters.get(name, "")) or local(now).date()


def _people(officer: Officer, filters: Filters, now: datetime) -> Rows:
    key: str | None = None
    while True:
        page = people.page(officer, filters.get("tim", ""), key, SLICE)
        counts = people.counts(page.rows)
        yield [_person(row, counts.get(row.id, 0)) for row in page.rows]
        key = page.next_key
        if key is None:
            return


def _person(row: Person, count: int) -> _Joined:
    return _Joined(
        row, count=count, born=show_date(row.birth_date) if row.birth_date else "",
        kind_words=labels.APPLICANT_KINDS.get(row.kind, row.kind),
    )  # fmt: skip


def _register(officer: Officer, filters: Filters, now: datetime) -> Rows:
    period = Period(
        _day(filters, "tu", now), _day(filters, "den", now), filters.get("linh-vuc", ""),
        filters.get("so-cua", ""),
    )  # fmt: skip
    key: str | None = None
    while True:
        page = registers.page(period, officer, key)
        yield [line for _, line in page.rows]
        key = page.next_key
        if key is None:
            return


def _due(officer: Officer, filters: Filters, now: datetime) -> Rows:
    yield _expected(appointments.of_day(_day(filters, "ngay", now), officer, now, most=MOST_ROWS))


def _uncollected(officer: Officer, filters: Filters, now: datetime) -> Rows:
    yield _expected(appointments.uncollected(officer, now, most=MOST_ROWS))


def _expected(found: Sequence[Appointment]) -> list[_Joined]:
    return [
        _Joined(
            each.row, tel=each.phone, here="Đã có" if each.is_here else each.row.status_label,
            called_at=each.call.at if each.call else None,
            called_by=each.call.by if each.call else "", called_note=each.call.note if each.call else "",
        )
        for each in found
    ]  # fmt: skip


def _money(officer: Officer, filters: Filters, now: datetime) -> Rows:
    taken_in = {unit.code for unit in units.taken_in(officer.unit)}
    former = filters.get("so-cua", "")
    found = money.day(officer, _day(filters, "ngay", now), former if former in taken_in else "")
    yield [_paid(each, "") for each in found.receipts]
    yield [_paid(each, "thu sau khi khóa sổ") for each in found.late]


def _paid(each: Receipt, after: str) -> _Joined:
    return _Joined(
        each, signed=-each.amount if each.kind == MoneyKind.REFUNDED else each.amount, after=after
    )


def _blanks(officer: Officer, filters: Filters, now: datetime) -> Rows:
    typed = filters.get("tap", "")
    pack = int(typed) if typed.isdecimal() and len(typed) < 6 else 0
    yield [_Joined(each, state_words=STATES[each.state]) for each in reserve.sheets(pack, officer)]


def _place(officer: Officer, filters: Filters, now: datetime) -> Rows:
    yield paper_places.lying_at(filters.get("noi", ""), officer, now, most=MOST_ROWS)


def _ratings(officer: Officer, filters: Filters, now: datetime) -> Rows:
    first, last = _day(filters, "tu", now), _day(filters, "den", now)
    key: str | None = None
    while True:
        page = ratings.page(first, last, officer, key, SLICE)
        yield page.rows
        key = page.next_key
        if key is None:
            return


WAITING = (
    Column("Mã hồ sơ", "code", width=26),
    Column("Tên thủ tục hành chính", "procedure_name", width=48),
    Column("Tên cá nhân, tổ chức", "applicant_name", width=28),
    Column("Điện thoại", "tel", width=14),
    Column("Hẹn trả kết quả", "in_force_due", CellKind.MOMENT, 17),
    Column("Kết quả", "here", width=20),
    Column("Có kết quả", "released_at", CellKind.MOMENT, 17),
    Column("Gọi lúc", "called_at", CellKind.MOMENT, 17),
    Column("Người gọi", "called_by", width=22),
    Column("Ghi chú cuộc gọi", "called_note", width=36),
)
LISTINGS[PEOPLE] = Listing("danh sách công dân, tổ chức", "cong-dan", Permission.SEE_PEOPLE, (
    Column("Họ tên", "name", width=28),
    Column("Loại", "kind_words", width=14),
    Column("Ngày sinh", "born", width=12),
    Column("Số giấy tờ", "id_no", private=True),
    Column("Điện thoại", "phone", width=14, private=True),
    Column("Thư điện tử", "email", width=24),
    Column("Địa chỉ", "address", width=40),
    Column("Số hồ sơ", "count", CellKind.NUMBER, 9),
), _people)  # fmt: skip
LISTINGS[REGISTER] = Listing("sổ theo dõi hồ sơ", "so-theo-doi", Permission.SEE_DOSSIERS, (
    Column("TT", "seq", width=6),
    Column("Mã hồ sơ", "code", width=26),
    Column("Tên TTHC", "procedure", width=48),
    Column("Số bộ", "sets", width=7),
    Column("Tên cá nhân, tổ chức", "name", width=28),
    Column("Địa chỉ, số điện thoại", "address", width=40),
    Column("Cơ quan chủ trì giải quyết", "office", width=28),
    Column("Nhận hồ sơ", "received", width=17),
    Column("Hẹn trả kết quả", "due", width=17),
    Column("Trả kết quả", "returned", width=17),
    Column("Phương thức nhận", "way", width=14),
    Column("Người nhận", "collected", width=24),
    Column("Ghi chú", "note", width=30),
), _register)  # fmt: skip
LISTINGS[DUE] = Listing("lịch hẹn trả", "lich-hen", Permission.HAND_OVER, WAITING, _due)
LISTINGS[UNCOLLECTED] = Listing(
    "kết quả chưa ai nhận", "chua-nhan", Permission.HAND_OVER, WAITING, _uncollected
)
LISTINGS[MONEY] = Listing("bảng kê thu phí", "thu-phi", Permission.SEE_MONEY, (
    Column("Biên lai", "number", width=20),
    Column("Lúc", "at", CellKind.MOMENT, 17),
    Column("Loại", "kind_words", width=14),
    Column("Số tiền (đồng)", "signed", CellKind.NUMBER, 14),
    Column("Cách trả", "method_words", width=16),
    Column("Người nộp", "payer", width=28),
    Column("Mã hồ sơ", "code", width=26),
    Column("Thủ tục", "procedure", width=40),
    Column("Người thu", "by_name", width=24),
    Column("Lý do", "reason", width=30),
    Column("Ghi chú", "after", width=20),
), _money)  # fmt: skip
LISTINGS[BLANKS] = Listing("biên nhận dự phòng", "bien-nhan-du-phong", Permission.RECEIVE, (
    Column("Số hồ sơ", "code", width=26),
    Column("Tập", "pack", CellKind.NUMBER, 6),
    Column("Lập lúc", "made_at", CellKind.MOMENT, 17),
    Column("Người lập", "made_by", width=24),
    Column("Tình trạng", "state_words", width=16),
    Column("Lúc", "settled_at", CellKind.MOMENT, 17),
    Column("Ai", "settled_by", width=24),
    Column("Lý do", "reason", width=30),
), _blanks)  # fmt: skip
LISTINGS[PLACE] = Listing("hồ sơ để ở một nơi", "noi-de-giay-to", Permission.SEE_DOSSIERS, (
    Column("Mã hồ sơ", "code", width=26),
    Column("Thủ tục", "procedure_name", width=48),
    Column("Tên cá nhân, tổ chức", "applicant_name", width=28),
    Column("Trạng thái", "status_label", width=24),
    Column("Nhận hồ sơ", "received_at", CellKind.MOMENT, 17),
    Column("Nơi để giấy tờ", "paper_place", width=30),
), _place)  # fmt: skip
LISTINGS[RATINGS] = Listing("công dân đánh giá", "danh-gia", Permission.SEE_DOSSIERS, (
    Column("Lúc", "at", CellKind.MOMENT, 17),
    Column("Mã hồ sơ", "code", width=26),
    Column("Thủ tục", "procedure", width=48),
    Column("Trả lời", "label", width=16),
    Column("Góp ý", "words", width=60),
    Column("Nơi nhận hồ sơ", "unit_name", width=24),
), _ratings)  # fmt: skip
