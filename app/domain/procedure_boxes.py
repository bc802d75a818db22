"""A procedure box by box: what the editor asks, what a sheet of Excel has as columns, what the JSON calls its names.

One table for all of them, and for the check. A value that cannot be read stays as it was typed (text where a number or
a word of a list belongs), so that the check can show it and nothing typed is lost.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import labels
from app.domain.deadlines import DurationUnit
from app.domain.own_fields import OwnFieldKind
from app.domain.procedures import FeeKind, FeePer, Holder, OnConsult, OnSupplement
from app.domain.vietnamese import clean, fold

TEXT, LONG, NUMBER, CHOICE, YES_NO, SET, WORDS = (
    "text", "long", "number", "choice", "yes_no", "set", "words",
)  # fmt: skip
MOST_WORDS = 20
LARGEST_AMOUNT = 1_000_000_000
YES_WORDS = frozenset({"1", "x", "co", "dung", "yes", "true"})
PARTED_BY = re.compile(r"[;\n]")

UNITS = {unit.value: labels.DURATION_UNITS[unit] for unit in DurationUnit}
HOLDERS = {
    Holder.COMMUNE.value: "Cấp xã",
    Holder.PARENT.value: "Cấp trên trực tiếp",
    Holder.GRANDPARENT.value: "Cấp trên nữa",
    Holder.AGENCY.value: "Cơ quan khác",
}
ON_SUPPLEMENT = {
    OnSupplement.RESUME.value: "Tính tiếp phần còn lại",
    OnSupplement.RESTART.value: "Tính lại từ đầu",
}
ON_CONSULT = {
    OnConsult.RUN.value: "Thời hạn vẫn chạy",
    OnConsult.PAUSE.value: "Tạm dừng",
    OnConsult.MORE.value: "Được thêm thời gian xác minh",
}
ONLINE_MODES = {"full": "Toàn trình", "partial": "Một phần"}
VERIFICATIONS = {"extra": "Thêm vào thời hạn", "at_most": "Tổng cộng không quá"}
FEE_KINDS = {FeeKind.FEE.value: "Lệ phí", FeeKind.CHARGE.value: "Phí"}
FEE_PERS = {
    FeePer.DOSSIER.value: "Mỗi hồ sơ",
    FeePer.COPY.value: "Mỗi bản",
    FeePer.PAGE.value: "Mỗi trang",
    FeePer.CASE.value: "Mỗi trường hợp",
}
OWN_KINDS = {
    OwnFieldKind.TEXT.value: "Chữ",
    OwnFieldKind.NUMBER.value: "Số",
    OwnFieldKind.DATE.value: "Ngày",
    OwnFieldKind.CHOICE.value: "Chọn một",
    OwnFieldKind.YES_NO.value: "Có hoặc không",
}
CHANNEL_CODES = {"desk": 1, "online": 2, "post": 3}
"""The code list of the national portal."""


@dataclass(frozen=True)
class Box:
    """One thing a procedure says. `key` is its name in the JSON; `codes` are the numbers it has there for its words."""

    name: str
    label: str
    key: str
    kind: str = TEXT
    longest: int = 200
    choices: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    least: int = 0
    most: int = 99
    hint: str = ""
    codes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class BoxGroup:
    """Lines of one kind below a procedure; `single`: there is one at most, and it is no list."""

    name: str
    label: str
    one: str
    key: str
    boxes: tuple[Box, ...]
    most: int
    single: bool = False


HEAD = (
    Box("code", "Mã thủ tục", "MaTTHC", longest=16, needed=True),
    Box("name", "Tên thủ tục", "TenTTHC", LONG, 400, needed=True),
    Box("short_name", "Tên gọi ngắn", "TenNgan"),
    Box("field", "Lĩnh vực", "TenLinhVuc", longest=80, needed=True),
    Box("aliases", "Từ tìm kiếm khác", "TuKhac", WORDS, 80, hint="Mỗi từ một dòng."),
    Box("channels", "Hình thức nộp", "HinhThucNop", SET, choices=labels.CHANNELS, needed=True, codes=CHANNEL_CODES),
    Box("duration_value", "Thời hạn giải quyết", "ThoiHanGiaiQuyet", NUMBER, least=1, most=600),
    Box("duration_unit", "Đơn vị thời hạn", "DonViThoiHan", CHOICE, choices=UNITS),
    Box("same_day_after_15", "Nhận sau 15:00 thì trả ngày làm việc tiếp theo", "SauMuoiLamGio", YES_NO),
    Box("decides", "Nơi quyết định", "CapQuyetDinh", CHOICE, choices=HOLDERS, needed=True),
    Box("desk_certifies", "Một cửa ghi kết quả và trả ngay được", "TraNgayTaiMotCua", YES_NO),
    Box("on_supplement", "Sau khi bổ sung", "KhiBoSung", CHOICE, choices=ON_SUPPLEMENT),
    Box("supplement_days", "Số ngày chờ bổ sung nhiều nhất", "SoNgayBoSung", NUMBER, least=1, most=365),
    Box("on_consult", "Khi lấy ý kiến cơ quan khác", "KhiLayYKien", CHOICE, choices=ON_CONSULT),
    Box("online_level", "Mức độ trực tuyến (đến 14/8/2022)", "MucDo", NUMBER, least=1, most=4),
    Box("online_mode", "Dịch vụ công trực tuyến (từ 15/8/2022)", "LoaiDichVuCong", CHOICE, choices=ONLINE_MODES),
    Box("retention_years", "Lưu hồ sơ (năm)", "SoNamLuuTru", NUMBER, least=1, most=100,
        hint="Để trống nếu lưu vĩnh viễn hoặc theo quy định riêng."),
    Box("source", "Căn cứ pháp lý", "CanCuPhapLy", LONG, 2000, hint="Quyết định công bố, luật, nghị định, thông tư."),
    Box("verified", "Đã đối chiếu với quyết định công bố", "DaDoiChieu", YES_NO),
)  # fmt: skip
NOTE = Box("note", "Ghi chú", "GhiChu", longest=300)
CASES = Box("cases", "Chỉ trường hợp", "TruongHop", WORDS, 200)
"""In which of the procedure's cases a line holds: their codes; none of them is all."""
TIME = (
    Box("value", "Thời gian", "ThoiGian", NUMBER, least=1, most=600),
    Box("unit", "Đơn vị", "DonVi", CHOICE, choices=UNITS),
)
PARTS = (
    BoxGroup("cases", "Các trường hợp", "trường hợp", "DanhSachTruongHop", (
        Box("code", "Mã trường hợp", "MaTruongHop", longest=40),
        Box("name", "Tên trường hợp", "TenTruongHop", needed=True),
        *TIME,
        NOTE,
    ), 20),
    BoxGroup("papers", "Thành phần hồ sơ", "giấy tờ", "DanhSachGiayTo", (
        Box("code", "Mã giấy tờ", "MaGiayTo", longest=40),
        Box("name", "Tên giấy tờ", "TenGiayTo", longest=400, needed=True),
        Box("need", "Nộp hay xuất trình", "YeuCau", CHOICE, choices=labels.NEEDS, needed=True),
        Box("kind", "Loại giấy", "LoaiGiay", CHOICE, choices=labels.PAPER_KINDS, needed=True),
        Box("originals", "Số bản chính", "SoBanChinh", NUMBER),
        Box("copies", "Số bản sao", "SoBanSao", NUMBER),
        CASES,
        NOTE,
    ), 60),
    BoxGroup("fees", "Phí, lệ phí", "khoản thu", "DanhSachLePhi", (
        Box("code", "Mã khoản thu", "MaPhiLePhi", longest=40),
        Box("name", "Tên khoản thu", "TenPhiLePhi", needed=True),
        Box("kind", "Loại", "LoaiPhiLePhi", CHOICE, choices=FEE_KINDS, needed=True),
        Box("amount", "Mức thu (đồng)", "Gia", NUMBER, most=LARGEST_AMOUNT, hint="Để trống nếu tỉnh quy định."),
        Box("per", "Tính theo", "CachTinh", CHOICE, choices=FEE_PERS, needed=True),
        Box("channel", "Chỉ khi nộp", "HinhThucThu", CHOICE, choices=labels.CHANNELS, codes=CHANNEL_CODES),
        CASES,
        NOTE,
    ), 30),
    BoxGroup("legs", "Các chặng giải quyết", "chặng", "DanhSachChang", (
        Box("holder", "Nơi giải quyết", "NoiGiaiQuyet", CHOICE, choices=HOLDERS, needed=True),
        Box("agency", "Tên cơ quan", "TenCoQuan"),
        *TIME,
        CASES,
        NOTE,
    ), 15),
    BoxGroup("verification", "Khi phải xác minh", "cách tính khi xác minh", "XacMinh", (
        Box("kind", "Cách tính", "CachTinh", CHOICE, choices=VERIFICATIONS, needed=True),
        *TIME,
        NOTE,
    ), 1, single=True),
    BoxGroup("own_fields", "Tờ khai riêng của thủ tục", "mục của tờ khai", "DanhSachMucToKhai", (
        Box("key", "Mã mục", "MaMuc", longest=32),
        Box("label", "Câu hỏi", "TenMuc", needed=True),
        Box("kind", "Kiểu", "KieuMuc", CHOICE, choices=OWN_KINDS, needed=True),
        Box("required", "Bắt buộc", "BatBuoc", YES_NO),
        Box("help", "Hướng dẫn", "HuongDan"),
        Box("longest", "Dài nhất (ký tự)", "DaiNhat", NUMBER, least=1, most=2000),
        Box("choices", "Các lựa chọn", "LuaChon", WORDS, 80, hint="Mỗi lựa chọn một dòng."),
        Box("ahead", "Ngày có thể ở sau hôm nay", "NgaySauHomNay", YES_NO),
    ), 30),
)  # fmt: skip
OF_A_CASE = ("papers", "fees", "legs")
"""Parts whose lines may hold in some cases alone."""
PART_OF = {part.name: part for part in PARTS}
CONTENT = (*(box.name for box in HEAD), *PART_OF)
"""What a version of a procedure says: everything but its number and its days."""

Values = dict[str, Any]


def content_of(values: Mapping[str, Any]) -> Values:
    """The content of a row as the editor keeps it: every name, lists never missing, choices of own fields as lists."""
    content: Values = {}
    for box in HEAD:
        content[box.name] = _usual(box, values.get(box.name))
    for part in PARTS:
        given = values.get(part.name)
        rows = ([given] if given else []) if part.single else given or []
        kept = [{box.name: _usual(box, row.get(box.name)) for box in part.boxes} for row in rows]
        content[part.name] = (kept[0] if kept else None) if part.single else kept
    return content


def rows_of(values: Mapping[str, Any], part: BoxGroup) -> list[Values]:
    """The lines of a part, whether it is a list or single."""
    given = values.get(part.name)
    if part.single:
        return [given] if given else []
    return list(given or [])


def read(part_of: Callable[[BoxGroup], Iterable[Mapping[str, Any]]], head: Mapping[str, Any],
         reader: Callable[[Box, Any], Any]) -> Values:  # fmt: skip
    """A content out of a form, a sheet or a file: `reader` reads one box; lines with nothing in them are left out."""
    content: Values = {box.name: reader(box, head.get(box.name)) for box in HEAD}
    for part in PARTS:
        rows = [
            {box.name: reader(box, row.get(box.name)) for box in part.boxes}
            for row in part_of(part)
        ]
        rows = [row for row in rows if not is_blank(part, row)][: part.most + 1]
        content[part.name] = (rows[0] if rows else None) if part.single else rows
    return named(content)


def is_blank(part: BoxGroup, row: Mapping[str, Any]) -> bool:
    """Whether nobody has typed anything into this line. Where a line has a name, words chosen from a list stand there
    from the start; a leg may be no more than who holds it."""
    is_named = any(box.kind in (TEXT, LONG) and box.needed for box in part.boxes)
    silent = (CHOICE, YES_NO) if is_named else (YES_NO,)
    typed = [box for box in part.boxes if box.kind not in silent]
    return not any(row.get(box.name) not in (None, "", [], 0) for box in typed)


def read_text(box: Box, text: Any) -> Any:
    """One box as a person typed it, into a form or a cell."""
    if isinstance(text, list):
        text = "\n".join(str(each) for each in text)
    text = str(text or "")
    if box.kind in (SET, WORDS):
        said = [clean(each) for each in PARTED_BY.split(text)]
        said = list(dict.fromkeys(each for each in said if each))
        return [_word(box, each) for each in said] if box.kind == SET else said
    text = clean(text)
    if box.kind == YES_NO:
        return fold(text) in YES_WORDS
    if box.kind == NUMBER:
        digits = text.replace(".", "").replace(" ", "")
        return (
            int(digits)
            if digits.isascii() and digits.isdigit() and len(digits) < 12
            else text or None
        )
    if box.kind == CHOICE:
        return _word(box, text) if text else None
    return text or None


def read_json(box: Box, value: Any) -> Any:
    """One box as the JSON gives it. What has another shape than it should stays, as text, for the check to name."""
    if box.codes:
        words = {code: word for word, code in box.codes.items()}
        if isinstance(value, list):
            return [words.get(each, str(each)) if _is_whole(each) else str(each) for each in value]
        return words.get(value, str(value)) if _is_whole(value) else value or None
    if box.kind == YES_NO:
        return value is True or (isinstance(value, str) and fold(value) in YES_WORDS)
    if box.kind in (SET, WORDS):
        return (
            [clean(str(each)) for each in value]
            if isinstance(value, list)
            else read_text(box, value)
        )
    if value is None or _is_whole(value):
        return value if box.kind == NUMBER or value is None else str(value)
    return read_text(box, value if isinstance(value, str) else str(value))


def to_json(box: Box, value: Any) -> Any:
    """One box as the JSON writes it."""
    if not box.codes:
        return value
    return [box.codes[each] for each in value] if isinstance(value, list) else box.codes.get(value)


def to_text(box: Box, value: Any) -> str:
    """One box as a person reads and types it."""
    if value is None:
        return ""
    if box.kind == YES_NO:
        return "Có" if value else ""
    if isinstance(value, list | tuple):
        return "; ".join(box.choices.get(str(each), str(each)) for each in value)
    return box.choices.get(str(value), str(value)) if box.kind == CHOICE else str(value)


def named(content: Values) -> Values:
    """Lines without a code get one from their own words, so that two versions can be compared line by line."""
    for part, name, words, joint in (
        ("cases", "code", "name", "-"),
        ("papers", "code", "name", "-"),
        ("fees", "code", "name", "-"),
        ("own_fields", "key", "label", "_"),
    ):
        taken = {row[name] for row in content[part] if row.get(name)}
        for row in content[part]:
            if not row.get(name):
                row[name] = _free(_slug(str(row.get(words) or part), joint), taken, joint)
                taken.add(row[name])
    return with_case_codes(content)


def with_case_codes(content: Values) -> Values:
    """Lines that name a case by its words name it by its code; a case there is not stays, for the check to tell."""
    codes = {fold(str(row["name"] or "")): row["code"] for row in content["cases"]}
    for part in OF_A_CASE:
        for row in content[part]:
            if row.get("cases"):
                row["cases"] = [codes.get(fold(said), said) for said in row["cases"]]
    return content


def _slug(words: str, joint: str) -> str:
    parts = re.findall(r"[a-z0-9]+", fold(words))
    slug = joint.join(parts)[:28].strip(joint)
    return slug if slug[:1].isalpha() else f"m{joint}{slug}".rstrip(joint)


def _free(slug: str, taken: set[str], joint: str) -> str:
    tries = (slug, *(f"{slug}{joint}{n}" for n in range(2, 200)))
    return next(each for each in tries if each not in taken)


def _usual(box: Box, value: Any) -> Any:
    if box.kind == YES_NO:
        return bool(value)
    return list(value or []) if box.kind in (SET, WORDS) else value


def _word(box: Box, text: str) -> str:
    """The value that these words mean, or the words themselves for the check to name."""
    if text in box.choices:
        return text
    known = {fold(words): value for value, words in box.choices.items()}
    return known.get(fold(text), text)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
