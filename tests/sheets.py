"""Old registers as communes kept them, made for tests."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook

HEAD = (
    "TT", "Mã hồ sơ", "Tên TTHC", "Họ và tên", "Số CMND", "Địa chỉ", "Ngày nhận", "Hẹn trả", "Trả kết quả",
    "Ghi chú",
)  # fmt: skip
BIRTH_NAME = "Đăng ký khai sinh"


def line(number, **cells):
    """A good line; `cells` by the words of its header."""
    told = {
        "TT": number,
        "Mã hồ sơ": f"{number}/2017",
        "Tên TTHC": BIRTH_NAME,
        "Họ và tên": "Nguyễn Thị Hoà",
        "Số CMND": f"{183000000 + number}",
        "Địa chỉ": "Thôn Bắc Hải",
        "Ngày nhận": date(2017, 3, 6),
        "Hẹn trả": date(2017, 3, 7),
        "Trả kết quả": date(2017, 3, 7),
        "Ghi chú": "",
    }
    return [({**told, **cells})[name] for name in HEAD]


def register(*lines, head=HEAD, above=(("UBND XÃ THẠCH HẢI",), ("SỔ THEO DÕI HỒ SƠ",))):
    """The file of a register with these lines."""
    book = Workbook()
    sheet = book.active
    for row in (*above, head, *lines):
        sheet.append(list(row))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file
