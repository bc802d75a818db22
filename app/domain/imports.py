"""Old registers: what their columns mean, and what a line of one says of a dossier. Nothing is guessed in silence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.birth_dates import check_birth_date
from app.domain.citizens import check_name, check_phone
from app.domain.dossiers import Status
from app.domain.identity_numbers import IDENTITY_CARD, OLD_IDENTITY_CARD
from app.domain.procedures import Procedure
from app.domain.refusals import Refusal
from app.domain.vietnamese import clean, fold

MOST_LINES = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 500
FIRST_YEAR = 1990
FIELDS: Mapping[str, str] = {
    "old_number": "Số, mã hồ sơ cũ",
    "procedure": "Thủ tục",
    "received_on": "Ngày nhận",
    "applicant_name": "Chủ hồ sơ",
    "id_no": "Số CCCD, CMND",
    "birth_date": "Ngày sinh",
    "phone": "Điện thoại",
    "address": "Địa chỉ",
    "set_count": "Số bộ",
    "due_on": "Hẹn trả",
    "returned_on": "Ngày trả kết quả",
    "status": "Trạng thái",
    "collected_by": "Người nhận kết quả",
    "abstract": "Nội dung, ghi chú",
}
"""What a column of a register may hold."""
NEEDED = ("received_on", "applicant_name")
HEADER_WORDS: Mapping[str, tuple[str, ...]] = {
    "old_number": ("ma ho so", "so ho so", "so bien nhan", "so tiep nhan", "ma so", "so vao so", "so thu tu", "stt",
                   "tt"),
    "procedure": ("ten thu tuc hanh chinh", "ten tthc", "thu tuc hanh chinh", "thu tuc", "loai ho so", "loai viec"),
    "received_on": ("ngay nhan ho so", "ngay tiep nhan", "nhan ho so", "ngay nhan", "ngay nop"),
    "applicant_name": ("ten ca nhan to chuc", "chu ho so", "ho va ten", "ho ten", "nguoi nop", "ten cong dan"),
    "id_no": ("so cccd", "so cmnd", "cccd", "cmnd", "so dinh danh", "so giay to"),
    "birth_date": ("ngay sinh", "nam sinh"),
    "phone": ("so dien thoai", "dien thoai", "sdt"),
    "address": ("dia chi", "noi cu tru", "cho o"),
    "set_count": ("so luong ho so", "so bo"),
    "due_on": ("hen tra ket qua", "ngay hen tra", "hen tra", "ngay hen"),
    "returned_on": ("ngay tra ket qua", "tra ket qua", "ngay tra"),
    "status": ("trang thai", "tinh trang", "ket qua giai quyet"),
    "collected_by": ("nguoi nhan ket qua", "ky nhan", "nguoi nhan"),
    "abstract": ("noi dung", "trich yeu", "ghi chu"),
}  # fmt: skip
STATUS_WORDS = (
    ("rut", Status.WITHDRAWN),
    ("khong tiep nhan", Status.NOT_ACCEPTED),
    ("tu choi", Status.NOT_ACCEPTED),
    ("dang", Status.PROCESSING),
    ("chua", Status.PROCESSING),
    ("da tra", Status.RETURNED),
    ("hoan thanh", Status.RETURNED),
    ("da xong", Status.RETURNED),
)
DAY = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
STORED_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class LineState(StrEnum):
    """What becomes of a line of a register."""

    NEW = "new"
    BAD = "bad"
    TWIN = "twin"
    READY = "ready"
    SKIPPED = "skipped"
    WRITTEN = "written"
    FAILED = "failed"


LINE_LABELS = {
    LineState.NEW: "chưa kiểm tra",
    LineState.BAD: "cần sửa",
    LineState.TWIN: "nghi trùng",
    LineState.READY: "sẽ ghi",
    LineState.SKIPPED: "bỏ qua",
    LineState.WRITTEN: "đã ghi",
    LineState.FAILED: "ghi chưa được",
}


class SheetState(StrEnum):
    """How far a register has come on its way in."""

    MAPPING = "mapping"
    CHECKED = "checked"


@dataclass(frozen=True)
class OldLine:
    """What a line says, as a dossier stores it; `procedure` is its code. `faults` by field."""

    values: Mapping[str, str]
    status: Status
    faults: Mapping[str, str]


def propose(headers: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """The column of each field, by what was said of such a header before, then by its words. Each column once."""
    folded = [header_key(header) for header in headers]
    found: dict[str, int] = {}
    for place, header in enumerate(folded):
        field = remembered.get(header, "")
        if field in FIELDS and field not in found:
            found[field] = place
    for fits in (_is, _has):
        for field, words in HEADER_WORDS.items():
            for word in words if field not in found else ():
                column = next(
                    (at for at, header in enumerate(folded)
                     if at not in found.values() and fits(header, word)), None,
                )  # fmt: skip
                if column is not None:
                    found[field] = column
                    break
    return found


def header_key(header: str) -> str:
    """A header as it is compared and remembered: words without marks and signs."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(header)))[:120]


def headed(rows: Sequence[Sequence[str]]) -> tuple[int, list[str]]:
    """Where the lines begin, and the headers above them; a head of two rows is read as one."""
    best = (0, 0, [""])
    for at, row in enumerate(rows):
        below = list(rows[at + 1]) if at + 1 < len(rows) else []
        both = [
            (below[n] if n < len(below) and below[n] else cell) for n, cell in enumerate(row)
        ] + below[len(row) :]
        # Two rows are a head only when the second adds words of a head, not the first line's values.
        for length, headers in ((1, list(row)), (2, both)):
            score = len(propose(headers, {})) * 2 - (length - 1)
            if score > best[0]:
                best = (score, at + length, headers)
    return best[1], best[2]


def read_line(
    cells: Mapping[str, str],
    *,
    today: date,
    procedure_of: Callable[[str], Procedure | None],
    unfinished: Status,
) -> OldLine:
    """What the cells say. `unfinished`: the status of a line that tells of no end."""
    reading = _Reading(today)
    typed = {name: clean(cells.get(name, ""))[:LONGEST_CELL] for name in FIELDS}
    procedure = procedure_of(typed["procedure"])
    if procedure is None:
        reading.faults["procedure"] = (
            "Chưa rõ thủ tục nào: chọn thủ tục ở phần trên, hoặc gõ mã thủ tục."
        )
    reading.values["procedure"] = procedure.code if procedure else ""
    for name, limit in (
        ("old_number", 60),
        ("address", 300),
        ("abstract", 500),
        ("collected_by", 200),
    ):
        reading.text(name, typed[name], limit)
    reading.name(typed["applicant_name"])
    reading.identity(typed["id_no"])
    reading.checked("phone", _with_zero(typed["phone"]), lambda text: check_phone(text).value)
    reading.checked(
        "birth_date", typed["birth_date"], lambda text: check_birth_date(text, today).value
    )
    for name in ("received_on", "due_on", "returned_on"):
        reading.day(name, typed[name])
    reading.order()
    reading.count(typed["set_count"])
    return OldLine(reading.values, reading.status(typed["status"], unfinished), reading.faults)


def read_old_day(text: str) -> date | None:
    """A day as registers write it: 24/5/2017, 24.05.17, 2017-05-24; None for anything else."""
    stored, typed = STORED_DAY.match(text), DAY.fullmatch(text)
    try:
        if stored:
            return date(*map(int, stored.groups()))
        if typed:
            year = int(typed[3])
            return date(year if year > 99 else 2000 + year, int(typed[2]), int(typed[1]))
    except ValueError:
        pass
    return None


class _Reading:
    def __init__(self, today: date) -> None:
        self.today = today
        self.values: dict[str, str] = {}
        self.faults: dict[str, str] = {}

    def text(self, name: str, typed: str, limit: int) -> None:
        self.values[name] = typed
        if len(typed) > limit:
            self.faults[name] = f"Dài quá {limit} ký tự: rút ngắn."

    def name(self, typed: str) -> None:
        if not typed:
            self.faults["applicant_name"] = "Thiếu tên chủ hồ sơ."
        self.checked("applicant_name", typed, lambda text: check_name(text).value)

    def identity(self, typed: str) -> None:
        digits = re.sub(r"[ .'-]", "", typed)
        # A sheet that took the number for a sum has lost its leading zero.
        digits = "0" + digits if re.fullmatch(r"[0-9]{11}", digits) else digits
        self.values["id_no"] = digits
        if digits and not (IDENTITY_CARD.fullmatch(digits) or OLD_IDENTITY_CARD.fullmatch(digits)):
            self.faults["id_no"] = (
                "Số giấy tờ có 12 hoặc 9 chữ số: sửa lại, hoặc để trống nếu sổ không rõ."
            )

    def checked(self, name: str, typed: str, check: Callable[[str], str]) -> None:
        self.values[name] = ""
        if not typed:
            return
        try:
            self.values[name] = check(typed)
        except Refusal as no:
            self.faults[name] = f"{no} Có thể để trống." if name not in NEEDED else str(no)

    def day(self, name: str, typed: str) -> None:
        found = read_old_day(typed)
        self.values[name] = found.isoformat() if found else ""
        if (typed and found is None) or (not typed and name in NEEDED):
            self.faults[name] = "Ngày viết dạng 24/05/2017."
        elif found and name != "due_on" and not date(FIRST_YEAR, 1, 1) <= found <= self.today:
            self.faults[name] = f"Ngày phải từ năm {FIRST_YEAR} đến hôm nay."

    def order(self) -> None:
        received = self.values["received_on"]
        for name, label in (("due_on", "hẹn trả"), ("returned_on", "trả kết quả")):
            if received and self.values[name] and self.values[name] < received and name not in self.faults:  # fmt: skip
                self.faults[name] = f"Ngày {label} đứng trước ngày nhận: xem lại sổ giấy."

    def count(self, typed: str) -> None:
        self.values["set_count"] = typed or "1"
        if not re.fullmatch(r"[1-9][0-9]{0,2}", self.values["set_count"]):
            self.faults["set_count"] = "Số bộ là số nguyên từ 1 đến 999."

    def status(self, typed: str, unfinished: Status) -> Status:
        told = fold(typed)
        found = next((status for words, status in STATUS_WORDS if words in told), None)
        if typed and found is None and not self.values["returned_on"]:
            self.faults["status"] = (
                "Chưa hiểu trạng thái: ghi đã trả, đang giải quyết, đã rút hoặc từ chối."
            )
        return found or (Status.RETURNED if self.values["returned_on"] else unfinished)


def _with_zero(phone: str) -> str:
    return "0" + phone if re.fullmatch(r"[1-9][0-9]{8,9}", phone) else phone


def _is(header: str, word: str) -> bool:
    return header == word


def _has(header: str, word: str) -> bool:
    return f" {word} " in f" {header} "
